import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Fault, FaultOrder, OpenSubject } from '../../src/conformance/subject.ts'

export interface FaultyProxy extends NonNullable<OpenSubject['upstream']> {
  url: string
  /** From now on the answer to each nth call that changes something is lost, after it was applied; null: none is. */
  loseEvery(nth: number | null): void
  /** How many answers were lost so. */
  lost(): number
  /** Whether a log-in met a fault since this was asked last. */
  tookRefusedLogin(): boolean
  close(): Promise<void>
}

/** Errors that Tryton answers with HTTP 200, and what breaks between it and the gateway. */
const faults: readonly Fault[] = [
  ...([500, 503] as const).map((value) => ({
    kind: 'status',
    value,
    codes: ['UPSTREAM_UNAVAILABLE'] as const,
  })),
  { kind: 'status', value: 504, codes: ['UPSTREAM_TIMEOUT'] },
  { kind: 'status', value: 401, codes: ['UPSTREAM_AUTH'] },
  // A method that the server does not publish, and a database that it does not have.
  { kind: 'status', value: 403, codes: ['UPSTREAM_SCHEMA_DRIFT'] },
  { kind: 'status', value: 404, codes: ['UPSTREAM_SCHEMA_DRIFT'] },
  { kind: 'status', value: 429, codes: ['RATE_LIMITED'] },
  { kind: 'noRight', codes: ['UPSTREAM_AUTH'] },
  { kind: 'noField', codes: ['UPSTREAM_SCHEMA_DRIFT'] },
  { kind: 'exception', codes: ['UPSTREAM_UNAVAILABLE'] },
  { kind: 'garbage', codes: ['UPSTREAM_BAD_RESPONSE'] },
  { kind: 'truncate', codes: ['UPSTREAM_UNAVAILABLE', 'UPSTREAM_BAD_RESPONSE'] },
  { kind: 'reset', codes: ['UPSTREAM_UNAVAILABLE'] },
]

/** Methods that change nothing. */
const reading: ReadonlySet<string> = new Set(['search_read', 'on_change', 'get_preferences'])

const errors: Readonly<Record<string, unknown>> = {
  noRight: ['UserError', ['You are not allowed to access "Sale".', '', null]],
  noField: ["'no_such_field'", ''],
  exception: ['division by zero', 'Traceback (most recent call last): /srv/trytond'],
}

/**
 * Stands before a real Tryton: counts its methods, and fails on request. `lastIds` hides the records of a model that
 * others make meanwhile, so that two walks through a list see the same one; what is made through it is seen.
 */
export async function startFaultyProxy(
  target: string,
  lastIds: Readonly<Record<string, number>>,
): Promise<FaultyProxy> {
  let fault: FaultOrder | null = null
  const made = new Map<string, number[]>()
  let refusedLogin = false
  const losing = { nth: null as number | null, writes: 0, lost: 0 }
  let requests: Record<string, number> = {}

  const forward = async (text: string, authorization: string | undefined) =>
    fetch(target, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(authorization && { authorization }) },
      body: text,
    })

  async function answer(text: string, authorization: string | undefined, response: ServerResponse) {
    const request = JSON.parse(text) as { method: string; params: unknown[] }
    requests[request.method] = (requests[request.method] ?? 0) + 1
    if (fault && request.method === 'common.db.login') refusedLogin = true
    const failing = takeFault(request.method)
    if (failing && failAtOnce(failing, response)) return
    const [, model = '', method] = /^model\.(.+)\.(\w+)$/.exec(request.method) ?? []
    const lastId = method === 'search_read' ? lastIds[model] : undefined
    if (lastId !== undefined) {
      const own = ['id', 'in', made.get(model) ?? []]
      request.params[0] = [request.params[0], ['OR', [['id', '<=', lastId]], [own]]]
    }
    const reply = await forward(JSON.stringify(request), authorization)
    const body = Buffer.from(await reply.arrayBuffer())
    if (method === 'create') remember(model, body)
    const type = reply.headers.get('content-type') ?? ''
    if (failing?.kind === 'dropAfterApply' || losesNext(method)) {
      response.destroy()
      return
    }
    response.writeHead(reply.status, { 'content-type': type, 'content-length': body.length })
    if (failing?.kind === 'truncate')
      response.write(body.subarray(0, body.length / 2), () => response.destroy())
    else response.end(body)
  }

  /** The fault that this call meets; one that is counted is used up. */
  function takeFault(method: string): FaultOrder | null {
    if (fault === null || !['*', method.replace('model.', '')].includes(fault.operation)) return null
    const taken = fault
    if (fault.count !== undefined) fault = fault.count > 1 ? { ...fault, count: fault.count - 1 } : null
    return taken
  }

  function losesNext(method: string | undefined): boolean {
    if (losing.nth === null || method === undefined || reading.has(method)) return false
    losing.writes += 1
    const isLost = losing.writes % losing.nth === 0
    if (isLost) losing.lost += 1
    return isLost
  }

  function remember(model: string, body: Buffer) {
    const { result = [] } = JSON.parse(body.toString('utf8')) as { result?: number[] }
    made.set(model, [...(made.get(model) ?? []), ...result])
  }

  const server = createServer((incoming, response) => {
    void (async () => {
      const chunks: Buffer[] = []
      for await (const chunk of incoming) chunks.push(chunk as Buffer)
      await answer(Buffer.concat(chunks).toString('utf8'), incoming.headers.authorization, response)
    })()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo

  return {
    url: `http://127.0.0.1:${port}${new URL(target).pathname}`,
    faults,
    requests: () => Promise.resolve(requests),
    forget() {
      requests = {}
      return Promise.resolve()
    },
    fail(order) {
      fault = order
      return Promise.resolve()
    },
    heal() {
      fault = null
      return Promise.resolve()
    },
    loseEvery(nth) {
      losing.nth = nth
    },
    lost: () => losing.lost,
    tookRefusedLogin() {
      const refused = refusedLogin
      refusedLogin = false
      return refused
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

/** @returns whether the reply was sent: half a reply needs the real one first */
function failAtOnce({ kind, value = 500 }: { kind: string; value?: number }, response: ServerResponse) {
  const html = { 'content-type': 'text/html' }
  if (kind === 'truncate' || kind === 'dropAfterApply') return false
  if (kind === 'reset') response.destroy()
  else if (kind === 'garbage') response.writeHead(200, html).end('<html><h1>It works!</h1></html>')
  else if (kind === 'status') response.writeHead(value, html).end('<h1>Failed at /srv/trytond</h1>')
  else
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ id: 1, error: errors[kind] }))
  return true
}
