import { BadValueError, type Codec } from '../../codecs/codec.ts'
import { currencyCode, minorDigits } from '../../codecs/currency-code.ts'
import { money, type Money } from '../../codecs/money.ts'
import { readDecimal } from '../../codecs/numbers.ts'
import { booleanText } from '../../codecs/boolean-text.ts'
import { computed, findDrift, listAt, valueAt, type FieldMapping } from '../mapping.ts'
import { readText } from '../../codecs/text.ts'

/** A field that the vendor computes, or that its API does not let change. */
export function readOnly({ paths, describe, read }: FieldMapping): FieldMapping {
  return { paths, describe, read }
}

/** The record's currency; the vendor may send none for the company's own. Its codes are free, so not each is a currency. */
export function ownCurrency(localCurrency: string): FieldMapping {
  return computed(['currencyCode'], (raw) => currencyOf(raw, localCurrency))
}

/** Fields whose amounts are in the record's currency, as `build` makes them with the codec that it gets. Read only. */
export function inOwnCurrency(
  localCurrency: string,
  build: (amount: Codec<number | string, Money>) => FieldMapping,
): FieldMapping {
  const { paths, describe } = build(money(localCurrency))
  return {
    paths: [['currencyCode'], ...paths],
    describe: `${describe} in the currency of currencyCode`,
    read: (raw, reading) =>
      // Without its currency an amount would pass for one of the local currency.
      findDrift(raw, ['currencyCode'], reading) ??
      build(amountOf(() => currencyOf(raw, localCurrency))).read(raw, reading),
  }
}

/** Finds the currency only at the first amount, so that a bad one makes amounts bad and nothing else. */
function amountOf(findCurrency: () => string): Codec<number | string, Money> {
  const codec = () => money(findCurrency(), { as: 'number' })
  return {
    name: 'money',
    decode: (amount) => codec().decode(amount),
    encode: (value) => codec().encode(value),
  }
}

function currencyOf(raw: unknown, localCurrency: string): string {
  const code = valueAt(raw, ['currencyCode'])
  const written = code === null || code === undefined ? '' : readText(code, 'a currency code')
  return currencyCode().decode(written === '' ? localCurrency : written)
}

/**
 * An amount of the local currency, where 0 is the vendor's way to say that there is none (a credit limit of 0 never
 * limits). Hence 0 cannot be written: it would mean the opposite.
 */
export function localAmountOrNone(path: string, localCurrency: string): FieldMapping {
  const amount = money(localCurrency, { as: 'number' })
  return computed(
    [path],
    (raw) => {
      const value = valueAt(raw, [path])
      return value === undefined || value === null || value === 0 ? null : amount.decode(value as number)
    },
    (value, target) => {
      const written = value === null ? 0 : amount.encode(value as Money)
      if (value !== null && written === 0) throw new BadValueError('expected an amount above zero, or none')
      target[path] = written
    },
  )
}

/** Text that the vendor stores in a field of limited length. */
export function limitedText(maxLength: number): Codec<string, string> {
  return {
    name: `text(${maxLength})`,
    decode: (source) => readText(source, 'text'),
    encode(value) {
      if (value.length > maxLength) throw new BadValueError(`expected at most ${maxLength} characters`)
      return value
    },
  }
}

/** Text of the vendor's type Code, which it stores in upper case: sent so, it is what will be read. */
export function codeText(maxLength: number): Codec<string, string> {
  const { decode, encode } = limitedText(maxLength)
  return { name: `code(${maxLength})`, decode, encode: (value) => encode(value.toUpperCase()) }
}

const linesPath = 'salesOrderLines'
const lineFields = (...names: readonly string[]) => names.map((name) => [linesPath, name])

/**
 * What of the order is invoiced, with tax. The API has no such total: it is each line's amount by the share of its quantity
 * that is invoiced, to the currency's minor unit. Exact unless a line was invoiced in parts, whose roundings it cannot know.
 */
export function invoicedAmount(localCurrency: string): FieldMapping {
  const paths = lineFields('quantity', 'invoicedQuantity', 'netAmountIncludingTax')
  return computed(['currencyCode', ...paths], (raw) => {
    const currency = currencyOf(raw, localCurrency)
    const digits = minorDigits(currency)
    const shares = listAt(raw, linesPath).map((line) => shareOf(line, digits))
    const total = shares.reduce((sum, share) => sum + share, 0n)
    return money(currency).decode(`${total}e-${digits}`)
  })
}

/** In minor units, halves rounded away from zero. */
function shareOf(line: unknown, digits: number): bigint {
  const [quantity, invoiced, amount] = ['quantity', 'invoicedQuantity', 'netAmountIncludingTax'].map((name) =>
    scaled(valueAt(line, [name]) ?? 0),
  ) as [bigint, bigint, bigint]
  if (quantity === 0n) return 0n
  // Of the three scales one is left over in the quotient.
  const numerator = amount * invoiced * 10n ** BigInt(digits)
  const denominator = quantity * 10n ** BigInt(scaleDigits)
  const half = (denominator < 0n ? -denominator : denominator) / 2n
  return (numerator < 0n === denominator < 0n ? numerator + half : numerator - half) / denominator
}

/** The vendor's quantities have at most 5 decimals, its amounts fewer. */
const scaleDigits = 12

function scaled(value: unknown): bigint {
  const [units = '', decimals = ''] = readDecimal(value, 'a decimal number').split('.')
  if (decimals.length > scaleDigits) throw new BadValueError('expected a number of fewer decimals')
  return BigInt(units + decimals.padEnd(scaleDigits, '0'))
}

/** The vendor says when all is shipped; whether anything is, its lines say. */
export function shippedState(): FieldMapping {
  return computed(['fullyShipped', ...lineFields('shippedQuantity')], (raw) => {
    if (booleanText().decode((valueAt(raw, ['fullyShipped']) ?? false) as boolean)) return 'SHIPPED'
    const anyShipped = listAt(raw, linesPath).some(
      (line) => Number(readDecimal(valueAt(line, ['shippedQuantity']) ?? 0, 'a quantity')) > 0,
    )
    return anyShipped ? 'PARTIALLY_SHIPPED' : 'NOT_SHIPPED'
  })
}
