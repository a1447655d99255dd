import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { createForward, type ForwardedReply } from './forward-request.ts'
import type { FaultOrder, Measured, ObservedUpstream } from './subject.ts'

/** A request as the proxy sees it. */
export interface ProxiedRequest {
  method: string
  /** As it was sent, without the query. */
  path: string
  /** With its `?`; empty where there is none. */
  query: string
  body: string
}

export interface FaultProxy extends ObservedUpstream {
  /** In place of the upstream's address, with the same path. */
  url: string
  measure(): Promise<Measured>
  close(): Promise<void>
}

export interface FaultProxyOptions {
  /** The upstream's address, `http:` or `https:`. */
  target: string
  /** What requests are counted and failed by. */
  operationOf(request: ProxiedRequest): string
}

const garbage = '<!DOCTYPE html><html><body><h1>It works!</h1></body></html>'
const failed = '<html><body><h1>Failed at /srv/upstream</h1></body></html>'

/** What the proxy itself says when it fails: no client may see it either. */
export const proxyTexts: readonly string[] = ['It works!', '/srv/upstream']

/**
 * Stands in front of a running upstream on 127.0.0.1: counts what goes through, and fails on request, so that an upstream
 * need not. Kinds: `latency`, `status`, `rateLimit`, `garbage`, `reply`, `truncate`, `reset`, and `dropAfterApply`, which lets
 * the request through and cuts the connection in place of the answer.
 */
export async function startFaultProxy({ target, operationOf }: FaultProxyOptions): Promise<FaultProxy> {
  const forward = createForward(target)
  let orders: FaultOrder[] = []
  let counted: Record<string, number> = {}
  let texts: string[] = []
  let underWay = 0
  let mostAtOnce = 0

  function take(operation: string): FaultOrder[] {
    const taken = orders.filter((order) => order.operation === '*' || order.operation === operation)
    for (const order of taken) if (order.count !== undefined) order.count -= 1
    orders = orders.filter(({ count }) => count !== 0)
    return taken
  }

  /** Counts a request as under way until the returned function is called. */
  function enter(): () => void {
    underWay += 1
    mostAtOnce = Math.max(mostAtOnce, underWay)
    let isUnderWay = true
    return () => {
      if (isUnderWay) underWay -= 1
      isUnderWay = false
    }
  }

  async function answer(incoming: IncomingMessage): Promise<ForwardedReply | 'CUT'> {
    const body = await readBody(incoming)
    const request = requestOf(incoming, body)
    const operation = operationOf(request)
    counted[operation] = (counted[operation] ?? 0) + 1
    texts.push(textOf(request))
    const taken = take(operation)
    for (const { kind, value = 0 } of taken)
      if (kind === 'latency') await delay(value, undefined, { ref: false })
    const fault = taken.find(({ kind }) => kind !== 'latency')
    const instead = fault && replyInstead(fault)
    if (instead) return instead
    const reply = await forward(incoming, body, url)
    if (fault?.kind === 'dropAfterApply') return 'CUT'
    return fault?.kind === 'truncate' ? { ...reply, isHalf: true } : reply
  }

  async function handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const isOver = enter()
    // Nobody waits for it any more.
    response.once('close', isOver)
    let reply: ForwardedReply | 'CUT' = 'CUT'
    try {
      reply = await answer(incoming)
    } finally {
      // Before the answer is out: the next request is sent when it has come.
      isOver()
      if (reply === 'CUT') incoming.socket.resetAndDestroy()
      else send(response, reply)
    }
  }

  const server = createServer((incoming, response) => {
    // What cannot be forwarded was cut: to the datasource its upstream is away.
    handle(incoming, response).catch(() => undefined)
  })
  server.keepAliveTimeout = 65_000
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const origin = `http://127.0.0.1:${port}`
  const { pathname } = new URL(target)
  const url = pathname === '/' ? origin : origin + pathname

  return {
    url,
    requests: async () => counted,
    async forget() {
      counted = {}
      texts = []
      mostAtOnce = underWay
    },
    async fail(order) {
      orders.push({ ...order })
    },
    async heal() {
      orders = []
    },
    measure: async () => ({ mostAtOnce, requests: texts }),
    async close() {
      forward.close()
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

/** Null: the upstream answers. */
function replyInstead({ kind, value, reply }: FaultOrder): ForwardedReply | 'CUT' | null {
  const html = { 'content-type': 'text/html' }
  switch (kind) {
    case 'reset':
      return 'CUT'
    case 'garbage':
      return { status: 200, headers: html, body: Buffer.from(garbage) }
    case 'status':
      return { status: value ?? 500, headers: html, body: Buffer.from(failed) }
    case 'rateLimit':
      return { status: 429, headers: { ...html, 'retry-after': '1' }, body: Buffer.from(failed) }
    case 'reply':
      return {
        status: reply?.status ?? 200,
        headers: { 'content-type': reply?.contentType ?? 'application/json' },
        body: Buffer.from(reply?.body ?? ''),
      }
    case 'truncate':
    case 'dropAfterApply':
      return null
    default:
      throw new Error(`the fault proxy knows no fault ${kind}`)
  }
}

/** The full length is promised; of half a reply the rest never comes. */
function send(response: ServerResponse, { status, headers, body, isHalf = false }: ForwardedReply): void {
  response.writeHead(status, { ...headers, 'content-length': body.length })
  if (isHalf) response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.socket?.destroy())
  else response.end(body)
}

async function readBody(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks)
}

function requestOf({ method = 'GET', url = '/' }: IncomingMessage, body: Buffer): ProxiedRequest {
  const cut = url.indexOf('?')
  return {
    method,
    path: cut < 0 ? url : url.slice(0, cut),
    query: cut < 0 ? '' : url.slice(cut),
    body: body.toString('utf8'),
  }
}

function textOf({ method, path, query, body }: ProxiedRequest): string {
  return [method, decoded(path), decoded(query.replaceAll('+', ' ')), decoded(body)].join(' ')
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
