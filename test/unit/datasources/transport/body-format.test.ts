import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { FailureRule } from '../../../../src/datasources/failures.ts'
import {
  createXmlFormat,
  jsonFormat,
  textFormat,
  xmlFormat,
  type BodyFormat,
} from '../../../../src/datasources/transport/body-format.ts'
import { defaultPatience } from '../../../../src/datasources/transport/patience.ts'
import { createTransport, type Transport } from '../../../../src/datasources/transport/stack.ts'
import { codeOf, get, openCall, upstream } from './calls.ts'

let answer: { status?: number; body: string | Buffer }
let asked: IncomingMessage
const server = createServer((request, response) => {
  asked = request
  response.writeHead(answer.status ?? 200, { 'x-total-count': '7' }).end(answer.body)
})
const transports: Transport[] = []
beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterAll(async () => {
  await Promise.all(transports.map((transport) => transport.close()))
  server.close()
})

function open(format: BodyFormat | undefined, failures: readonly FailureRule[] = []): Transport {
  const { port } = server.address() as AddressInfo
  const transport = createTransport(
    { upstream, listener: () => undefined, now: Date.now, patience: { ...defaultPatience, maxRetries: 0 } },
    {
      baseUrl: `http://127.0.0.1:${port}`,
      credentials: [],
      failures,
      maxConcurrent: 1,
      ...(format && { format }),
    },
  )
  transports.push(transport)
  return transport
}

test.each<[name: string, format: BodyFormat | undefined, body: string, accept: string, read: unknown]>([
  ['JSON unless told', undefined, '{"a":1}', 'application/json', { a: 1 }],
  ['JSON', jsonFormat, '{"a":1}', 'application/json', { a: 1 }],
  ['text', textFormat, '{"a":1}', 'text/html, text/plain;q=0.9, */*;q=0.8', '{"a":1}'],
  ['XML', xmlFormat, '<a>1</a>', 'application/xml, text/xml;q=0.9', { a: '1' }],
  [
    'XML with lists',
    createXmlFormat(['a.b']),
    '<a><b>1</b></a>',
    'application/xml, text/xml;q=0.9',
    { a: { b: ['1'] } },
  ],
])('%s is asked for and read', async (_name, format, body, accept, read) => {
  answer = { body }
  expect(await open(format).call(get, openCall())).toEqual(read)
  expect(asked.headers.accept).toBe(accept)
})

test.each<[name: string, format: BodyFormat, body: string | Buffer, code: string]>([
  ['an empty body is no JSON', jsonFormat, '', 'UPSTREAM_BAD_RESPONSE'],
  ['nor XML', xmlFormat, '', 'UPSTREAM_BAD_RESPONSE'],
  ['but a text', textFormat, '', 'OK'],
  ['a page is no XML', xmlFormat, '<!DOCTYPE html><html></html>', 'UPSTREAM_BAD_RESPONSE'],
  ['a text in another encoding is none', textFormat, Buffer.from('\xe9', 'latin1'), 'UPSTREAM_BAD_RESPONSE'],
])('%s', async (_name, format, body, code) => {
  answer = { body }
  expect(await codeOf(open(format).call(get, openCall()))).toBe(code)
})

test('a rule reads what the format gives: a pattern for a text, paths for elements', async () => {
  const pages = open(textFormat, [
    { when: { body: /^$/ }, then: 'UNAVAILABLE' },
    { when: { body: /name="password"/ }, then: 'AUTH' },
  ])
  const documents = open(xmlFormat, [{ when: { body: { 'reply.error.@code': /^E1/ } }, then: 'CONFLICT' }])
  for (const [transport, body, code] of [
    [pages, '', 'UPSTREAM_UNAVAILABLE'],
    [pages, '<input name="password">', 'UPSTREAM_AUTH'],
    [pages, '<p>fine</p>', 'OK'],
    [documents, '<reply><error code="E12"/></reply>', 'CONFLICT'],
    [documents, '<reply/>', 'OK'],
  ] as const) {
    answer = { body }
    expect(await codeOf(transport.call(get, openCall()))).toBe(code)
  }
})

test('a pattern for a text matches nothing where a body is no text', async () => {
  answer = { body: '{"closed":true}' }
  expect(
    await codeOf(open(jsonFormat, [{ when: { body: /./ }, then: 'UNAVAILABLE' }]).call(get, openCall())),
  ).toBe('OK')
})

test('a reply can be had with status, headers and text', async () => {
  answer = { status: 201, body: '{"a":1}' }
  expect(await open(jsonFormat).reply(get, openCall())).toMatchObject({
    status: 201,
    headers: { 'x-total-count': '7' },
    body: '{"a":1}',
    data: { a: 1 },
  })
})
