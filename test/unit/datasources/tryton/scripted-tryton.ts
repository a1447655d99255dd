import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Secret } from '../../../../src/secrets/secret.ts'
import type { Datasource, RecordSource } from '../../../../src/datasources/datasource.ts'
import type { UpstreamEvent } from '../../../../src/observability/upstream-event.ts'
import { tryton } from '../../../../src/datasources/tryton/tryton.ts'

export interface RpcCall {
  method: string
  params: readonly unknown[]
}

/** What the server answers: a result, an `error` list, or an HTTP reply of its own. */
export type Answer =
  { result: unknown } | { error: unknown } | { status: number; contentType: string; body: string }

export interface ScriptedTryton {
  url: string
  calls: RpcCall[]
  /** The calls of one method. */
  of(method: string): RpcCall[]
  /** Ends every session, as an expiry does. */
  endSessions(): void
  /** Answers everything but the log-in and the set-up calls. */
  answer: (call: RpcCall) => Answer
  logIn: () => Answer
  currency: string
  close(): Promise<void>
}

/** A server that speaks as Tryton 6.0 was seen to: session log-in, context, `connection: close`. */
export async function startScriptedTryton(): Promise<ScriptedTryton> {
  const sessions = new Set<string>()
  let made = 0

  const handle = (call: RpcCall, authorization: string | undefined): Answer => {
    if (call.method === 'common.db.login') return tryton.logIn()
    const session = Buffer.from((authorization ?? '').replace('Session ', ''), 'base64').toString()
    if (!sessions.has(session)) return { status: 401, contentType: 'text/plain', body: '' }
    if (call.method === 'model.res.user.get_preferences')
      return {
        result: { company: 1, 'company.rec_name': 'Headwater Hotels', language: 'en', groups: [6, 3] },
      }
    if (call.method === 'model.company.company.search_read')
      return { result: [{ id: 1, 'currency.': { code: tryton.currency, id: 1 } }] }
    return tryton.answer(call)
  }

  const server = createServer((request, response) => {
    void readBody(request).then((text) => {
      const { method, params } = JSON.parse(text) as RpcCall
      tryton.calls.push({ method, params })
      send(response, handle({ method, params }, request.headers.authorization))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

  const tryton: ScriptedTryton = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/headwater/`,
    calls: [],
    of: (method) => tryton.calls.filter((call) => call.method === method),
    endSessions: () => sessions.clear(),
    answer: () => ({ result: [] }),
    logIn: () => {
      made += 1
      sessions.add(`gateway:2:session${made}`)
      return { result: [2, `session${made}`] }
    },
    currency: 'EUR',
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
  return tryton
}

export interface OpenTryton {
  datasource: Datasource
  warnings: string[]
  events: UpstreamEvent[]
  advance(ms: number): void
}

/** The datasource on that server, with a clock of its own that stands at 2026-11-23, 23:30 UTC. */
export function openTryton(url: string, more: { timeZone?: string; forecastDays?: number } = {}): OpenTryton {
  const warnings: string[] = []
  const events: UpstreamEvent[] = []
  let now = Date.parse('2026-11-23T23:30:00Z')
  const definition = tryton({
    url,
    user: 'gateway',
    password: new Secret('open-sesame', 'test'),
    currency: 'EUR',
    warehouse: 'WH',
    ...more,
  })
  const datasource = definition.open({
    system: 'ERP',
    now: () => now,
    onEvent: (event) => events.push(event),
    warn: (message) => warnings.push(message),
    embeddedDatabase: null,
  })
  return { datasource, warnings, events, advance: (ms) => (now += ms) }
}

/** @throws Error where it has none */
export function recordsOfKind(datasource: Datasource, kind: string): RecordSource {
  const records = datasource.records.get(kind)
  if (!records) throw new Error(`no ${kind}`)
  return records
}

/** The arguments of the last search, by name. */
export function readLastSearch({ calls }: ScriptedTryton): Record<string, unknown> {
  const [domain, offset, limit, order, fields, context] = calls.at(-1)?.params ?? []
  return { domain, offset, limit, order, fields, context }
}

export const call = { signal: new AbortController().signal, requestId: 'test' }

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

function send(response: ServerResponse, answer: Answer): void {
  const reply =
    'status' in answer
      ? answer
      : { status: 200, contentType: 'application/json', body: JSON.stringify({ id: 1, ...answer }) }
  response.writeHead(reply.status, { 'content-type': reply.contentType, connection: 'close' })
  response.end(reply.body)
}
