import { trace } from '@opentelemetry/api'
import { registerTestProvider } from '../observability/tracing-provider.ts'
import { serveForTest, type TestServer } from './serve-for-test.ts'

let server: TestServer
afterEach(async () => {
  trace.disable()
  await server.close(0)
})

test('probes make no span and no line in the log, whatever trace they come with; requests make both', async () => {
  const spans = registerTestProvider()
  server = await serveForTest()
  const headers = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' }
  for (const path of ['/livez', '/readyz', '/readyz?verbose'])
    for (const method of ['GET', 'HEAD']) {
      const reply = await fetch(server.url + path, { method, headers })
      await reply.text()
      expect(reply.status).toBe(200)
      expect(reply.headers.get('x-request-id')).toMatch(/\S/)
    }
  expect([spans, server.log]).toEqual([[], []])
  await (await server.post({ query: '{ hello }' })).text()
  expect([spans.length, server.log.length]).toEqual([1, 1])
})
