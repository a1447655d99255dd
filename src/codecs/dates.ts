import { BadValueError, type Codec } from './codec.ts'
import { type NumberForm, readDecimal } from './numbers.ts'
import { readText } from './text.ts'

export type LocalDateFormat = 'YYYY-MM-DD' | 'YYYYMMDD' | 'DD.MM.YYYY' | 'DD/MM/YYYY' | 'MM/DD/YYYY'

/** A day of the calendar, `YYYY-MM-DD`, without a time zone, from a system that writes it in `format`. */
export function localDate(format: LocalDateFormat = 'YYYY-MM-DD'): Codec<string, string> {
  const expected = `a date of the calendar written ${format}`
  const pattern = new RegExp(
    `^${format
      .replaceAll('.', '\\.')
      .replace('YYYY', '(?<year>\\d{4})')
      .replace('MM', '(?<month>\\d{2})')
      .replace('DD', '(?<day>\\d{2})')}$`,
  )
  return {
    name: `localDate(${format})`,
    decode(source) {
      if (format === 'YYYY-MM-DD') return readLocalDate(source, expected)
      const { year, month, day } = pattern.exec(readText(source, expected))?.groups ?? {}
      return readLocalDate(`${year}-${month}-${day}`, expected)
    },
    encode(value) {
      const [year = '', month = '', day = ''] = readLocalDate(value, 'a date written YYYY-MM-DD').split('-')
      return format.replace('YYYY', year).replace('MM', month).replace('DD', day)
    },
  }
}

/** An instant, `2026-11-22T09:30:00.000Z`, from ISO 8601 with an offset. Digits below the millisecond are dropped. */
export function dateTime(): Codec<string, string> {
  return { name: 'dateTime', decode: readDateTime, encode: readDateTime }
}

/** An instant from milliseconds since 1970. Written as a number unless `as: 'string'`. */
export function dateTimeFromEpochMs({ as = 'number' }: NumberForm = {}): Codec<number | string, string> {
  const expected = 'whole milliseconds since 1970'
  return {
    name: 'dateTimeFromEpochMs',
    decode: (source) => writeInstant(Number(readDecimal(source, expected)), expected),
    encode(value) {
      const epochMs = Date.parse(readDateTime(value))
      return as === 'number' ? epochMs : String(epochMs)
    },
  }
}

const localDatePattern = /^\d{4}-\d{2}-\d{2}$/
const inUtc = /^\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{3})?Z$/
const dateTimePattern =
  /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(Z|[+-]\d\d(?::?\d\d)?)$/i

/** @throws BadValueError unless the source is `YYYY-MM-DD` and a day of the calendar, years 0001 to 9999. */
export function readLocalDate(source: unknown, expected: string): string {
  const date = readText(source, expected)
  if (!localDatePattern.test(date) || !isOfCalendar(date)) throw new BadValueError(`expected ${expected}`)
  return date
}

/** Whether text that begins as `YYYY-MM-DD` names a day that there is, in the years 0001 to 9999. */
function isOfCalendar(text: string): boolean {
  const [year, month, day] = [Number(text.slice(0, 4)), Number(text.slice(5, 7)), Number(text.slice(8, 10))]
  return year > 0 && day > 0 && day <= daysOf(year, month)
}

/** 0 for a month that there is not. */
function daysOf(year: number, month: number): number {
  if (month !== 2) return daysOfMonths[month - 1] ?? 0
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
}

const daysOfMonths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** @throws BadValueError unless the source is ISO 8601 with a date of the calendar, a time and an offset. */
export function readDateTime(source: unknown): string {
  const expected = 'an ISO 8601 date and time with its offset, such as 2026-11-22T09:30:00Z'
  // As it is to come out, but perhaps for the milliseconds: nothing is to be computed.
  if (typeof source === 'string' && inUtc.test(source) && isOfCalendar(source))
    return source.length === 24 ? source : `${source.slice(0, 19)}.000Z`
  const [, date, minutes, seconds = '00', fraction = '', offset = ''] =
    dateTimePattern.exec(readText(source, expected)) ?? []
  const zone =
    offset.toUpperCase() === 'Z' ? 'Z' : `${offset.slice(0, 3)}:${offset.slice(3).replace(':', '') || '00'}`
  const local = `${readLocalDate(date, expected)}T${readTime(`${minutes}:${seconds}`, expected)}`
  return writeInstant(Date.parse(`${local}.${fraction.slice(0, 3).padEnd(3, '0')}${zone}`), expected)
}

/** `HH:mm:ss`, 00:00:00 to 23:59:59. Leap seconds are refused: no clock here can hold one. */
export function readTime(time: string, expected: string): string {
  if (!/^([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/.test(time)) throw new BadValueError(`expected ${expected}`)
  return time
}

/** @throws BadValueError outside the years 0001 to 9999, which is all that the ISO text can carry. */
export function writeInstant(epochMs: number, expected: string): string {
  const instant = toIso(epochMs)
  if (!/^\d{4}-/.test(instant) || instant.startsWith('0000')) throw new BadValueError(`expected ${expected}`)
  return instant
}

function toIso(epochMs: number): string {
  const date = new Date(Number.isInteger(epochMs) ? epochMs : NaN)
  return Number.isNaN(date.getTime()) ? '' : date.toISOString()
}
