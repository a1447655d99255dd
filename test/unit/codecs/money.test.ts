import fc from 'fast-check'
import { BadValueError } from '../../../src/codecs/codec.ts'
import { minorDigits } from '../../../src/codecs/currency-code.ts'
import { money, moneyFromMinorUnits, moneyPair, type Money } from '../../../src/codecs/money.ts'
import { testCodec } from './codec-laws.ts'

const eur = (amount: string): Money => ({ amount, currency: 'EUR' })

/** Money with up to `extra` digits beyond the currency's minor unit. */
function anyMoney(currency: string, extra: number): fc.Arbitrary<Money> {
  const least = minorDigits(currency)
  return fc
    .tuple(
      fc.integer(),
      fc.stringMatching(new RegExp(`^[0-9]{${least}}$`)),
      fc.stringMatching(/^[0-9]{0,4}[1-9]$/),
    )
    .map(([units, minor, finer]) => {
      const decimals = extra > 0 ? `${minor}${finer.slice(-extra)}` : minor
      return { amount: decimals === '' ? `${units}` : `${units}.${decimals}`, currency }
    })
}

describe('money of one currency', () => {
  testCodec(money('EUR'), {
    reads: [
      ['10', eur('10.00')],
      [10, eur('10.00')],
      [10.5, eur('10.50')],
      ['113.000000', eur('113.00')],
      ['0.12345', eur('0.12345')],
      ['-3.1', eur('-3.10')],
      ['-0.00', eur('0.00')],
      ['12345678901234567890.12', eur('12345678901234567890.12')],
    ],
    refuses: ['', '10,50', '€10', 'free', NaN, Infinity, null, { amount: 10 }],
    writes: [[eur('10'), '10.00']],
    canonical: fc.oneof(anyMoney('EUR', 0), anyMoney('EUR', 3)),
  })

  test.each([
    ['JPY', '1000', '1000'],
    ['BHD', '1.5', '1.500'],
    ['HUF', '100', '100.00'],
    ['eur', '1', '1.00'],
  ])('%s %s has the amount %s', (currency, source, amount) => {
    expect(money(currency).decode(source)).toEqual({ amount, currency: currency.toUpperCase() })
  })

  test('money of another currency is not written', () => {
    expect(() => money('EUR').encode({ amount: '1.00', currency: 'USD' })).toThrow(BadValueError)
  })

  test('an unknown currency is refused when declared', () => {
    expect(() => money('ZZZ')).toThrow(BadValueError)
  })

  test('a JSON number is written only where it is exact', () => {
    expect(money('EUR', { as: 'number' }).encode(eur('10.50'))).toBe(10.5)
    expect(() => money('EUR', { as: 'number' }).encode(eur('12345678901234567890.12'))).toThrow(BadValueError)
  })
})

describe('money from minor units', () => {
  testCodec(moneyFromMinorUnits('EUR'), {
    reads: [
      [1050, eur('10.50')],
      ['5', eur('0.05')],
      [-5, eur('-0.05')],
      [0, eur('0.00')],
    ],
    refuses: [10.5, '10.5', '', 'x', null],
    writes: [
      [eur('10.50'), 1050],
      [eur('-0.05'), -5],
    ],
    canonical: anyMoney('EUR', 0),
  })

  test.each([
    ['JPY', '1000'],
    ['BHD', '1.000'],
  ])('1000 minor units of %s are %s', (currency, amount) => {
    expect(moneyFromMinorUnits(currency).decode(1000).amount).toBe(amount)
  })

  test('an amount finer than the minor unit is refused, not rounded', () => {
    expect(() => moneyFromMinorUnits('EUR').encode(eur('10.505'))).toThrow(BadValueError)
  })
})

describe('money as a pair', () => {
  testCodec(moneyPair(), {
    reads: [
      [{ amount: 10, currencyCode: 'EUR' }, eur('10.00')],
      [{ amount: '10.5', currencyCode: 'eur', taxes: [] }, eur('10.50')],
    ],
    refuses: [
      { amount: 10 },
      { currencyCode: 'EUR' },
      { amount: null, currencyCode: 'EUR' },
      { amount: 10, currencyCode: 'ZZZ' },
      10,
      'EUR 10',
      null,
      [],
    ],
    writes: [[eur('10.50'), { amount: 10.5, currencyCode: 'EUR' }]],
    canonical: fc.constantFrom('EUR', 'JPY', 'BHD').chain((currency) => anyMoney(currency, 0)),
  })
})

describe('money as a pair under other names', () => {
  testCodec(moneyPair({ amountKey: 'value', currencyKey: 'unit', as: 'string' }), {
    reads: [
      [
        { value: '1', unit: 'JPY' },
        { amount: '1', currency: 'JPY' },
      ],
    ],
    refuses: [{ amount: 10, currencyCode: 'EUR' }],
    writes: [[eur('1'), { value: '1.00', unit: 'EUR' }]],
    canonical: anyMoney('EUR', 4),
  })
})
