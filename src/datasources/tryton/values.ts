import { z } from 'zod'
import { BadValueError, type Codec, unexpectedType } from '../../codecs/codec.ts'
import { readDateTime, readLocalDate } from '../../codecs/dates.ts'
import type { Money } from '../../codecs/money.ts'
import { money } from '../../codecs/money.ts'
import { readDecimal } from '../../codecs/numbers.ts'

/**
 * Tryton's JSON-RPC has an object for each type that JSON lacks, told apart by `__class__`; its date-times are UTC without
 * saying so, to the microsecond (seen on a Tryton 6.0 server).
 */
const wireDecimal = z.object({ __class__: z.literal('Decimal'), decimal: z.string() })
const calendarDay = { year: z.int(), month: z.int(), day: z.int() }
export const wireDate = z.object({ __class__: z.literal('date'), ...calendarDay })
const wireDateTime = z.object({
  __class__: z.literal('datetime'),
  ...calendarDay,
  hour: z.int(),
  minute: z.int(),
  second: z.int(),
  microsecond: z.int(),
})

export type WireDecimal = z.infer<typeof wireDecimal>
export type WireDate = z.infer<typeof wireDate>
export type WireDateTime = z.infer<typeof wireDateTime>

/** An exact decimal as text. */
export function trytonDecimal(): Codec<WireDecimal, string> {
  const expected = 'a decimal number'
  return {
    name: 'trytonDecimal',
    decode: (source) => readDecimal(read(wireDecimal, source, expected).decimal, expected),
    encode: (value) => ({ __class__: 'Decimal', decimal: readDecimal(value, expected) }),
  }
}

/** An amount in the company's own currency, which its fields do not name. */
export function trytonMoney(currency: string): Codec<WireDecimal, Money> {
  const wire = trytonDecimal()
  const amount = money(currency)
  return {
    name: `trytonMoney(${currency})`,
    decode: (source) => amount.decode(wire.decode(source)),
    encode: (value) => wire.encode(String(amount.encode(value))),
  }
}

/** Decimals that Tryton keeps of a price unless it is configured otherwise. */
const priceDecimals = 4

/** A price, which may be finer than an amount. */
export function trytonPrice(currency: string): Codec<WireDecimal, Money> {
  const { decode, encode } = trytonMoney(currency)
  return {
    name: `trytonPrice(${currency})`,
    decode,
    encode(value) {
      const written = encode(value)
      if ((written.decimal.split('.')[1] ?? '').length > priceDecimals)
        throw new BadValueError(`expected a price of at most ${priceDecimals} decimals`)
      return written
    },
  }
}

/** A day of the calendar, `YYYY-MM-DD`. */
export function trytonDate(): Codec<WireDate, string> {
  const expected = 'a date of the calendar'
  return {
    name: 'trytonDate',
    decode: (source) => readLocalDate(dayText(read(wireDate, source, expected)), expected),
    encode(value) {
      const [year, month, day] = readLocalDate(value, expected).split('-').map(Number)
      return wireDate.parse({ __class__: 'date', year, month, day })
    },
  }
}

/** An instant, `2026-11-22T09:30:00.000Z`; microseconds are cut off. */
export function trytonDateTime(): Codec<WireDateTime, string> {
  const expected = 'a date and time'
  return {
    name: 'trytonDateTime',
    decode(source) {
      const { hour, minute, second, microsecond, ...day } = read(wireDateTime, source, expected)
      const time = [hour, minute, second].map((part) => String(part).padStart(2, '0')).join(':')
      return readDateTime(`${dayText(day)}T${time}.${String(microsecond).padStart(6, '0')}Z`)
    },
    encode(value) {
      const instant = new Date(readDateTime(value))
      return {
        __class__: 'datetime',
        year: instant.getUTCFullYear(),
        month: instant.getUTCMonth() + 1,
        day: instant.getUTCDate(),
        hour: instant.getUTCHours(),
        minute: instant.getUTCMinutes(),
        second: instant.getUTCSeconds(),
        microsecond: instant.getUTCMilliseconds() * 1000,
      }
    },
  }
}

/** The exact sum of decimal texts; `0` of none. */
export function sumDecimals(decimals: readonly string[]): string {
  const scale = Math.max(0, ...decimals.map((text) => (text.split('.')[1] ?? '').length))
  const units = decimals.reduce((sum, text) => {
    const [whole = '', fraction = ''] = text.split('.')
    return sum + BigInt(whole + fraction.padEnd(scale, '0'))
  }, 0n)
  return readDecimal(`${units}e-${scale}`, 'a decimal number')
}

export function subtractDecimals(left: string, right: string): string {
  return sumDecimals([left, right.startsWith('-') ? right.slice(1) : `-${right}`])
}

function read<Shape extends z.ZodType>(shape: Shape, source: unknown, expected: string): z.output<Shape> {
  const parsed = shape.safeParse(source)
  if (parsed.success) return parsed.data
  const form = `${expected} in Tryton's form`
  throw typeof source === 'object' ? new BadValueError(`expected ${form}`) : unexpectedType(source, form)
}

function dayText({ year, month, day }: { year: number; month: number; day: number }): string {
  return [String(year).padStart(4, '0'), ...[month, day].map((part) => String(part).padStart(2, '0'))].join(
    '-',
  )
}
