import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { createPostWebhook } from '../../../src/observability/post-webhook.ts'
import { Secret } from '../../../src/secrets/secret.ts'

const path = '/services/secret-part-of-the-url'
const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()))
})

async function open(answer: (request: IncomingMessage, response: ServerResponse) => unknown) {
  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const webhook = createPostWebhook(new Secret(`http://127.0.0.1:${port}${path}`, 'env ALERTS_URL'), {
    timeoutMs: 200,
  })
  closers.push(webhook.close, () => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  })
  return webhook
}

/** What a failure tells, with all that hangs on it. */
async function failureOf(sent: Promise<void>): Promise<string> {
  const error: unknown = await sent.then(
    () => null,
    (failure: unknown) => failure,
  )
  expect(error).toBeInstanceOf(Error)
  const { message, cause, stack = '' } = error as Error
  expect(cause).toBeUndefined()
  expect(stack).not.toMatch(/secret-part|127\.0\.0\.1/)
  return message
}

test('posts the body as JSON', async () => {
  const seen: unknown[] = []
  const webhook = await open(async (request, response) => {
    const { method, url, headers } = request
    seen.push([method, url, headers['content-type'], await text(request)])
    response.end('ok')
  })
  await webhook.send({ text: 'CRM is down → see' })
  expect(seen).toEqual([['POST', path, 'application/json', '{"text":"CRM is down → see"}']])
})

test('a redirect is not followed, and like every other refusal fails by its status alone', async () => {
  let calls = 0
  const webhook = await open((_request, response) => {
    calls += 1
    response.writeHead(307, { location: '/elsewhere' }).end()
  })
  expect(await failureOf(webhook.send({}))).toBe('the webhook replied HTTP 307')
  expect(calls).toBe(1)
})

test('an address that does not answer in time, or at all, fails without naming it', async () => {
  const silent = await open(() => undefined)
  expect(await failureOf(silent.send({}))).toBe('the webhook cannot be reached: TimeoutError')
  const closed = createPostWebhook(new Secret(`http://127.0.0.1:1${path}`, 'env ALERTS_URL'))
  closers.push(closed.close)
  expect(await failureOf(closed.send({}))).toBe('the webhook cannot be reached: ECONNREFUSED')
})

test.each(['not a url secret-part', 'ftp://secret-part.example/'])('%j is refused by its origin', (url) => {
  expect(() => createPostWebhook(new Secret(url, 'env ALERTS_URL'))).toThrow(
    'The webhook for alerts (env ALERTS_URL) is no http or https URL.',
  )
})
