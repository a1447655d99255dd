import { everyRight } from '../../../src/auth/rights.ts'
import fc from 'fast-check'
import { getOperationAST, parse, validate } from 'graphql'
import type { Abilities } from '../../../src/planner/abilities.ts'
import { makePlan } from '../../../src/planner/make-plan.ts'
import { pricePlan } from '../../../src/planner/price-plan.ts'
import { readPageSize } from '../../../src/reads/page-arguments.ts'
import { buildCanonicalSchema } from '../../../src/schema/build-schema.ts'
import { loadSdl } from '../../../src/schema/load-sdl.ts'
import { readCatalog } from '../../../src/schema/read-catalog.ts'
import { defaultLimits } from '../../../src/config/settings.ts'

const sdl = loadSdl()
const { catalog } = readCatalog(sdl)
const schema = buildCanonicalSchema(sdl)

/** Batches of one size everywhere, but for the parents of bookings where told. */
function abilities(idsPerCall: number, parentsPerCall: number, bookingParents = parentsPerCall): Abilities {
  return {
    vendorOf: () => 'Some vendor',
    authorityOf: (entity) => catalog.entities.get(entity)?.owner ?? '',
    listedBy: ({ entity }) => catalog.entities.get(entity)?.owner ?? null,
    pageSizeOf: (list, variables) => readPageSize(list.readArguments(variables)) ?? 0,
    idsOf: (root, variables) => [root.readArguments(variables).ids].flat().length,
    pagingOf: () => 'STABLE',
    freshnessOf: () => null,
    idsPerCall: () => idsPerCall,
    parentsPerCall: (_system, entity) => (entity === 'Booking' ? bookingParents : parentsPerCall),
  }
}

const some = abilities(100, 1)

function price(text: string, variables: Record<string, unknown> = {}, vendors = some): number {
  const document = parse(text)
  expect(validate(schema, document)).toEqual([])
  const operation = getOperationAST(document)
  if (!operation) throw new Error('name one operation')
  const plan = makePlan({
    schema,
    catalog,
    document,
    operation,
    variables,
    isReadable: () => true,
    rights: everyRight(catalog),
  })
  return pricePlan(plan, vendors, variables)
}

const list = (field: string, selection: string, first = 100) =>
  `${field}(first: ${first}) { edges { node { ${selection} } } }`

describe('one call each', () => {
  test.each([
    ['a record by canonical id', '{ customer(id: "1") { givenName } }', 1],
    ['records of two systems', '{ customer(id: "1") { givenName vipLevel } }', 2],
    [
      'a look-up by key, which brings the record of its owner',
      '{ customer(email: "a@b.example") { givenName } }',
      1,
    ],
    [
      'a look-up by key and a record elsewhere',
      '{ customer(email: "a@b.example") { givenName vipLevel } }',
      2,
    ],
    ['a page, which brings the records of its owner', `{ ${list('orders', 'number', 20)} }`, 1],
    [
      'an operation',
      '{ availability(property: "A", arrival: "2026-12-01", departure: "2026-12-02") { roomType } }',
      1,
    ],
    [
      'the dearest that a node may be',
      '{ node(id: "1") { ... on Customer { givenName vipLevel } ... on Order { number } } }',
      2,
    ],
  ])('%s', (_what, query, expected) => expect(price(query)).toBe(expected))
})

test('what the gateway answers by itself costs nothing', () => {
  expect(price('{ customer(id: "1") { id __typename } systems { name } }')).toBe(0)
})

test('batches are as large as the vendor takes, and the last is a call too', () => {
  const query = `{ ${list('customers', 'vipLevel', 100)} }`
  expect(price(query, {}, abilities(16, 1))).toBe(1 + 7 + 1)
  expect(price(query, {}, abilities(200, 1))).toBe(1 + 1 + 1)
})

test('every 100 entities cost 1', () => {
  expect(price(`{ ${list('orders', 'number', 99)} }`)).toBe(1)
  expect(price(`{ ${list('orders', 'number', 100)} }`)).toBe(2)
})

test('lists in lists multiply: each parent is a call where the vendor takes one', () => {
  const entities = 10 + 10 * 20
  expect(price(`{ ${list('customers', list('bookings', 'status', 20), 10)} }`)).toBe(
    1 + 10 + Math.floor(entities / 100),
  )
  const twice = list('customers', list('bookings', `customer { ${list('bookings', 'status', 5)} }`, 20), 10)
  // 200 bookings have 200 customers, whose 1,000 bookings take a call each.
  expect(price(`{ ${twice} }`)).toBe(1 + 10 + 200 + Math.floor((10 + 200 + 200 + 1_000) / 100))
})

test('a list inside a record counts as 10', () => {
  const query = `{ ${list('orders', 'lines { item { name } }', 100)} }`
  expect(price(query)).toBe(1 + 1_000 / 100 + (100 + 1_000) / 100)
})

test('the default of first counts, and a variable’s value', () => {
  const query =
    'query ($n: Int) { customers(first: $n) { edges { node { bookings { edges { cursor } } } } } }'
  expect(price(query, { n: 100 })).toBe(1 + 100 + Math.floor((100 + 100 * 20) / 100))
  expect(price(query, {})).toBe(1 + 20 + Math.floor((20 + 20 * 20) / 100))
})

test.each([0, -1, 101, 2_147_483_647])(
  'a list that is refused for its first of %d costs nothing',
  (first) => {
    expect(price(`{ ${list('customers', 'vipLevel', first)} }`)).toBe(0)
    expect(price(`{ customer(id: "1") { ${list('bookings', 'status', first)} } }`)).toBe(0)
  },
)

describe('the default limit', () => {
  const page = list(
    'customers',
    `givenName creditLimit { amount } vipLevel loyaltyPoints ${list('bookings', 'status', 20)}
     ${list('orders', 'number lines { quantity item { name onHand } }', 20)}`,
  )
  const cycle = list('customers', list('bookings', `customer { ${list('bookings', 'status')} }`))

  // Business Central and OPERA Cloud have the smallest batches, Tryton and PostgreSQL the largest.
  test.each([
    ['16 ids, 16 parents, bookings by one guest', abilities(16, 16, 1)],
    ['200 ids, 100 parents', abilities(200, 100)],
    ['1,000 ids and parents', abilities(1_000, 1_000)],
  ])('%s: 100 customers with bookings and orders pass, a cycle of lists does not', (_what, vendors) => {
    expect(price(`{ ${page} }`, {}, vendors)).toBeLessThanOrEqual(defaultLimits.maxPrice)
    expect(price(`{ ${cycle} }`, {}, vendors)).toBeGreaterThan(defaultLimits.maxPrice)
  })
})

const size = fc.integer({ min: 1, max: 100 })
const depths = fc.array(size, { minLength: 1, maxLength: 3 })
const vendors = fc
  .tuple(fc.integer({ min: 1, max: 1_000 }), size)
  .map(([ids, parents]) => abilities(ids, parents))

/** Customers, their bookings, the customers of these, … each list as long as `sizes` says. */
function chain([first, ...rest]: readonly number[]): string {
  if (first === undefined) return 'vipLevel email'
  const below = rest.length > 0 ? `customer { ${chain(rest)} }` : 'status attribution { source }'
  return `email ${list('bookings', below, first)}`
}
const chained = (sizes: readonly number[]) => list('customers', chain(sizes.slice(1)), sizes[0])

test('a longer list is never cheaper', () => {
  fc.assert(
    fc.property(depths, fc.nat(2), size, vendors, (sizes, at, more, given) => {
      const longer = sizes.map((length, index) =>
        index === at % sizes.length ? Math.min(100, length + more) : length,
      )
      expect(price(`{ ${chained(longer)} }`, {}, given)).toBeGreaterThanOrEqual(
        price(`{ ${chained(sizes)} }`, {}, given),
      )
    }),
    { numRuns: 60 },
  )
})

test('aliases and fragments that select the same change nothing', () => {
  fc.assert(
    fc.property(depths, vendors, (sizes, given) => {
      const selection = chained(sizes)
      const plain = price(`{ ${selection} }`, {}, given)
      const dressed = `{ a: ${selection} ...F ... on Query { b: ${selection} } } fragment F on Query { ${selection} ...G } fragment G on Query { c: ${selection} }`
      expect(price(dressed, {}, given)).toBe(plain)
    }),
    { numRuns: 60 },
  )
})
