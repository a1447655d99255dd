import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { connectionTimes } from '../../../src/http/limit-connections.ts'
import { serveForTest, type TestServer } from './serve-for-test.ts'

let server: TestServer
afterEach(() => server.close(0))

async function connectTo({ url }: TestServer): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  await once(socket, 'connect')
  return socket
}

test('headers that do not end are given up', async () => {
  server = await serveForTest({ times: { headersMs: 200 } })
  const socket = await connectTo(server)
  socket.write('POST /graphql HTTP/1.1\r\nhost: x\r\n')
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 408 /)
})

test('a body that does not come is given up', async () => {
  server = await serveForTest({ times: { headersMs: 200, requestMs: 300 } })
  const socket = await connectTo(server)
  const headers = 'host: x\r\nx-api-key: good\r\ncontent-type: application/json\r\ncontent-length: 100'
  socket.write(`POST /graphql HTTP/1.1\r\n${headers}\r\n\r\n{"query":`)
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 408 /)
})

const longText = 'x'.repeat(20_000_000)
const body = '{"query":"{ hello }"}'
const post = `POST /graphql HTTP/1.1\r\nhost: x\r\nx-api-key: good\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`

test('a client that does not read its reply is dropped', async () => {
  const replied = Promise.withResolvers<AbortSignal>()
  server = await serveForTest({
    times: { stalledReplyMs: 200 },
    executor: ({ context }) => {
      replied.resolve(context.signal)
      return Promise.resolve({ data: { hello: longText } })
    },
  })
  const socket = await connectTo(server)
  socket.pause()
  socket.write(post)
  const signal = await replied.promise
  if (!signal.aborted) await once(signal, 'abort')
  expect(server.log.at(-1)).toMatchObject({ msg: 'request', status: 499 })
  socket.destroy()
})

test('neither a slow reader nor a slow answer is dropped for it', async () => {
  server = await serveForTest({
    times: { stalledReplyMs: 1_500 },
    executor: async () => {
      await new Promise((resolve) => setTimeout(resolve, 2_000))
      return { data: { hello: longText } }
    },
  })
  const socket = await connectTo(server)
  socket.write(post.replace('host: x', 'host: x\r\nconnection: close'))
  let received = 0
  for await (const chunk of socket) {
    received += (chunk as Buffer).length
    // Never 1.5 s without a read, unless the machine stands still for so long.
    if (received % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  }
  expect(received).toBeGreaterThan(longText.length)
})

test('headers get 10 s, the whole request 30 s, a stalled reply 30 s; idle ones outlast a load balancer', () => {
  expect(connectionTimes).toEqual({
    headersMs: 10_000,
    requestMs: 30_000,
    stalledReplyMs: 30_000,
    keepAliveMs: expect.any(Number),
  })
  expect(connectionTimes.keepAliveMs).toBeGreaterThan(60_000)
})
