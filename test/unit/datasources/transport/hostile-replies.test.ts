import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { defaultPatience } from '../../../../src/datasources/transport/patience.ts'
import { createTransport } from '../../../../src/datasources/transport/stack.ts'
import { get, openCall, upstream } from './calls.ts'

/** What a server does with a connection once it was asked. */
type Act = (socket: Socket) => unknown

/** A reply in bytes, whole unless `body` says otherwise. */
function reply(body: string | Buffer, headers: readonly string[] = [], status = '200 OK', http = '1.1'): Act {
  const bytes = Buffer.from(body as string)
  const lines = [`HTTP/${http} ${status}`, 'content-type: application/json', ...headers]
  if (!headers.some((line) => /^(content-length|transfer-encoding|connection)/.test(line)))
    lines.push(`content-length: ${bytes.length}`)
  return (socket) => socket.write(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), bytes]))
}
const every =
  (ms: number, text: string): Act =>
  (socket) => {
    const timer = setInterval(() => socket.write(text), ms)
    socket.on('close', () => clearInterval(timer))
  }
const then =
  (...acts: Act[]): Act =>
  (socket) =>
    acts.forEach((act) => act(socket))
const end: Act = (socket) => socket.end()
const reset: Act = (socket) => setTimeout(() => socket.resetAndDestroy(), 20)
const json = '{"a":1}'
const nested = (open: string, close: string) => open.repeat(100_000) + '1' + close.repeat(100_000)

const bad = 'UPSTREAM_BAD_RESPONSE'
const down = 'UPSTREAM_UNAVAILABLE'
const late = 'UPSTREAM_TIMEOUT'

const hostile: [name: string, act: Act, ends: string][] = [
  ['headers of 100 kB', reply(json, [`x-big: ${'a'.repeat(100_000)}`]), bad],
  [
    'a chunked body without an end',
    then(reply('', ['transfer-encoding: chunked']), every(50, '1\r\n \r\n')),
    late,
  ],
  ['a byte now and then', then(reply('', ['content-length: 1000']), every(50, ' ')), late],
  ['early hints for ever', every(50, 'HTTP/1.1 103 Early Hints\r\n\r\n'), late],
  ['a reset in the body', then(reply('{"a":', ['content-length: 100']), reset), down],
  ['an end before the announced length', then(reply(json, ['content-length: 100']), end), down],
  ['a length that is too small', reply(json, ['content-length: 3']), bad],
  ['a negative length', reply(json, ['content-length: -1']), bad],
  ['two lengths', reply(json, ['content-length: 7', 'content-length: 8']), bad],
  [
    'a length beside chunks',
    reply(`7\r\n${json}\r\n0\r\n\r\n`, ['content-length: 7', 'transfer-encoding: chunked']),
    bad,
  ],
  ['another protocol', (socket) => socket.write('SSH-2.0-OpenSSH\r\n'), bad],
  [
    'a switch of protocols',
    reply('', ['connection: upgrade', 'upgrade: x'], '101 Switching Protocols'),
    down,
  ],
  ['gzip that nobody asked for', reply(gzipSync(json), ['content-encoding: gzip']), bad],
  ['brotli that nobody asked for', reply(brotliCompressSync(json), ['content-encoding: br']), bad],
  ['deflate that nobody asked for', reply(deflateSync(json), ['content-encoding: deflate']), bad],
  ['gzip that is broken', reply('no gzip', ['content-encoding: gzip']), bad],
  ['gzip that is none', reply(json, ['content-encoding: gzip']), bad],
  ['a part', reply(json, ['content-range: bytes 0-6/100'], '206 Partial Content'), bad],
  ['a misdirected request', reply('{}', [], '421 Misdirected Request'), down],
  ['a status that HTTP does not have', reply(json, [], '999 Odd'), bad],
  ['301', reply(json, ['location: http://127.0.0.1:1/x'], '301 Moved Permanently'), bad],
  ['307', reply(json, ['location: /x'], '307 Temporary Redirect'), bad],
  ['308', reply(json, ['location: /x'], '308 Permanent Redirect'), bad],
  ['NaN', reply('{"a":NaN}'), bad],
  ['Infinity', reply('{"a":-Infinity}'), bad],
  ['100,000 lists in each other', reply(nested('[', ']')), bad],
  ['100,000 objects in each other', reply(nested('{"a":', '}')), bad],
  ['__proto__', reply('{"__proto__":{"a":1}}'), bad],
  ['__proto__, escaped', reply('{"__pr\\u006Fto__":{"a":1}}'), bad],
  ['half a pair', reply('{"a":"\\ud800"}'), bad],
  ['half a pair in a key', reply('{"\\udc00":1}'), bad],
  ['a key twice, once escaped', reply('{"a":1,"\\u0061":2}'), bad],
  ['a key twice, once with a needless escape', reply('{"x/y":1,"x\\/y":2}'), bad],
  ['two documents', reply(`${json}${json}`), bad],
  ['UTF-16', reply(Buffer.from(`\ufeff${json}`, 'utf16le')), bad],
  ['Latin-1', reply(Buffer.from('{"a":"\xe9"}', 'latin1')), bad],
  // Understood, since nothing about them is doubtful.
  ['a byte order mark', reply(`\ufeff${json}`), json],
  [
    'early hints',
    then((socket) => socket.write('HTTP/1.1 103 Early Hints\r\nlink: <x>\r\n\r\n'), reply(json)),
    json,
  ],
  ['HTTP/1.0 that ends by closing', then(reply(json, ['connection: close'], '200 OK', '1.0'), end), json],
  ['HTTP/1.1 that ends by closing', then(reply(json, ['connection: close']), end), json],
  ['no content with content', reply(json, [], '204 No Content'), 'null'],
  ['constructor', reply('{"constructor":{"prototype":{"a":1}}}'), '{"constructor":{"prototype":{"a":1}}}'],
]

test.each(hostile)('%s', async (_name, act, ends) => {
  const sockets = new Set<Socket>()
  const heads: string[] = []
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
    socket.once('data', (head) => {
      heads.push(head.toString())
      act(socket)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const context = { upstream, listener: () => undefined, now: Date.now }
  const transport = createTransport(
    { ...context, patience: { ...defaultPatience, maxRetries: 0 } },
    {
      baseUrl: `http://127.0.0.1:${port}`,
      credentials: [],
      failures: [],
      maxConcurrent: 1,
      // Enough for a busy machine where the reply is not what runs out of it.
      timeoutMs: ends === late ? 500 : 10_000,
    },
  )
  const outcome = await transport.call(get, openCall()).then(
    (body) => JSON.stringify(body),
    (error: unknown) => (error as { code: string }).code,
  )
  await transport.close()
  server.close()
  for (const socket of sockets) socket.destroy()
  expect(outcome).toBe(ends)
  // One request, to this address: nothing was followed, nothing repeated.
  expect(heads).toHaveLength(1)
  expect(heads[0]).toMatch(/^GET \/contacts HTTP\/1\.1\r\n[^]*accept-encoding: identity\r\n/)
})
