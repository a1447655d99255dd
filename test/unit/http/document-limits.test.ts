import { buildSchema, getIntrospectionQuery, parse } from 'graphql'
import { GatewayError } from '../../../src/errors/gateway-error.ts'
import { createDocumentCheck } from '../../../src/http/check-document.ts'
import { findExcess } from '../../../src/http/document-limits.ts'

const schema = buildSchema('type Query { a(x: Int): Query b: Int }')
const limits = { maxDepth: 5, maxFields: 50, maxRootFields: 4, maxAliases: 20, maxDirectives: 8 }
const excessOf = (query: string) => findExcess(parse(query), limits)?.message

const repeated = (count: number, text: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => text(index)).join(' ')
const nested = (depth: number) => `${'{ a '.repeat(depth - 1)} { b } ${'}'.repeat(depth - 1)}`

test.each([
  ['nesting', nested(5)],
  ['root fields', '{ x: b y: b z: b a { b } }'],
  ['aliases', `{ a { ${repeated(20, (i) => `f${i}: b`)} } }`],
  ['directives', `{ a { b ${repeated(8, () => '@d')} } }`],
  ['values', '{ a(x: [[[[[[[[[[1]]]]]]]]]]) { b } }'],
])('a document at the limit of %s passes', (_what, query) => {
  expect(excessOf(query)).toBeUndefined()
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
  ['fields in one place', `{ a { ${'b '.repeat(60)} } }`, /more than 50 fields/],
  ['fragments that use fragments', fragmentBomb(20), /more than 50 fields/],
  [
    'fragments that nothing uses',
    `{ b } ${fragmentBomb(20).replace('{ ...F0 }', '')}`,
    /more than 50 fields/,
  ],
  ['aliases', `{ a { ${repeated(21, (i) => `f${i}: b`)} } }`, /more than 20 aliases/],
  [
    'aliases in a fragment that is used twice',
    `{ a { ...F a { ...F } } } fragment F on Query { ${repeated(11, (i) => `f${i}: b`)} }`,
    /more than 20 aliases/,
  ],
  ['directives, known or not', `{ a { b ${'@x '.repeat(9)} } }`, /more than 8 directives/],
  ['directives of the operation', `query ${'@x '.repeat(9)} { b }`, /more than 8 directives/],
  [
    'directives of variables',
    `query (${repeated(9, (i) => `$v${i}: Int @x`)}) { b }`,
    /more than 8 directives/,
  ],
  [
    'directives of a fragment that is used twice',
    `{ a { ...F a { ...F } } } fragment F on Query ${'@x '.repeat(5)} { b }`,
    /more than 8 directives/,
  ],
  ['depth of a list', `{ a(x: ${'['.repeat(11)}${']'.repeat(11)}) { b } }`, /deeper than 10/],
  ['depth of an object', `{ a(x: ${'{y: '.repeat(11)}1${'}'.repeat(11)}) { b } }`, /deeper than 10/],
  ['operations', repeated(7, (i) => `query Q${i} { a { ${'b '.repeat(45)} } }`), /together select too much/],
])('too much %s is refused, and says the limit', (_what, query, refusal) => {
  expect(excessOf(query)).toMatch(refusal)
})

test('selecting into one field over and over is refused, whatever is around it', () => {
  const wide = { ...limits, maxFields: 2_000 }
  const excess = findExcess(parse(`{ ${repeated(101, () => '... { a { b } }')} }`), {
    ...wide,
    maxRootFields: 200,
  })
  expect(excess?.message).toMatch(/into one field more than 100 times/)
})

test('fragments that only use each other do not keep the check busy', () => {
  const before = process.cpuUsage()
  excessOf(fragmentBomb(40))
  // To walk them all, 2 to the power of 40, would take hours.
  expect(process.cpuUsage(before).user / 1_000).toBeLessThan(2_000)
})

test('a cycle of fragments ends the walk and is reported by graphql-js', () => {
  const query = '{ ...F } fragment F on Query { a { ...G } } fragment G on Query { a { ...F } }'
  expect(excessOf(query)).toBeUndefined()
  const errors = createDocumentCheck(schema, limits)(parse(query), { hidesSchema: false })
  expect(errors.map(({ message }) => message)).toEqual([
    expect.stringMatching(/Cannot spread fragment "F" within itself/),
  ])
})

test('the introspection query of tools is not refused for its depth', () => {
  expect(findExcess(parse(getIntrospectionQuery()), { ...limits, maxFields: 200 })).toBeNull()
})

test('what is too large is BAD_USER_INPUT, and the only error: nothing else of it was checked', () => {
  const errors = createDocumentCheck(schema, limits)(parse(`{ ${'unknown '.repeat(60)} }`), {
    hidesSchema: false,
  })
  expect(errors).toHaveLength(1)
  expect(errors[0]?.originalError).toBeInstanceOf(GatewayError)
  expect(errors[0]?.originalError).toMatchObject({ code: 'BAD_USER_INPUT' })
})

test('a name is suggested to those who may explore the schema, and to nobody else', () => {
  const check = createDocumentCheck(buildSchema('type Query { hello: Int }'), limits)
  const messageFor = (hidesSchema: boolean) => check(parse('{ helo }'), { hidesSchema })[0]?.message
  expect(messageFor(false)).toMatch(/Did you mean "hello"/)
  expect(messageFor(true)).toBe('Cannot query field "helo" on type "Query".')
})

/** Two to the power of `levels` fields from a few lines. */
function fragmentBomb(levels: number): string {
  const fragments = Array.from(
    { length: levels },
    (_, i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`,
  )
  return `{ ...F0 } ${fragments.join(' ')} fragment F${levels} on Query { b }`
}
