import { readJson, serveForTest, type TestServer } from './serve-for-test.ts'

let server: TestServer
beforeAll(async () => {
  server = await serveForTest({
    limits: { maxFields: 5_000, maxDirectives: 5_000, maxAliases: 5_000, maxRootFields: 5_000 },
    rootValue: { list: () => Array.from({ length: 10 }, () => ({})) },
  })
})
afterAll(() => server.close())

const many = (text: (index: number) => string) =>
  Array.from({ length: 500 }, (_, index) => text(index)).join(' ')
const long = 'x'.repeat(1_000)

test.each<[what: string, body: object]>([
  ['500 unknown fields', { query: `{ ${many((i) => `field${i}`)} }` }],
  ['500 unknown directives', { query: `{ hello ${many((i) => `@d${i}`)} }` }],
  ['500 long unknown fields', { query: `{ ${many((i) => `${'f'.repeat(150)}${i}`)} }` }],
  ['fields that conflict', { query: `{ ${many((i) => `a: hello(id: ${i})`)} }` }],
  [
    '500 variables of the wrong type',
    {
      query: `query (${many((i) => `$v${i}: Int`)}) { list(first: $v0) { hello } ${many((i) => `a${i}: list(first: $v${i}) { hello }`)} }`,
      variables: Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`v${i}`, long])),
    },
  ],
  [
    'literals that are long',
    { query: `{ ${many((i) => `a${i}: hello(id: { ${'a b c '.repeat(20)}x: 1 })`).slice(0, 400)} }` },
  ],
])('%s are a reply of at most 2 kB, with three errors and how many more there are', async (_what, body) => {
  const reply = await server.post(body, { 'x-request-id': 'r'.repeat(128) })
  const text = await reply.text()
  expect(reply.status).toBe(400)
  expect(text.length).toBeLessThanOrEqual(2_048)
  const { errors } = JSON.parse(text)
  expect(errors.length).toBeLessThanOrEqual(4)
})

test('the fourth error says how many more there are, with the code of the first', async () => {
  const { errors } = await readJson(await server.post({ query: '{ a b c d e }' }))
  expect(errors).toHaveLength(4)
  expect(errors[3]).toMatchObject({
    message: 'There are 2 errors more, at least. Correct these first.',
    extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
  })
})

test('three errors are shown as they are', async () => {
  expect((await readJson(await server.post({ query: '{ a b c }' }))).errors).toHaveLength(3)
})
