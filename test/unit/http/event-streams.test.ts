import { connect } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { GatewayError } from '../../../src/errors/gateway-error.ts'
import { hashText } from '../../../src/operations/manifest.ts'
import { createOperationRegistry } from '../../../src/operations/registry.ts'
import { nobody } from '../../support/nobody.ts'
import { readJson, serveForTest, type TestServer } from './serve-for-test.ts'
import { createTicking, type Ticking } from './ticking.ts'

const query = 'subscription News { news }'
let server: TestServer
let ticking: Ticking
const leaving: AbortController[] = []

async function start(options: Parameters<typeof serveForTest>[0] = {}): Promise<void> {
  ticking = createTicking()
  server = await serveForTest({ subscriber: ticking.subscriber, ...options })
}
afterEach(async () => {
  for (const each of leaving.splice(0)) each.abort()
  await server.close(0)
})

/** The stream's text as it comes. */
async function follow(body: object = { query }, headers: Record<string, string> = {}, path = '/graphql') {
  const leave = new AbortController()
  leaving.push(leave)
  const reply = await fetch(`${server.url}${path}`, {
    method: 'POST',
    signal: leave.signal,
    headers: {
      'content-type': 'application/json',
      'x-api-key': 'good',
      accept: 'text/event-stream',
      ...headers,
    },
    body: JSON.stringify(body),
  })
  let text = ''
  const ended = (async () => {
    for await (const chunk of reply.body ?? []) text += Buffer.from(chunk).toString('utf8')
    return text
  })()
  ended.catch(() => undefined)
  return { reply, text: () => text, ended, leave: () => leave.abort() }
}
const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await delay(5)
}

test('each result is an event, and the end is one', async () => {
  await start()
  const stream = await follow()
  expect(stream.reply.status).toBe(200)
  expect(stream.reply.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
  expect(stream.reply.headers.get('cache-control')).toBe('no-store')
  await until(() => ticking.open() === 1)
  ticking.tell('one')
  await until(() => stream.text().includes('one'))
  ticking.tell('two')
  await until(() => stream.text().includes('two'))
  ticking.finish()
  expect(await stream.ended).toBe(
    ':\n\nevent: next\ndata: {"data":{"news":"one"}}\n\nevent: next\ndata: {"data":{"news":"two"}}\n\nevent: complete\ndata:\n\n',
  )
})

test('at /graphql/stream it needs no accept header', async () => {
  await start()
  await follow({ query }, { accept: '*/*' }, '/graphql/stream')
  await until(() => ticking.open() === 1)
})

test.each(['*/*', 'application/json', 'application/json, text/event-stream'])(
  'with accept: %s a query is answered, and a subscription told where to go',
  async (accept) => {
    await start()
    const answered = await server.post({ query: '{ hello }' }, { accept })
    expect(await readJson(answered)).toEqual({ data: { hello: 'hi' } })
    const refused = await server.post({ query }, { accept })
    expect(refused.status).toBe(400)
    expect(await refused.text()).toContain('text/event-stream')
    expect(ticking.requests).toEqual([])
  },
)

test.each<[what: string, body: object, headers: Record<string, string>, status: number, code: string]>([
  ['a bad key', { query }, { 'x-api-key': 'bad' }, 401, 'UNAUTHENTICATED'],
  ['a query', { query: '{ hello }' }, {}, 400, 'BAD_USER_INPUT'],
  ['no text', {}, {}, 400, 'BAD_USER_INPUT'],
  ['a list of requests', [{ query }], {}, 400, 'BAD_USER_INPUT'],
  ['variables that are none', { query, variables: 'x' }, {}, 400, 'BAD_USER_INPUT'],
  ['what does not fit the schema', { query: 'subscription { no }' }, {}, 400, 'GRAPHQL_VALIDATION_FAILED'],
  ['too much', { query: `subscription { ${'news '.repeat(60)} }` }, {}, 400, 'BAD_USER_INPUT'],
])('%s is refused as JSON, with its status', async (_what, body, headers, status, code) => {
  await start()
  const { reply, ended } = await follow(body, headers)
  expect(reply.status).toBe(status)
  expect(JSON.parse(await ended)).toMatchObject({ errors: [{ extensions: { code } }] })
  expect(ticking.requests).toEqual([])
})

test('a stream is not asked for with GET', async () => {
  await start()
  const headers = { 'x-api-key': 'good', accept: 'text/event-stream' }
  const reply = await fetch(`${server.url}/graphql?${new URLSearchParams({ query }).toString()}`, { headers })
  expect(reply.status).toBe(405)
  expect(reply.headers.get('allow')).toBe('POST')
})

test('only registered operations are followed where nothing else is served', async () => {
  const id = hashText(query)
  const registry = createOperationRegistry([{ id, name: 'News', type: 'subscription', body: query }])
  await start({ operations: { registry, only: true } })
  expect((await follow({ query: 'subscription { news }' })).reply.status).toBe(403)
  await follow({ documentId: `sha256:${id}` })
  await until(() => ticking.open() === 1)
})

test('the most subscriptions of a caller are kept, and who leaves makes room', async () => {
  await start({ limits: { maxSubscriptionsPerCaller: 1 } })
  const first = await follow()
  await until(() => ticking.open() === 1)
  const { reply } = await follow()
  expect(reply.status).toBe(429)
  first.leave()
  await until(() => ticking.open() === 0)
  await follow()
  await until(() => ticking.open() === 1)
})

test('who does not read is not waited for: nothing is taken for them, and then they are gone', async () => {
  await start({ times: { stalledReplyMs: 300 } })
  const body = JSON.stringify({ query })
  const { hostname, port } = new URL(server.url)
  const socket = connect(Number(port), hostname)
  const head = ['POST /graphql HTTP/1.1', 'host: x', 'x-api-key: good', 'accept: text/event-stream']
  socket.write(
    [...head, 'content-type: application/json', `content-length: ${body.length}`, '', body].join('\r\n'),
  )
  socket.pause()
  await until(() => ticking.open() === 1)
  const line = 'x'.repeat(100_000)
  let told = 0
  while (ticking.open() === 1 && told < 1_000) {
    ticking.tell(line)
    told++
    await delay(2)
  }
  expect(ticking.open()).toBe(0)
  socket.destroy()
  const { events } = server.log.find(({ msg }) => msg === 'subscription') ?? {}
  // What the kernel took, and little more.
  expect(Number(events)).toBeLessThan(told)
})

test('a credential that is no longer good is the last event', async () => {
  let isGood = true
  const authenticate = async () => {
    if (!isGood) throw new GatewayError('UNAUTHENTICATED', 'The token has expired (exp). Get a new one.')
    return { ...nobody, id: 'tester' }
  }
  await start({ authenticate, times: { credentialEveryMs: 20 } })
  const stream = await follow()
  await until(() => ticking.open() === 1)
  isGood = false
  expect(await stream.ended).toMatch(/event: next\ndata: .*UNAUTHENTICATED.*\n\nevent: complete/)
  expect(ticking.open()).toBe(0)
})

test('stopping completes the streams, and waits for nobody', async () => {
  await start()
  const stream = await follow()
  await until(() => ticking.open() === 1)
  const began = performance.now()
  const closing = server.close(8_000)
  expect(await stream.ended).toMatch(/event: complete\ndata:\n\n$/)
  await closing
  expect(performance.now() - began).toBeLessThan(4_000)
})

test('an error of ours is shown with an id, and nothing of what it was', async () => {
  await start()
  const stream = await follow()
  await until(() => ticking.open() === 1)
  ticking.fail(new Error('password=hunter2'))
  const text = await stream.ended
  expect(text).toMatch(/event: next\ndata: .*INTERNAL.*\n\nevent: complete/)
  expect(text).not.toContain('hunter2')
})
