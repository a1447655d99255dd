import { graphql } from 'graphql'
import { buildCanonicalSchema } from '../../../src/schema/build-schema.ts'
import { dateTimeScalar } from '../../../src/schema/date-time-scalar.ts'
import { decimalScalar } from '../../../src/schema/decimal-scalar.ts'
import { loadSdl } from '../../../src/schema/load-sdl.ts'

const own = `extend type Query {
  echo(at: DateTime, amount: Decimal, day: LocalDate, email: EmailAddress, phone: PhoneNumber): [String!]
    @access(read: [DEVELOPER])
}`
const schema = buildCanonicalSchema([...loadSdl(), { path: 'own.graphql', text: own }], {
  Query: {
    echo: (_parent: unknown, args: Record<string, unknown>) =>
      Object.entries(args).map(([name, value]) => `${name} ${typeof value} ${String(value)}`),
    customer: () => ({
      id: 'c1',
      email: 'guest@example.com',
      phone: '+493012345678',
      language: 'de-DE',
      address: { country: 'DE' },
      createdAt: '2026-11-22T09:30:00.000Z',
      creditLimit: { amount: '1234.50', currency: 'EUR' },
    }),
    booking: () => ({ id: 'b1', arrival: '2026-11-22' }),
  },
})

const ask = async (source: string, variableValues: Record<string, unknown> = {}) => {
  const { data, errors } = await graphql({ schema, source, variableValues })
  return { data: JSON.parse(JSON.stringify(data ?? null)), errors: errors?.map(({ message }) => message) }
}

test('canonical values come out as they are', async () => {
  const { data, errors } = await ask(`{
    customer(id: "c1") { email phone language address { country } createdAt creditLimit { amount currency } }
    booking(id: "b1") { arrival }
  }`)
  expect(errors).toBeUndefined()
  expect(data).toEqual({
    customer: {
      email: 'guest@example.com',
      phone: '+493012345678',
      language: 'de-DE',
      address: { country: 'DE' },
      createdAt: '2026-11-22T09:30:00.000Z',
      creditLimit: { amount: '1234.50', currency: 'EUR' },
    },
    booking: { arrival: '2026-11-22' },
  })
})

test('an instant reaches the resolvers as text in UTC, from a literal and from a variable', async () => {
  const expected = { echo: ['at string 2026-11-22T08:30:00.000Z'] }
  expect((await ask('{ echo(at: "2026-11-22T09:30:00+01:00") }')).data).toEqual(expected)
  const variables = { at: '2026-11-22T09:30:00+01:00' }
  expect((await ask('query ($at: DateTime) { echo(at: $at) }', variables)).data).toEqual(expected)
})

test.each(['2026-11-22', '2026-11-22T09:30:00', '2026-02-30T09:30:00Z', 5, null, {}])(
  'DateTime refuses %j without quoting it',
  (value) => {
    expect(() => dateTimeScalar.parseValue(value)).toThrow(
      'DateTime: expected an ISO 8601 date and time with its offset',
    )
  },
)

test('a day reaches the resolvers as text', async () => {
  expect((await ask('{ echo(day: "2026-11-22") }')).data).toEqual({ echo: ['day string 2026-11-22'] })
})

test.each([
  ['"1234.50"', '1234.50'],
  ['1234.50', '1234.50'],
  ['12', '12'],
  ['-0.000000000000000000001', '-0.000000000000000000001'],
  ['1.5e3', '1500'],
])('the literal %s is the decimal %s', async (literal, decimal) => {
  expect((await ask(`{ echo(amount: ${literal}) }`)).data).toEqual({ echo: [`amount string ${decimal}`] })
})

test.each(['1,234', ' 1', '1.', '.5', '1e3', '', 'NaN', '0x10', '1'.repeat(41), 12.5, 12, null, true])(
  'Decimal refuses %j as a variable',
  (value) => {
    expect(() => decimalScalar.parseValue(value)).toThrow('Decimal: expected a decimal number as text')
  },
)

test('a literal that is no number at all is refused', async () => {
  const { errors } = await ask('{ echo(amount: true) }')
  expect(errors).toEqual([expect.stringContaining('Decimal: expected a decimal number as text')])
})

test('a value that is no decimal never leaves as one', () => {
  expect(() => decimalScalar.serialize(12.5)).toThrow('Decimal: expected a decimal number as text')
})
