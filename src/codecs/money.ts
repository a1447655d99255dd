import { BadValueError, type Codec, unexpectedType } from './codec.ts'
import { minorDigits, readCurrencyCode } from './currency-code.ts'
import { type NumberForm, readDecimal, writeDecimal } from './numbers.ts'

/** An exact amount: decimal text with at least the currency's minor digits (`10.00` EUR, `10` JPY), and ISO 4217. */
export interface Money {
  readonly amount: string
  readonly currency: string
}

/** Amounts of a system that has one currency, in major units. Written as text unless `as: 'number'`. */
export function money(currency: string, { as = 'string' }: NumberForm = {}): Codec<number | string, Money> {
  const fixed = readCurrencyCode(currency)
  return {
    name: `money(${fixed})`,
    decode: (source) => toMoney(source, fixed),
    encode: (value) => writeDecimal(amountIn(fixed, value), as),
  }
}

/**
 * Amounts counted in minor units (cents), of a system that has one currency. Written as a number unless
 * `as: 'string'`; an amount finer than the minor unit is refused, never rounded.
 */
export function moneyFromMinorUnits(
  currency: string,
  { as = 'number' }: NumberForm = {},
): Codec<number | string, Money> {
  const fixed = readCurrencyCode(currency)
  const digits = minorDigits(fixed)
  const expected = `a whole number of minor units of ${fixed}`
  return {
    name: `moneyFromMinorUnits(${fixed})`,
    decode(source) {
      const units = wholeNumber(readDecimal(source, expected), expected)
      return toMoney(`${units}e-${digits}`, fixed)
    },
    encode(value) {
      const units = readDecimal(`${amountIn(fixed, value)}e${digits}`, expected)
      return writeDecimal(wholeNumber(units, expected), as)
    },
  }
}

/**
 * An amount that comes with its currency, in one object: `{ amount: 10, currencyCode: 'EUR' }`, or with the
 * system's own key names. Other keys of the object are ignored and not written.
 */
export function moneyPair({
  amountKey = 'amount',
  currencyKey = 'currencyCode',
  as = 'number',
}: NumberForm & { amountKey?: string; currencyKey?: string } = {}): Codec<
  Readonly<Record<string, unknown>>,
  Money
> {
  return {
    name: 'moneyPair',
    decode(source) {
      const { [amountKey]: amount, [currencyKey]: currency } = readObject(source)
      return toMoney(amount, readCurrencyCode(currency))
    },
    encode(value) {
      const currency = readCurrencyCode(value.currency)
      return { [amountKey]: writeDecimal(amountIn(currency, value), as), [currencyKey]: currency }
    },
  }
}

function toMoney(source: unknown, currency: string): Money {
  const [units, decimals = ''] = readDecimal(source, `an amount of ${currency}`).split('.')
  const padded = decimals.padEnd(minorDigits(currency), '0')
  return { amount: padded === '' ? `${units}` : `${units}.${padded}`, currency }
}

/** @throws BadValueError when the value is money of another currency: nothing here knows a rate. */
function amountIn(currency: string, value: Money): string {
  if (readCurrencyCode(value.currency) !== currency)
    throw new BadValueError(`expected an amount in ${currency}`)
  return toMoney(value.amount, currency).amount
}

function wholeNumber(decimal: string, expected: string): string {
  if (decimal.includes('.')) throw new BadValueError(`expected ${expected}`)
  return decimal
}

function readObject(source: unknown): Readonly<Record<string, unknown>> {
  if (typeof source !== 'object' || source === null) {
    throw unexpectedType(source, 'an amount with its currency')
  }
  return { ...source }
}
