import { hashText } from '../../../src/operations/manifest.ts'
import { createOperationRegistry } from '../../../src/operations/registry.ts'
import { readJson, serveForTest, type TestServer } from './serve-for-test.ts'

const body = '# said as a person would\nquery Hi($id: ID) {hello(id: $id)}'
const printed = 'query Hi($id: ID) {\n  hello(id: $id)\n}'
const id = hashText(body)
const registry = createOperationRegistry([{ id, name: 'Hi', type: 'query', body }])
const unknownId = hashText('another')

const persistedQuery = (sha256Hash: unknown) => ({
  extensions: { persistedQuery: { version: 1, sha256Hash } },
})
const get = (server: TestServer, parameters: Record<string, string>) =>
  fetch(`${server.url}/graphql?${new URLSearchParams(parameters).toString()}`, {
    headers: { 'x-api-key': 'good', 'apollo-require-preflight': 'yes' },
  })

let open: TestServer
let strict: TestServer
beforeAll(async () => {
  open = await serveForTest({ operations: { registry, only: false } })
  strict = await serveForTest({ operations: { registry, only: true }, sandbox: true })
})
afterAll(() => Promise.all([open.close(), strict.close()]))

describe.each([
  ['beside others', () => open],
  ['where nothing else is served', () => strict],
])('a registered operation, %s', (_mode, server) => {
  test.each<[how: string, request: object]>([
    ['documentId', { documentId: `sha256:${id}` }],
    ['Apollo Client’s hash', persistedQuery(id)],
    ['its text as registered', { query: body }],
    ['its text as printed', { query: printed }],
    ['its text and its hash', { query: printed, ...persistedQuery(id) }],
    [
      'its id, an empty text and other extensions',
      { query: '', documentId: `sha256:${id}`, extensions: { a: 1 } },
    ],
  ])('is answered when asked by %s', async (_how, request) => {
    const reply = await server().post({ ...request, variables: { id: '1' }, operationName: 'Hi' })
    expect([reply.status, await readJson(reply)]).toEqual([200, { data: { hello: 'hi' } }])
  })

  test.each<[how: string, parameters: Record<string, string>]>([
    ['documentId', { documentId: `sha256:${id}` }],
    ['Apollo Client’s hash', { extensions: JSON.stringify(persistedQuery(id).extensions) }],
    ['its text', { query: body }],
  ])('is answered by GET with %s', async (_how, parameters) => {
    const reply = await get(server(), { ...parameters, variables: '{"id":"1"}' })
    expect([reply.status, await readJson(reply)]).toEqual([200, { data: { hello: 'hi' } }])
  })
})

test('beside them every document is answered, and an unknown id is a 404', async () => {
  expect((await open.post({ query: '{ hello }' })).status).toBe(200)
  expect((await open.post({ query: '{ hello }', ...persistedQuery(hashText('{ hello }')) })).status).toBe(200)
  const reply = await open.post({ documentId: `sha256:${unknownId}` })
  expect(reply.status).toBe(404)
  expect((await readJson(reply)).errors[0].extensions.code).toBe('NOT_FOUND')
})

test.each<[what: string, request: object]>([
  ['another document', { query: '{ hello }' }],
  ['introspection, even by a developer of a sandbox', { query: '{ __schema { types { name } } }' }],
  ['one that differs in a space', { query: `${printed} ` }],
  ['another document under the id of a registered one', { query: '{ hello }', documentId: `sha256:${id}` }],
  ['another document under its hash', { query: '{ hello }', ...persistedQuery(id) }],
  ['an unknown id', { documentId: `sha256:${unknownId}` }],
  ['an id of another kind', { documentId: `md5:${id}` }],
  ['a bare id', { documentId: id }],
  ['a property of all objects', { documentId: 'sha256:__proto__' }],
  ['what cannot be parsed', { query: '{{{' }],
])('where nothing else is served, %s is one FORBIDDEN that says what to do', async (_what, request) => {
  const before = strict.log.length
  const reply = await strict.post(request)
  const { errors } = await readJson(reply)
  expect(reply.status).toBe(403)
  expect(errors).toEqual([
    {
      message: expect.stringMatching(/Only registered operations .* headwater operations register/),
      extensions: expect.objectContaining({ code: 'FORBIDDEN' }),
    },
  ])
  expect(strict.log.slice(before)[0]).toMatchObject({
    msg: 'denied',
    kind: 'unregistered',
    principal: 'tester',
  })
})

test('1 MB that is not registered is refused without being parsed', async () => {
  const query = `{ ${'hello '.repeat(160_000)} }`
  const before = process.cpuUsage()
  expect((await strict.post({ query })).status).toBe(403)
  const { user, system } = process.cpuUsage(before)
  expect((user + system) / 1_000).toBeLessThan(500)
})

test('neither GET nor a doubled parameter is a way around it', async () => {
  expect((await get(strict, { query: '{ hello }' })).status).toBe(403)
  const twice = await fetch(
    `${strict.url}/graphql?query=${encodeURIComponent(body)}&query=${encodeURIComponent('{hello}')}`,
    { headers: { 'x-api-key': 'good', 'apollo-require-preflight': 'yes' } },
  )
  expect(twice.status).toBe(400)
})

test.each([[[]], [[{ query: body }]], [{}], [{ query: { kind: 'Document' } }], [{ query: null }]])(
  'what is no GraphQL request (%j) is a 400',
  async (request) => expect((await strict.post(request)).status).toBe(400),
)
