import { WebSocket } from 'ws'

export interface SocketMessage {
  type: string
  id?: string
  payload?: unknown
}

/** A client of graphql-transport-ws that says exactly what it is told. */
export interface GraphqlSocket {
  raw: WebSocket
  say(message: unknown): void
  /** The next message; waits for it. @throws Error when the socket is closed before */
  hear(): Promise<SocketMessage>
  /** How it was closed. */
  closed: Promise<{ code: number; reason: string }>
  /** Says who it is, and waits to be let in. */
  enter(payload?: Record<string, unknown>): Promise<void>
  subscribe(id: string, query: string, rest?: Record<string, unknown>): void
}

export interface Handshake {
  headers?: Record<string, string>
  origin?: string
  protocol?: string
}

/** @throws Error with the status and text of the reply when the upgrade is refused */
export async function openSocket(url: string, handshake: Handshake = {}): Promise<GraphqlSocket> {
  const { protocol = 'graphql-transport-ws', headers, origin } = handshake
  const options = { ...(headers && { headers }), ...(origin !== undefined && { origin }) }
  const raw = new WebSocket(url.replace(/^http/, 'ws'), protocol, options)
  const heard: SocketMessage[] = []
  let wake: () => void = () => undefined
  let isClosed = false
  raw.on('message', (data: Buffer) => {
    heard.push(JSON.parse(data.toString('utf8')) as SocketMessage)
    wake()
  })
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    raw.on('close', (code, reason) => {
      isClosed = true
      wake()
      resolve({ code, reason: reason.toString('utf8') })
    }),
  )
  await new Promise<void>((resolve, reject) => {
    raw.on('open', resolve)
    raw.on('error', reject)
    raw.on('unexpected-response', (_request, response) => {
      let text = ''
      response.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')))
      response.on('end', () => reject(new Error(`${response.statusCode}: ${text}`)))
    })
  })
  const say = (message: unknown): void => raw.send(JSON.stringify(message))
  const hear = async (): Promise<SocketMessage> => {
    while (heard.length === 0) {
      if (isClosed) throw new Error('the socket is closed')
      await new Promise<void>((resolve) => (wake = resolve))
    }
    return heard.shift()!
  }
  return {
    raw,
    say,
    hear,
    closed,
    async enter(payload = { 'x-api-key': 'good' }) {
      say({ type: 'connection_init', payload })
      const { type } = await hear()
      if (type !== 'connection_ack') throw new Error(`not let in: ${type}`)
    },
    subscribe: (id, query, rest = {}) => say({ id, type: 'subscribe', payload: { query, ...rest } }),
  }
}
