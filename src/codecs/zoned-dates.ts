import { BadValueError, type Codec } from './codec.ts'
import { readDateTime, readLocalDate, readTime, writeInstant } from './dates.ts'
import { readText } from './text.ts'

/**
 * An instant from a clock on the wall: `YYYY-MM-DDTHH:mm[:ss[.sss]]` (or a space for the T) in an IANA time zone,
 * as systems write that know only local time. Written back as `YYYY-MM-DDTHH:mm:ss[.sss]`.
 *
 * When clocks go back, the hour that comes twice means its first pass; when they go forward, a time that was
 * skipped means the same distance after the jump (the `compatible` rule of Temporal and iCalendar). The second
 * pass has no local text of its own, so writing such an instant is refused, not shifted by an hour.
 *
 * @throws RangeError at once for an unknown time zone.
 */
export function zonedDateTime(timeZone: string): Codec<string, string> {
  const clock = createClock(timeZone)
  const decode = (source: string) => writeInstant(clock.instantOf(readLocal(source)), expectedLocal)
  return {
    name: `zonedDateTime(${timeZone})`,
    decode,
    encode(value) {
      const instant = readDateTime(value)
      const local = localText(clock, instant).replace('.000', '')
      if (decode(local) !== instant) {
        throw new BadValueError(
          'expected a time outside the hour repeated as clocks go back: this system cannot say which',
        )
      }
      return local
    },
  }
}

/**
 * The day it is at a place (a property) at an instant. Written back as the instant at which that day begins there.
 *
 * @throws RangeError at once for an unknown time zone.
 */
export function localDateInZone(timeZone: string): Codec<string, string> {
  const clock = createClock(timeZone)
  const decode = (source: string) => localText(clock, readDateTime(source)).slice(0, 10)
  return {
    name: `localDateInZone(${timeZone})`,
    decode,
    encode(value) {
      const expected = 'a date written YYYY-MM-DD that exists in this time zone'
      const date = readLocalDate(value, expected)
      const instant = writeInstant(clock.instantOf(Date.parse(`${date}T00:00:00.000Z`)), expected)
      // Places that crossed the date line skipped a day.
      if (decode(instant) !== date) throw new BadValueError(`expected ${expected}`)
      return instant
    },
  }
}

/** Wall-clock arithmetic of one zone. A local time is the epoch milliseconds of the same digits in UTC. */
interface Clock {
  localOf(epochMs: number): number
  instantOf(localMs: number): number
}

const dayMs = 86_400_000
const expectedLocal = 'a local date and time written YYYY-MM-DDTHH:mm:ss'

function createClock(timeZone: string): Clock {
  const format = new Intl.DateTimeFormat('en-u-ca-iso8601-nu-latn', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })

  function offsetAt(epochMs: number): number {
    const part = Object.fromEntries(format.formatToParts(epochMs).map(({ type, value }) => [type, value]))
    const year = (part.year ?? '').padStart(4, '0')
    const local = Date.parse(`${year}-${part.month}-${part.day}T${part.hour}:${part.minute}:${part.second}Z`)
    return local - Math.floor(epochMs / 1000) * 1000
  }

  return {
    localOf: (epochMs) => epochMs + offsetAt(epochMs),
    instantOf(localMs) {
      const before = offsetAt(localMs - dayMs)
      const after = offsetAt(localMs + dayMs)
      const readings = [localMs - before, localMs - after].filter((ms) => ms + offsetAt(ms) === localMs)
      return readings.length === 0 ? localMs - before : Math.min(...readings)
    },
  }
}

function localText(clock: Clock, instant: string): string {
  return writeInstant(clock.localOf(Date.parse(instant)), 'a time that this time zone can show').slice(0, -1)
}

function readLocal(source: unknown): number {
  const [, date, minutes, seconds = '00', fraction = ''] =
    /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?$/.exec(
      readText(source, expectedLocal),
    ) ?? []
  const time = readTime(`${minutes}:${seconds}`, expectedLocal)
  return Date.parse(`${readLocalDate(date, expectedLocal)}T${time}.${fraction.slice(0, 3).padEnd(3, '0')}Z`)
}
