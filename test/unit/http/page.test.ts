import express from 'express'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request as send, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sandboxKeys } from '../../../src/auth/sandbox-keys.ts'
import { servePage } from '../../../src/http/serve-page.ts'

const folder = mkdtempSync(join(tmpdir(), 'headwater-page-'))
const built = join(folder, 'dist/page')
mkdirSync(join(built, 'assets'), { recursive: true })
writeFileSync(join(built, 'index.html'), '<!doctype html><title>the page</title>')
writeFileSync(join(built, 'assets/main-1a2b3c4d.js'), 'void 0')
writeFileSync(join(folder, 'dist/secret.txt'), 'a secret')

const servers: Server[] = []

afterAll(async () => {
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  rmSync(folder, { recursive: true, force: true })
})

/** Gives a function that asks for a path exactly as it is written: `fetch` would tidy it. */
async function serve(options: Partial<Parameters<typeof servePage>[0]> = {}) {
  const app = express()
  app.use(servePage({ folder: built, sampleKeys: [], ...options }))
  app.use((_request, response) => void response.status(404).json('nothing here'))
  const server = await new Promise<Server>((resolve) => {
    const listening = app.listen(0, '127.0.0.1', () => resolve(listening))
  })
  servers.push(server)
  const { port } = server.address() as AddressInfo
  return async (path: string) => {
    const reply = await new Promise<IncomingMessage>((resolve, reject) => {
      send({ host: '127.0.0.1', port, path, agent: false }, resolve).once('error', reject).end()
    })
    const text = (await reply.toArray()).join('')
    return { status: reply.statusCode, headers: reply.headers, text }
  }
}

test('the page may load and run nothing but files of its own origin', async () => {
  const get = await serve()
  const { status, headers, text } = await get('/')
  expect(status).toBe(200)
  expect(text).toContain('the page')
  const policy = new Map(
    String(headers['content-security-policy'])
      .split('; ')
      .map((directive) => [directive.split(' ')[0], directive.split(' ').slice(1)] as const),
  )
  expect(policy.get('default-src')).toEqual(["'none'"])
  for (const name of ['script-src', 'worker-src', 'connect-src']) expect(policy.get(name)).toEqual(["'self'"])
  for (const name of ['base-uri', 'form-action', 'frame-ancestors'])
    expect(policy.get(name)).toEqual(["'none'"])
  expect(String(headers['content-security-policy'])).not.toMatch(/unsafe-eval|https?:|\*/)
})

test('assets are kept for good by the browser, and workers among them have the same policy', async () => {
  const get = await serve()
  const { status, headers } = await get('/assets/main-1a2b3c4d.js')
  expect(status).toBe(200)
  expect(headers['cache-control']).toBe('public, max-age=31536000, immutable')
  expect(headers['content-type']).toMatch(/javascript/)
  expect(headers['content-security-policy']).toBe((await get('/')).headers['content-security-policy'])
})

test.each([
  '/assets/../../secret.txt',
  '/assets/..%2f..%2fsecret.txt',
  '/assets/%2e%2e/%2e%2e/secret.txt',
  '/assets/..\\..\\secret.txt',
  '/assets/%00',
  '/assets/',
  '/assets',
  '/index.html',
  '/page/',
])('%s is not there', async (path) => {
  const get = await serve()
  const { status, text } = await get(path)
  expect(status).toBe(404)
  expect(text).toBe('"nothing here"')
})

test('without a built page it says how to build one', async () => {
  const get = await serve({ folder: join(folder, 'nowhere') })
  const { status, text, headers } = await get('/')
  expect(status).toBe(200)
  expect(text).toContain('npm run build:page')
  expect(headers['content-security-policy']).toContain("default-src 'none'")
})

test('the settings tell the sample keys and what each is for, and nothing of their principals', async () => {
  const get = await serve({ sampleKeys: sandboxKeys })
  const { sampleKeys } = JSON.parse((await get('/page/settings.json')).text)
  expect(sampleKeys[0]).toEqual({ key: 'sandbox-developer', describes: 'reads everything' })
  expect(sampleKeys).toHaveLength(sandboxKeys.length)
})

test('without sample keys the settings have none', async () => {
  const get = await serve()
  expect(JSON.parse((await get('/page/settings.json')).text)).toEqual({ sampleKeys: [] })
})
