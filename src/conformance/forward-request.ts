import {
  Agent,
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
} from 'node:http'
import { Agent as SecureAgent, request as httpsRequest } from 'node:https'
export interface ForwardedReply {
  status: number
  headers: OutgoingHttpHeaders
  body: Buffer
  isHalf?: boolean
}

export interface Forward {
  /** @param ownUrl where the proxy is reached @throws what the network threw */
  (incoming: IncomingMessage, body: Buffer, ownUrl: string): Promise<ForwardedReply>
  close(): void
}

/** What is about one connection, and what is said anew of what is sent on. */
const ownHeaders: ReadonlySet<string> = new Set([
  ...['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'host', 'upgrade', 'te', 'trailer'],
])

/** Sends requests on to the upstream at `target`. Links to itself in its answers become links to the proxy. */
export function createForward(target: string): Forward {
  const { protocol, hostname, port, origin } = new URL(target)
  const isSecure = protocol === 'https:'
  const agent = isSecure ? new SecureAgent({ keepAlive: true }) : new Agent({ keepAlive: true })
  const start = isSecure ? httpsRequest : httpRequest

  async function forward(
    { method, url: path, headers: sentHeaders }: IncomingMessage,
    body: Buffer,
    ownUrl: string,
  ): Promise<ForwardedReply> {
    const reply = await new Promise<IncomingMessage>((resolve, reject) => {
      const options = { agent, protocol, hostname: hostname.replace(/^\[|\]$/g, ''), port, method, path }
      const sent = start({ ...options, headers: kept(sentHeaders) }, resolve)
      sent.once('error', reject)
      sent.end(body)
    })
    const chunks: Buffer[] = []
    for await (const chunk of reply as AsyncIterable<Buffer>) chunks.push(chunk)
    const ownOrigin = new URL(ownUrl).origin
    // Byte for byte: the origin is ASCII, whatever the rest is.
    const relinked = (text: string) => text.replaceAll(origin, ownOrigin)
    const text = Buffer.concat(chunks).toString('latin1')
    const headers = Object.fromEntries(
      Object.entries(kept(reply.headers)).map(([name, value]) => [
        name,
        typeof value === 'string' ? relinked(value) : value,
      ]),
    )
    return { status: reply.statusCode ?? 502, headers, body: Buffer.from(relinked(text), 'latin1') }
  }

  return Object.assign(forward, { close: () => agent.destroy() })
}

function kept(headers: IncomingHttpHeaders): OutgoingHttpHeaders {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || ownHeaders.has(name) ? [] : [[name, value] as const],
    ),
  )
}
