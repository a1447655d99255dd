import { readJson, serveForTest, type TestServer } from './serve-for-test.ts'

let server: TestServer | null = null
afterEach(async () => {
  await server?.close()
  server = null
})

test('the idempotency key of the header reaches whoever runs the request; without one there is none', async () => {
  server = await serveForTest()
  await server.post({ query: '{ hello }' }, { 'idempotency-key': '9f3a-1' })
  await server.post({ query: '{ hello }' })
  expect(server.contexts.map(({ idempotencyKey }) => idempotencyKey)).toEqual(['9f3a-1', null])
})

test.each(['a b', 'é', 'x'.repeat(256)])(
  'a key that is none (%#) is refused, and nothing is run',
  async (key) => {
    server = await serveForTest()
    const reply = await server.post({ query: '{ hello }' }, { 'idempotency-key': key })
    expect(reply.status).toBe(400)
    expect(await readJson(reply)).toMatchObject({
      errors: [
        {
          message: 'Idempotency-Key has to be 1 to 255 visible ASCII characters, e.g. a UUID.',
          extensions: { code: 'BAD_USER_INPUT' },
        },
      ],
    })
    expect(server.contexts).toEqual([])
  },
)

test('a time budget that is none is refused in the same way', async () => {
  server = await serveForTest()
  const reply = await server.post({ query: '{ hello }' }, { 'x-headwater-timeout-ms': 'soon' })
  expect([reply.status, (await readJson(reply)).errors[0]?.extensions.code]).toEqual([400, 'BAD_USER_INPUT'])
  expect(server.contexts).toEqual([])
})

test('a subscription is refused, with what to send instead', async () => {
  server = await serveForTest()
  const reply = await server.post({ query: 'subscription { news }' })
  expect(reply.status).toBe(400)
  expect((await readJson(reply)).errors[0]).toMatchObject({
    message:
      'A subscription is a stream, which this is no request for. Follow it over a WebSocket (graphql-transport-ws), or POST it with accept: text/event-stream.',
    extensions: { code: 'BAD_USER_INPUT' },
  })
  expect(server.contexts).toEqual([])
})
