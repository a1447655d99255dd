import { buildSchema, getIntrospectionQuery, parse, specifiedRules, validate } from 'graphql'
import { GatewayError } from '../../../src/errors/gateway-error.ts'
import { limitDocuments } from '../../../src/http/document-limits.ts'

const schema = buildSchema('type Query { a: Query b: Int }')
const rules = limitDocuments({ maxDepth: 5, maxFields: 50, maxRootFields: 4 })
const refusals = (query: string) => validate(schema, parse(query), rules).map(({ message }) => message)

const nested = (depth: number) => `${'{ a '.repeat(depth - 1)} { b } ${'}'.repeat(depth - 1)}`

test('a document at every limit passes', () => {
  expect(refusals(nested(5))).toEqual([])
  expect(refusals('{ x: b y: b z: b a { b } }')).toEqual([])
})

test.each<[what: string, query: string, refusal: RegExp]>([
  ['nesting', nested(6), /deeper than 5/],
  [
    'nesting through fragments',
    '{ a { a { ...F } } } fragment F on Query { a { a { ...G } } } fragment G on Query { a { b } }',
    /deeper than 5/,
  ],
  [
    'nesting through inline fragments',
    '{ a { ... { a { ... on Query { a { a { a { b } } } } } } } }',
    /deeper than 5/,
  ],
  ['aliased root fields', '{ p: b q: b r: b s: b t: b }', /more than 4 root fields/],
  [
    'root fields from fragments',
    '{ ...F ...G } fragment F on Query { p: b q: b r: b } fragment G on Query { s: b t: b }',
    /more than 4 root fields/,
  ],
  [
    'fields in one place',
    `{ a { ${Array.from({ length: 60 }, (_, i) => `f${i}: b`).join(' ')} } }`,
    /more than 50 fields/,
  ],
  ['fragments that use fragments', fragmentBomb(20), /more than 50 fields/],
])('too much %s is refused, once, and says the limit', (_what, query, refusal) => {
  const found = refusals(query)
  expect(found).toHaveLength(1)
  expect(found[0]).toMatch(refusal)
})

test('fragments that only use each other do not keep the check busy', () => {
  const startedAt = performance.now()
  refusals(fragmentBomb(40))
  expect(performance.now() - startedAt).toBeLessThan(500)
})

test('a cycle of fragments ends the walk and is reported by graphql-js', () => {
  const query = '{ ...F } fragment F on Query { a { ...G } } fragment G on Query { a { ...F } }'
  expect(refusals(query)).toEqual([])
  expect(validate(schema, parse(query), [...specifiedRules, ...rules]).map(({ message }) => message)).toEqual(
    [expect.stringMatching(/Cannot spread fragment "F" within itself/)],
  )
})

test('the introspection query of tools is not refused for its depth', () => {
  expect(refusals(getIntrospectionQuery())).toEqual([])
})

test('refusals are BAD_USER_INPUT', () => {
  const [error] = validate(schema, parse(nested(9)), rules)
  expect(error?.originalError).toBeInstanceOf(GatewayError)
  expect(error?.originalError).toMatchObject({ code: 'BAD_USER_INPUT' })
})

/** Two to the power of `levels` fields from a few lines. */
function fragmentBomb(levels: number): string {
  const fragments = Array.from(
    { length: levels },
    (_, i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`,
  )
  return `{ ...F0 } ${fragments.join(' ')} fragment F${levels} on Query { b }`
}
