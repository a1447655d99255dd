import { getIntrospectionQuery } from 'graphql'
import { nobody } from '../../support/nobody.ts'
import { readJson, serveForTest, type TestServer } from './serve-for-test.ts'

/** What the introspection query of tools takes. */
const limits = { maxFields: 500 }

let developer: TestServer
let other: TestServer
let sandbox: TestServer
beforeAll(async () => {
  developer = await serveForTest({ limits })
  other = await serveForTest({ limits, roles: ['SUPPORT', 'OPERATOR'] })
  sandbox = await serveForTest({ limits, roles: [], sandbox: true })
})
afterAll(() => Promise.all([developer, other, sandbox].map((server) => server.close())))

const introspecting: [how: string, query: string][] = [
  ['as tools do', getIntrospectionQuery()],
  ['of one type', '{ __type(name: "Query") { name } }'],
  ['under an alias', '{ hello: __schema { queryType { name } } }'],
  ['beside other fields', '{ hello __schema { queryType { name } } }'],
  ['in a fragment', '{ ...F } fragment F on Query { __schema { queryType { name } } }'],
  [
    'in a fragment of a fragment',
    '{ ...F } fragment F on Query { ...G } fragment G on Query { __type(name: "Int") { name } }',
  ],
  ['in an inline fragment', '{ ... { ... on Query { __schema { queryType { name } } } } }'],
  ['below a field', '{ list { ... { __schema { queryType { name } } } } }'],
  ['skipped', '{ hello __schema @skip(if: true) { queryType { name } } }'],
]

test.each(introspecting)(
  '%s, the schema is refused to who is no developer: one FORBIDDEN, 403',
  async (_how, query) => {
    const reply = await other.post({ query })
    const { data, errors } = await readJson(reply)
    expect([reply.status, data]).toEqual([403, undefined])
    expect(errors).toHaveLength(1)
    expect(errors[0].extensions.code).toBe('FORBIDDEN')
    expect(other.log.at(-2)).toMatchObject({
      msg: 'denied',
      kind: 'introspection',
      coordinate: query.includes('__type') ? 'Query.__type' : 'Query.__schema',
    })
  },
)

test.each(introspecting)(
  '%s, a developer may ask for it, and everybody in the sandbox',
  async (_how, query) => {
    for (const server of [developer, sandbox]) expect((await server.post({ query })).status).toBe(200)
  },
)

test('a document that a developer asked first is refused to others all the same, and the other way round', async () => {
  const query = '{ __schema { queryType { name } } }'
  for (const status of [403, 403]) expect((await other.post({ query })).status).toBe(status)
  const mixed = await serveForTest({
    roles: ['DEVELOPER'],
    anonymous: nobody,
  })
  const asNobody = () =>
    fetch(`${mixed.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    })
  expect((await mixed.post({ query })).status).toBe(200)
  expect((await asNobody()).status).toBe(403)
  expect((await mixed.post({ query })).status).toBe(200)
  await mixed.close()
})

test('an operation beside the one that is asked for does not count', async () => {
  const query = 'query A { hello } query B { __schema { queryType { name } } }'
  expect((await other.post({ query, operationName: 'A' })).status).toBe(200)
  expect((await other.post({ query, operationName: 'B' })).status).toBe(403)
})

test('__typename is no secret', async () => {
  expect(await readJson(await other.post({ query: '{ __typename hello }' }))).toEqual({
    data: { __typename: 'Query', hello: 'hi' },
  })
})

test.each([
  ['a field', { query: '{ helo }' }],
  ['an argument', { query: '{ hello(idd: 1) }' }],
  ['a type', { query: '{ ... on Quary { hello } }' }],
  ['an enum value', { query: '{ colour(of: RAD) }' }],
  [
    'an enum value in a variable',
    { query: 'query ($c: Colour) { colour(of: $c) }', variables: { c: 'RAD' } },
  ],
])('a misspelt name of %s is suggested to those who may explore, and to nobody else', async (_what, body) => {
  const messageOf = async (server: TestServer) => (await readJson(await server.post(body))).errors[0].message
  expect(await messageOf(other)).not.toMatch(/Did you mean/)
  for (const server of [developer, sandbox]) expect(await messageOf(server)).toMatch(/Did you mean/)
})
