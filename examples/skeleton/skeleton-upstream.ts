import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

interface Stored {
  id: number
  version: number
  mail: string
  level: string | null
}

const levels = ['GOLD', 'SILVER']

/** Skeleton in memory: stands in for the API until there is a test account of it. Sixty records, others each time. */
export async function startUpstream() {
  const records = Array.from({ length: 60 }, (_, index): Stored => {
    const id = index + 1
    return { id, version: 1, mail: `Guest${id}@example.com`, level: levels[index % 3] ?? null }
  })

  async function answer(request: IncomingMessage): Promise<{ status: number; body?: unknown }> {
    if (request.headers['x-api-key'] !== 'test-key') return { status: 401 }
    const { pathname, searchParams: query } = new URL(request.url ?? '/', 'http://upstream')
    if (request.method === 'GET' && pathname === '/records')
      return { status: 200, body: { records: find(query) } }
    const [, id] = /^\/records\/(\d+)$/.exec(pathname) ?? []
    const record = records.find((one) => String(one.id) === id)
    if (!record || request.method !== 'PATCH') return { status: 404 }
    const expected = request.headers['if-match']
    if (expected !== undefined && expected !== String(record.version)) return { status: 412 }
    Object.assign(record, JSON.parse(await text(request)), { version: record.version + 1 })
    return { status: 200, body: record }
  }

  function find(query: URLSearchParams): Stored[] {
    const [ids, mails] = [query.get('ids')?.split(','), query.get('mails')?.split(',')]
    if (ids) return records.filter(({ id }) => ids.includes(String(id)))
    if (mails) return records.filter(({ mail }) => mails.includes(mail.toLowerCase()))
    const skip = Number(query.get('skip'))
    return records.slice(skip, skip + Number(query.get('top')))
  }

  const server = createServer((request, response) => {
    void answer(request).then(({ status, body }) => {
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(body === undefined ? undefined : JSON.stringify(body))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
