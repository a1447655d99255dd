import { BadValueError, type Codec } from './codec.ts'
import { readText } from './text.ts'

/** How a number goes back to the system: as a JSON number, or as text where the system types everything as text. */
export interface NumberForm {
  as?: 'number' | 'string'
}

/** On either side of the point. Keeps `1e999999` from becoming a megabyte of zeros. */
const maxDigits = 40
/** What is to come out, and is often what comes in. */
const isCanonical = /^(?:0|-?[1-9]\d*|-?(?:0|[1-9]\d*)\.\d*[1-9])$/
const decimalPattern = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/

/**
 * The one text of an exact decimal: no exponent, no plus sign, no needless zeros, no minus zero. A JSON number
 * counts as its shortest decimal text. Thousands separators and decimal commas are refused: `1,234` is ambiguous.
 *
 * @throws BadValueError saying what was `expected`.
 */
export function readDecimal(source: unknown, expected: string): string {
  const written = readText(typeof source === 'number' ? String(source) : source, expected)
  if (written.length <= maxDigits && isCanonical.test(written)) return written
  const match = written.length <= 2 * maxDigits + 8 ? decimalPattern.exec(written) : null
  const [, sign, whole = '', fraction = '', exponent = '0'] = match ?? []
  if (whole + fraction === '') throw new BadValueError(`expected ${expected}`)

  const point = whole.length + Number(exponent)
  const digits = '0'.repeat(Math.max(0, -point)) + (whole + fraction).padEnd(point, '0')
  const units = digits.slice(0, Math.max(0, point)).replace(/^0+/, '') || '0'
  const decimals = digits.slice(Math.max(0, point)).replace(/0+$/, '')
  if (units.length > maxDigits || decimals.length > maxDigits) {
    throw new BadValueError(`expected ${expected} of at most ${maxDigits} digits on either side of the point`)
  }
  const magnitude = decimals === '' ? units : `${units}.${decimals}`
  return sign === '-' && magnitude !== '0' ? `-${magnitude}` : magnitude
}

/**
 * Decimal text in the form the system wants.
 *
 * @throws BadValueError when a JSON number would not carry it exactly: better no write than a wrong cent.
 */
export function writeDecimal(decimal: string, as: 'number' | 'string'): number | string {
  if (as === 'string') return decimal
  const number = Number(decimal)
  if (readDecimal(number, 'a number') !== readDecimal(decimal, 'a number')) {
    throw new BadValueError('expected a number of at most 15 digits: this system stores no more')
  }
  return number
}

/** An exact decimal as text, e.g. `-1234.5`. Written as text unless `as: 'number'`. */
export function decimal({ as = 'string' }: NumberForm = {}): Codec<number | string, string> {
  const read = (source: number | string) => readDecimal(source, 'a decimal number')
  return { name: 'decimal', decode: read, encode: (value) => writeDecimal(read(value), as) }
}

/**
 * A whole number between `min` and `max` (default: all safe integers; a GraphQL `Int` holds 32 bits). `12.0` is
 * whole. Written as a JSON number unless `as: 'string'`.
 */
export function integer({
  as = 'number',
  min = Number.MIN_SAFE_INTEGER,
  max = Number.MAX_SAFE_INTEGER,
}: NumberForm & { min?: number; max?: number } = {}): Codec<number | string, number> {
  const expected = `a whole number from ${min} to ${max}`
  const read = (source: number | string) => {
    const number = Number(readDecimal(source, expected))
    if (!Number.isSafeInteger(number) || number < min || number > max) {
      throw new BadValueError(`expected ${expected}`)
    }
    return number
  }
  return {
    name: 'integer',
    decode: read,
    encode: (value) => (as === 'number' ? read(value) : String(read(value))),
  }
}
