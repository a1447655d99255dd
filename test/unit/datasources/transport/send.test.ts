import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { jsonFormat } from '../../../../src/datasources/transport/body-format.ts'
import { keepDeadline } from '../../../../src/datasources/transport/deadline.ts'
import { finishWrites } from '../../../../src/datasources/transport/finish-writes.ts'
import { createHttpSend } from '../../../../src/datasources/transport/send.ts'
import type { UpstreamRequest } from '../../../../src/datasources/transport/upstream-request.ts'
import { budgetedCall, codeOf, get, openCall, put, settle, upstream } from './calls.ts'

let answer: RequestListener
const received: string[] = []
const sockets = new Set<Socket>()
const server = createServer((request, response) => {
  received.push(`${request.method} ${request.url}`)
  answer(request, response)
})
server.on('connection', (socket) => {
  sockets.add(socket)
  socket.on('close', () => sockets.delete(socket))
})

const maxReplyBytes = 1_000_000
let http: ReturnType<typeof createHttpSend>
const open = (timeoutMs = 10_000, prefix = '/api/') => {
  const { port } = server.address() as AddressInfo
  return createHttpSend({
    upstream,
    baseUrl: `http://127.0.0.1:${port}${prefix}`,
    timeoutMs,
    maxReplyBytes,
    format: jsonFormat,
  })
}
beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
beforeEach(() => {
  received.length = 0
  http = open()
})
afterEach(async () => {
  await http.close()
  server.closeAllConnections()
  await socketsGone()
})
afterAll(() => server.close())

async function socketsGone(): Promise<void> {
  // Not `once`, which would throw for a connection that was reset.
  await Promise.all([...sockets].map((socket) => new Promise((resolve) => socket.on('close', resolve))))
  expect(sockets.size).toBe(0)
}
const isAsked = async () => {
  if (received.length === 0) await once(server, 'request')
}
const never: RequestListener = () => undefined
const stalled: RequestListener = (_request, response) => void response.write('{"a":')

test('it sends what is asked for and gives status, headers and the parsed body', async () => {
  answer = (request, response) => {
    response.setHeader('x-request-id', 'r1')
    request.pipe(response)
  }
  const request: UpstreamRequest = {
    ...put,
    query: { one: 'a b', many: ['1', '2'], none: undefined },
    body: '{"a":1}',
  }
  const reply = await http.send(request, openCall())
  expect(reply).toMatchObject({ status: 200, headers: { 'x-request-id': 'r1' }, data: { a: 1 } })
  expect(received).toEqual(['PUT /api/contacts?one=a+b&many=1&many=2'])
})

test('redirects are not followed', async () => {
  answer = (_request, response) => response.writeHead(302, { location: '/api/elsewhere' }).end('{}')
  expect(await http.send(get, openCall())).toMatchObject({ status: 302 })
  expect(received).toEqual(['GET /api/contacts'])
})

test.each(['/../x', '/./x', '/a?b=c', '/a#b', '/%2e%2e/x', '/a\\b', '@other.example/x', '.example/x'])(
  'a path that would lead elsewhere, %j, is sent nowhere',
  async (path) => {
    const bare = open(10_000, '')
    await expect(bare.send({ ...get, path }, openCall())).rejects.toThrow(/the id is not|Invalid URL/)
    await bare.close()
    expect(received).toEqual([])
  },
)

test('a reply that announces too much is refused without reading on', async () => {
  answer = (_request, response) => {
    response.writeHead(200, { 'content-length': maxReplyBytes + 1 })
    response.write('{')
  }
  expect(await codeOf(http.send(get, openCall()))).toBe('UPSTREAM_BAD_RESPONSE')
  await socketsGone()
  await settle()
})

test('a reply that becomes too long is given up, and its connection closed', async () => {
  let sent = 0
  answer = (_request, response) => {
    const more = (): void => {
      if (response.destroyed) return
      sent += 50_000
      if (response.write(Buffer.alloc(50_000, ' '))) setImmediate(more)
      else response.once('drain', more)
    }
    more()
  }
  expect(await codeOf(http.send(get, openCall()))).toBe('UPSTREAM_BAD_RESPONSE')
  await socketsGone()
  // What the kernel's buffers hold beside.
  expect(sent).toBeLessThan(maxReplyBytes + 20_000_000)
})

test('a reply of just the size that is allowed is taken', async () => {
  answer = (_request, response) => response.end(`"${'a'.repeat(maxReplyBytes - 2)}"`)
  expect((await http.send(get, openCall())).body).toHaveLength(maxReplyBytes)
})

test('bytes that are no UTF-8 are no JSON', async () => {
  answer = (_request, response) => response.end(Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]))
  expect(await http.send(get, openCall())).toMatchObject({ status: 200, data: undefined })
})

test.each<[string, RequestListener]>([
  ['does not answer', never],
  ['stalls in its reply', stalled],
])('an upstream that %s is given up after the time-out, and its socket closed', async (_name, listener) => {
  const quick = open(200)
  answer = listener
  await expect(quick.send(get, openCall())).rejects.toThrow()
  await socketsGone()
  await quick.close()
})

describe.each<[string, RequestListener]>([
  ['that does not answer', never],
  ['that stalls in its reply', stalled],
])('with an upstream %s', (_name, listener) => {
  test('the sockets of reads are closed when the budget ends', async () => {
    answer = listener
    const send = keepDeadline(upstream)(http.send)
    const startedAt = performance.now()
    const codes = await Promise.all(Array.from({ length: 10 }, () => codeOf(send(get, budgetedCall(200)))))
    expect(new Set(codes)).toEqual(new Set(['UPSTREAM_TIMEOUT']))
    // Well before the time that a single call may take.
    expect(performance.now() - startedAt).toBeLessThan(5_000)
    await socketsGone()
  })

  test('the socket of a read is closed when the client leaves', async () => {
    answer = listener
    const client = new AbortController()
    const reply = codeOf(keepDeadline(upstream)(http.send)(get, openCall({ signal: client.signal })))
    await isAsked()
    expect(sockets.size).toBe(1)
    client.abort()
    expect(await reply).toBe('UPSTREAM_TIMEOUT')
    await socketsGone()
  })
})

test('a write that has begun is never cut off, whoever leaves', async () => {
  let finish = (): void => undefined
  answer = (_request, response) => void (finish = () => response.end('{"ok":true}'))
  const client = new AbortController()
  const reply = keepDeadline(upstream)(finishWrites()(http.send))(put, openCall({ signal: client.signal }))
  await isAsked()
  client.abort()
  await settle()
  finish()
  expect((await reply).data).toEqual({ ok: true })
})

test.each([get, put])('$effect of a request that has ended is not begun', async (request) => {
  const send = keepDeadline(upstream)(http.send)
  expect(await codeOf(send(request, openCall({ signal: AbortSignal.abort() })))).toBe('UPSTREAM_TIMEOUT')
  expect(received).toEqual([])
})
