import { isObject } from '../kit/parse-object.ts'
import type { JsonObject } from '../kit/parse-object.ts'
import type { Operation, SimulatorReply, SimulatorRequest } from '../kit/simulator.ts'
import type { BcRecord } from './entity-sets.ts'
import { badRequest, failureReply } from './failures.ts'
import { readBody, readNested } from './read-fields.ts'
import type { RecordStore } from './record-store.ts'

/** The vendor's own ceiling. */
const maxRequests = 100

interface Batches {
  path: RegExp
  /** Those that a batch may call. */
  operations: readonly Operation[]
  store: RecordStore
}

/**
 * OData's JSON batch: several requests in one, in order, up to the first that fails. With `Isolation: snapshot` what was
 * done before it is taken back.
 */
export function createBatchOperation({ path, operations, store }: Batches): Operation {
  async function answer(outer: SimulatorRequest, wanted: JsonObject): Promise<SimulatorReply> {
    const request = innerRequest(outer, wanted)
    for (const operation of operations) {
      const match = operation.method === request.method ? operation.path.exec(request.path) : null
      if (match) return operation.handle({ ...request, params: { ...match.groups } })
    }
    return failureReply(404, 'BadRequest_NotFound', 'Bad Request - Error in query syntax.')
  }

  return {
    name: 'batch',
    method: 'POST',
    path,
    async handle(request) {
      const wanted = readNested(readBody(request.body), 'requests')
      if (wanted.length === 0 || wanted.length > maxRequests)
        throw badRequest(`A batch holds 1 to ${maxRequests} requests.`)
      const before = request.headers.isolation === 'snapshot' ? copyOf(store.records) : null
      const responses: JsonObject[] = []
      for (const one of wanted) {
        const { status, headers, body } = await answer(request, one)
        responses.push({
          id: one.id ?? null,
          status,
          headers: headers ?? {},
          ...(body !== undefined && { body }),
        })
        if (status < 400) continue
        if (before) restore(store, before)
        break
      }
      return { status: 200, body: { responses } }
    },
  }
}

/** Addresses inside a batch are relative to the API's own. */
function innerRequest(outer: SimulatorRequest, { method, url, headers, body }: JsonObject): SimulatorRequest {
  if (typeof method !== 'string' || typeof url !== 'string')
    throw badRequest('Each request of a batch needs a method and a url.')
  const [path = '', query = ''] = url.replace(/^\/*/, '/').split('?')
  const base = outer.path.slice(0, outer.path.lastIndexOf('/'))
  const named = Object.entries(isObject(headers) ? headers : {})
  const own = Object.fromEntries(named.map(([name, value]) => [name.toLowerCase(), String(value)]))
  return {
    method,
    path: base + path,
    params: {},
    query: new URLSearchParams(query),
    headers: { host: outer.headers.host ?? 'localhost', ...own },
    body: body === undefined ? '' : JSON.stringify(body),
  }
}

type Records = Record<string, Map<string, BcRecord>>

/** Records are replaced, never changed, so that copies of the maps are enough. */
function copyOf(records: Records): Records {
  return Object.fromEntries(Object.entries(records).map(([name, byId]) => [name, new Map(byId)]))
}

function restore(store: RecordStore, before: Records): void {
  for (const [name, byId] of Object.entries(before)) {
    store.records[name]?.clear()
    for (const [id, record] of byId) store.records[name]?.set(id, record)
  }
  store.index()
}
