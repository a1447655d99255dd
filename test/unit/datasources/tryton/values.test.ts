import fc from 'fast-check'
import { BadValueError } from '../../../../src/codecs/codec.ts'
import { readDecimal } from '../../../../src/codecs/numbers.ts'
import {
  subtractDecimals,
  sumDecimals,
  trytonDate,
  trytonDateTime,
  trytonDecimal,
  trytonMoney,
} from '../../../../src/datasources/tryton/values.ts'

const instants = fc
  .date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true })
  .map((date) => date.toISOString())
const cents = fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n })
const decimals = cents.map((units) => readDecimal(`${units}e-2`, 'a decimal number'))

const codecs = [
  ['trytonDateTime', trytonDateTime(), instants],
  ['trytonDate', trytonDate(), instants.map((instant) => instant.slice(0, 10))],
  ['trytonDecimal', trytonDecimal(), decimals],
] as const

describe.each(codecs)('%s', (_name, codec, values) => {
  test('reads back what it wrote, through JSON', () => {
    fc.assert(
      fc.property(values, (value) => {
        const wire = JSON.parse(JSON.stringify(codec.encode(value))) as never
        expect(codec.decode(wire)).toBe(value)
      }),
    )
  })

  test('refuses what is not its own form', () => {
    const others = [
      '2026-11-23',
      12,
      {},
      { __class__: 'bytes', base64: '' },
      { __class__: 'date', year: '2026' },
    ]
    for (const other of others) expect(() => codec.decode(other as never)).toThrow(BadValueError)
  })
})

test('a decimal with an exponent, as Python writes some, is exact', () => {
  expect(trytonDecimal().decode({ __class__: 'Decimal', decimal: '1.5E+3' })).toBe('1500')
})

test('a day that is not in the calendar is refused', () => {
  expect(() => trytonDate().decode({ __class__: 'date', year: 2026, month: 2, day: 30 })).toThrow(
    BadValueError,
  )
})

test('an amount has at least the decimals of the company currency, both ways', () => {
  expect(trytonMoney('EUR').decode({ __class__: 'Decimal', decimal: '0.0' })).toEqual({
    amount: '0.00',
    currency: 'EUR',
  })
  expect(trytonMoney('EUR').encode({ amount: '12.5', currency: 'EUR' })).toEqual({
    __class__: 'Decimal',
    decimal: '12.5',
  })
})

test('sums are exact', () => {
  expect(sumDecimals(['0.1', '0.2', '-0.05'])).toBe('0.25')
  fc.assert(
    fc.property(cents, cents, (left, right) => {
      expect(sumDecimals([`${left}`, `${right}`])).toBe(`${left + right}`)
      expect(subtractDecimals(`${left}`, `${right}`)).toBe(`${left - right}`)
    }),
  )
})
