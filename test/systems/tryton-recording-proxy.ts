import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface RecordingProxy {
  url: string
  /** The methods called, in order. */
  methods: string[]
  /** Most calls that were in flight at once. */
  peak(): number
  /** Ends the sessions that were used through it, as an expiry does. */
  endSessions(): Promise<void>
  close(): Promise<void>
}

/** Stands before a real Tryton: counts what is sent, and knows the sessions, so that a test can end them. */
export async function startRecordingProxy(target: string): Promise<RecordingProxy> {
  const sessions = new Set<string>()
  const methods: string[] = []
  const flight = { now: 0, peak: 0 }
  const send = (body: string, authorization?: string) =>
    fetch(target, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(authorization && { authorization }) },
      body,
    })

  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk as Buffer)
      const body = Buffer.concat(chunks).toString('utf8')
      const { authorization } = request.headers
      methods.push((JSON.parse(body) as { method: string }).method)
      if (authorization) sessions.add(authorization)
      flight.now += 1
      flight.peak = Math.max(flight.peak, flight.now)
      const reply = await send(body, authorization).finally(() => (flight.now -= 1))
      response.writeHead(reply.status, { 'content-type': reply.headers.get('content-type') ?? '' })
      response.end(await reply.text())
    })()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}${new URL(target).pathname}`,
    methods,
    peak: () => flight.peak,
    async endSessions() {
      const logOut = JSON.stringify({ id: 1, method: 'common.db.logout', params: [] })
      await Promise.all([...sessions].map((session) => send(logOut, session)))
      sessions.clear()
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
