import { z } from 'zod'
import type { Call } from '../datasource.ts'
import type { DatasourceTools } from '../define-datasource.ts'
import type { FailureRule } from '../failures.ts'
import { valueAt, type Mapping } from '../mapping.ts'
import type { Transport } from '../transport/stack.ts'
import type { UpstreamRequest } from '../transport/upstream-request.ts'
import { loadOnce } from './load-once.ts'
import { rpcRequest } from './session.ts'

/** Clauses that must all hold: `[['state', '=', 'done'], ['OR', ...]]`. */
export type Domain = readonly unknown[]

export interface Search {
  domain: Domain
  order?: readonly (readonly [field: string, direction: string])[]
  offset?: number
  limit?: number
  /** Added to the account's own context. */
  context?: Readonly<Record<string, unknown>>
}

export type RawRecord = Readonly<Record<string, unknown>>

/** One model of the server, with the fields that are asked of it. */
export interface Model {
  search(search: Search, call: Call): Promise<readonly RawRecord[]>
}

export interface TrytonClient {
  model(name: string, fields: readonly string[]): Model
  /** Asks what the desktop client would fill in: `sale.sale.on_change`. `failures`: what means something else here. */
  ask(
    method: string,
    params: readonly unknown[],
    call: Call,
    failures?: readonly FailureRule[],
  ): Promise<unknown>
  /** Changes records: one transaction of the server, all of it or nothing. */
  change(method: string, params: readonly unknown[], call: Call, context?: object): Promise<unknown>
}

export interface ClientOptions {
  transport: Transport
  /** What the company's amounts are in; checked against the server, since its amounts do not say. */
  currency: string
  /** In place of the account's own language. */
  language: string | undefined
  failure: DatasourceTools['failure']
}

const rows = z.array(z.record(z.string(), z.unknown()))
const preferences = z.looseObject({ company: z.int() })

/**
 * Reading by `search_read` alone: its answer leaves unknown ids out, where `read` fails as a whole. The server forgets an
 * account's context (company, language), so it is fetched once and sent with every call. Seen on a Tryton 6.0 server.
 */
export function createTrytonClient({ transport, currency, language, failure }: ClientOptions): TrytonClient {
  async function rpc(method: string, params: readonly unknown[], call: Call): Promise<unknown> {
    return send(rpcRequest(method, params), call)
  }

  async function send(request: UpstreamRequest, call: Call): Promise<unknown> {
    return valueAt(await transport.call(request, call), ['result'])
  }

  async function searchRead(
    model: string,
    fields: readonly string[],
    search: Search,
    context: object,
    call: Call,
  ) {
    const { domain, order = null, offset = 0, limit = null } = search
    const params = [domain, offset, limit, order, fields, { ...context, ...search.context }]
    const reply = rows.safeParse(await rpc(`model.${model}.search_read`, params, call))
    if (!reply.success) throw failure('BAD_RESPONSE', `${model}.search_read: no list of records`)
    return reply.data
  }

  const context = loadOnce(async (call) => {
    const record = rows.element.safeParse(await rpc('model.res.user.get_preferences', [true, {}], call))
    if (!record.success) throw failure('BAD_RESPONSE', 'res.user.get_preferences: no record')
    const reply = preferences.safeParse(record.data)
    if (!reply.success) throw failure('SCHEMA_DRIFT', 'the account of the gateway has no company in Tryton')
    const own = { ...reply.data, ...(language !== undefined && { language }) }
    const search = { domain: [['id', '=', own.company]] }
    const [company] = await searchRead('company.company', ['currency.code'], search, own, call)
    if (valueAt(company, ['currency.', 'code']) !== currency)
      throw failure(
        'SCHEMA_DRIFT',
        `the currency of the company is not ${currency}: check the option currency`,
      )
    return own
  })

  return {
    model: (name, fields) => ({
      search: async (search, call) => searchRead(name, fields, search, await context(), call),
    }),
    async ask(method, params, call, failures = []) {
      const request = rpcRequest(`model.${method}`, [...params, await context()])
      return send({ ...request, failures }, call)
    },
    async change(method, params, call, more = {}) {
      const own = { ...(await context()), ...more }
      return send(rpcRequest(`model.${method}`, [...params, own], 'WRITE'), call)
    },
  }
}

/**
 * The dotted names that Tryton wants for the paths of a mapping. It nests what it reads through a relation under the
 * relation's name with a final dot, and so do the paths: `['party.', 'code']` is asked for as `party.code`.
 *
 * @throws TypeError for a path that the answer would not have.
 */
export function fieldNames(mapping: Mapping): readonly string[] {
  const names = mapping.paths.map((path) => {
    if (path.some((segment, index) => segment.endsWith('.') === (index === path.length - 1))) {
      const fixed = path.map((segment, index) =>
        index < path.length - 1 ? `${segment.replace(/\.$/, '')}.` : segment,
      )
      throw new TypeError(
        `Tryton: ${mapping.entity}: a path through a relation is written ${JSON.stringify(fixed)}, not "${path.join('.')}"`,
      )
    }
    return path.join('')
  })
  return [...new Set(names)]
}
