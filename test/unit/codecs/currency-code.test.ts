import fc from 'fast-check'
import { GraphQLCurrency } from 'graphql-scalars'
import { currencyCode, minorDigits } from '../../../src/codecs/currency-code.ts'
import { testCodec } from './codec-laws.ts'

const currencies = Intl.supportedValuesOf('currency')

describe('currencyCode', () => {
  testCodec(currencyCode(), {
    reads: [
      ['eur', 'EUR'],
      [' USD ', 'USD'],
    ],
    refuses: ['', '€', 'EURO', 'XXX', 'DEM', 'ZZZ', 978, null],
    writes: [['EUR', 'EUR']],
    canonical: fc.constantFrom(...currencies),
  })

  test.each(currencies)('%s is a currency of the Currency scalar', (currency) => {
    expect(GraphQLCurrency.serialize(currency)).toBe(currency)
  })
})

describe('minorDigits', () => {
  test.each([
    ['EUR', 2],
    ['JPY', 0],
    ['BHD', 3],
    ['HUF', 2],
    ['IQD', 3],
    ['ISK', 0],
  ])('%s has %d', (currency, digits) => {
    expect(minorDigits(currency)).toBe(digits)
  })

  test('is never finer than Intl for a currency that Intl shows with decimals', () => {
    for (const currency of currencies) {
      const shown = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions()
        .maximumFractionDigits
      // Where Intl shows 0 it speaks of habit, not of ISO 4217's minor unit.
      if (shown !== 0) expect([currency, minorDigits(currency)]).toEqual([currency, shown])
    }
  })
})
