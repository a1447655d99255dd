import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { createJsonFetcher } from '../../../../src/auth/tokens/json-fetcher.ts'

const answers: Record<string, RequestListener> = {
  '/good': (_request, response) => void response.end('{"keys":[]}'),
  '/redirect': (_request, response) => void response.writeHead(302, { location: '/good' }).end(),
  '/error': (_request, response) => void response.writeHead(500).end('{"keys":[]}'),
  '/html': (_request, response) => void response.end('<html>'),
  '/twice': (_request, response) => void response.end('{"keys":[],"keys":[]}'),
  '/declared': (_request, response) => {
    response.writeHead(200, { 'content-length': 50_000_000 })
    response.write('x'.repeat(300_000))
  },
  '/endless': (_request, response) => {
    const write = () => {
      if (response.write('x'.repeat(60_000))) setImmediate(write)
      else response.once('drain', write)
    }
    write()
  },
  '/cut': (request, response) => {
    response.writeHead(200, { 'content-length': 100 })
    response.write('{', () => request.socket.destroy())
  },
  '/silent': () => undefined,
  '/slow': (_request, response) => {
    response.write('{')
    const timer = setInterval(() => response.write(' '), 50)
    response.once('close', () => clearInterval(timer))
  },
}
const seen: string[] = []
const server = createServer((request, response) => {
  seen.push(request.url ?? '')
  answers[request.url ?? '']?.(request, response)
})
const fetcher = createJsonFetcher({ timeoutMs: 400 })
let origin: string
beforeAll(async () => {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  await fetcher.close()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

test('JSON is read', async () => {
  await expect(fetcher.fetchJson(`${origin}/good`)).resolves.toEqual({ keys: [] })
})

test.each([
  ['/redirect', 'STATUS'],
  ['/error', 'STATUS'],
  ['/html', 'NO_JSON'],
  ['/twice', 'NO_JSON'],
  ['/declared', 'TOO_LARGE'],
  ['/endless', 'TOO_LARGE'],
  ['/cut', 'UNREACHABLE'],
  ['/silent', 'TIMEOUT'],
  ['/slow', 'TIMEOUT'],
])('%s is %s, within the time, and says no address', async (path, problem) => {
  const startedAt = performance.now()
  const error: unknown = await fetcher.fetchJson(origin + path).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ name: 'KeysUnreadError', problem })
  expect(String(error)).not.toMatch(/127|http/)
  // To wait for those that never end would take for ever.
  expect(performance.now() - startedAt).toBeLessThan(10_000)
})

test('a redirect is not followed', async () => {
  seen.length = 0
  await fetcher.fetchJson(`${origin}/redirect`).catch(() => undefined)
  await delay(20)
  expect(seen).toEqual(['/redirect'])
})

test('nobody listens: UNREACHABLE', async () => {
  await expect(fetcher.fetchJson('http://127.0.0.1:1/')).rejects.toMatchObject({ problem: 'UNREACHABLE' })
})
