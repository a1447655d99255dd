import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { freePorts } from '../e2e/run-headwater.ts'
import { describeNeeding } from '../support/needs.ts'
import { needsNginx, startNginx, type Nginx } from '../support/replicas/start-nginx.ts'

interface Sent {
  body: string
  key: string | undefined
}

describeNeeding(needsNginx, 'a request that breaks off at a replica', () => {
  const replicas: Server[] = []
  /** What each replica was sent, in the order of time. */
  const sent: Sent[] = []
  let nginx: Nginx

  beforeEach(async () => {
    sent.length = 0
    let taken = 0
    for (let replica = 0; replica < 3; replica++) {
      const server = createServer((request, response) => {
        if (request.url === '/livez') return void response.end()
        void text(request).then((body) => {
          sent.push({ body, key: request.headers['idempotency-key'] as string | undefined })
          // The first two that are asked die with the request in hand.
          if (taken++ % 3 < 2) request.socket.resetAndDestroy()
          else response.end('answered')
        })
      })
      await once(server.listen(0, '127.0.0.1'), 'listening')
      replicas.push(server)
    }
    const ports = replicas.map((server) => (server.address() as AddressInfo).port)
    nginx = await startNginx(await freePorts(1), ports)
  })
  afterEach(async () => {
    await nginx.close()
    for (const server of replicas.splice(0)) {
      server.closeAllConnections()
      await once(server.close(), 'close')
    }
  })

  const ask = async (body: string, headers: Record<string, string> = {}): Promise<string> => {
    const reply = await fetch(`${nginx.url}/graphql`, { method: 'POST', body, headers })
    return `${reply.status} ${await reply.text()}`
  }

  test('is answered by another, under one key that no other request has', async () => {
    expect(await ask('first')).toBe('200 answered')
    expect(await ask('second')).toBe('200 answered')
    expect(sent.map(({ body }) => body)).toEqual(['first', 'first', 'first', 'second', 'second', 'second'])
    const keys = [...new Set(sent.map(({ body, key }) => `${body} ${key}`))]
    expect(keys).toEqual([
      expect.stringMatching(/^first [0-9a-f]{32}$/),
      expect.stringMatching(/^second [0-9a-f]{32}$/),
    ])
  })

  test('goes on under the key that its client gave it', async () => {
    const key = randomUUID()
    expect(await ask('a write', { 'idempotency-key': key })).toBe('200 answered')
    expect(sent).toEqual(Array.from({ length: 3 }, () => ({ body: 'a write', key })))
  })
})
