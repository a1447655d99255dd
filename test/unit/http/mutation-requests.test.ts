import { parse } from 'graphql'
import { GatewayError } from '../../../src/errors/gateway-error.ts'
import { buildCanonicalSchema } from '../../../src/schema/build-schema.ts'
import { loadSdl } from '../../../src/schema/load-sdl.ts'
import { createGateway } from '../../../src/http/create-gateway.ts'
import { defaultLimits } from '../../../src/config/settings.ts'
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

test.each(['a b', 'x'.repeat(256), 'é'])('a key like %j is refused, and nothing is run', async (key) => {
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
})
