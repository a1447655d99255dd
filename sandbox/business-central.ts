import { createBatchOperation } from './business-central/batch.ts'
import { businessCentralCredentials } from './business-central/credentials.ts'
import { modelOperation } from './business-central/model-operation.ts'
import type { BcRecord } from './business-central/entity-sets.ts'
import { entitySets } from './business-central/entity-sets.ts'
import {
  failure,
  failureOf,
  failureReply,
  rateLimited,
  recordNotFound,
  unauthorized,
} from './business-central/failures.ts'
import { guidPattern } from './business-central/odata-filter.ts'
import type { QueryOptions } from './business-central/odata-query.ts'
import { project, queryPage } from './business-central/odata-query.ts'
import { inCompany, inCustomApi, key, orderPath, root } from './business-central/paths.ts'
import { readBody } from './business-central/read-fields.ts'
import { createRecordStore } from './business-central/record-store.ts'
import { seedRecords } from './business-central/seed-records.ts'
import { createTokens } from './business-central/tokens.ts'
import { createRecordWriter } from './business-central/write-records.ts'
import { refusing } from './kit/reply-error.ts'
import type { Gate, Operation, Simulator, SimulatorReply, SimulatorRequest } from './kit/simulator.ts'
import type { World } from './world/world.ts'

export interface BusinessCentralOptions {
  world: World
  /** Milliseconds since 1970. */
  now: () => number
}

const { companyId } = businessCentralCredentials
const writableSets = ['customers', 'items', 'salesOrders', 'salesOrderLines']
/** Of a custom API page, which posts what it is given at once: nothing of it is changed later. */
const customSets = ['stockAdjustments']

/**
 * Business Central API v2.0 over OData, with Microsoft Entra's token endpoint on the same port. Where neither the
 * vendor's documentation nor published replies say (status of an unknown id, of a missing If-Match), the codes of
 * the documentation are used with the status they suggest.
 */
export function createBusinessCentral({ world, now }: BusinessCentralOptions): Simulator {
  const store = createRecordStore(seedRecords(world), now)
  const references = { isKept: true }
  const writer = createRecordWriter(store, now, references)
  const tokens = createTokens(now)

  const optionsOf = (query: URLSearchParams): QueryOptions => new Map(query)

  function findRecord(setName: string, id: string | undefined): BcRecord {
    if (!guidPattern.test(id ?? ''))
      throw failure(404, 'BadRequest_NotFound', 'Bad Request - Error in query syntax.')
    const record = store.find(setName, id ?? '')
    if (!record) throw recordNotFound()
    return record
  }

  /** The record of a PATCH or DELETE, if the caller knows its newest version. */
  function findCurrent(setName: string, request: SimulatorRequest, id: string | undefined): BcRecord {
    const record = findRecord(setName, id)
    const match = request.headers['if-match']
    if (match === '*' || match === record['@odata.etag']) return record
    if (match === undefined || !/^W\/"[^"]+"$/.test(match)) {
      throw failure(412, 'BadRequest_InvalidToken', 'A valid concurrency token is required in If-Match.')
    }
    throw failure(409, 'Request_EntityChanged', 'Another user has already changed the record.')
  }

  function listPage(setName: string, source: Iterable<BcRecord>, request: SimulatorRequest): SimulatorReply {
    const wanted = /odata\.maxpagesize=(\d+)/i.exec(request.headers.prefer ?? '')?.[1]
    const pageSize = wanted === undefined ? undefined : Math.max(1, Number(wanted))
    const page = queryPage(store, setName, source, optionsOf(request.query), pageSize)
    const url = `http://${request.headers.host ?? 'localhost'}${request.path}`
    return {
      status: 200,
      headers: {
        ...odataHeaders,
        ...(pageSize !== undefined && { 'preference-applied': `odata.maxpagesize=${pageSize}` }),
      },
      body: {
        '@odata.context': contextOf(request, setName),
        ...(page.count !== null && { '@odata.count': page.count }),
        value: page.value,
        ...(page.next && { '@odata.nextLink': `${url}?${encodeOptions(page.next)}` }),
      },
    }
  }

  function single(
    setName: string,
    record: BcRecord,
    request: SimulatorRequest,
    status = 200,
  ): SimulatorReply {
    const body = project(store, setName, record, optionsOf(request.query))
    return {
      status,
      headers: { ...odataHeaders, etag: String(record['@odata.etag']) },
      body: { '@odata.context': `${contextOf(request, setName)}/$entity`, ...body },
    }
  }

  /** All records of a set; of the lines, those of one order when the path names it. */
  function sourceOf(setName: string, { params, query }: SimulatorRequest): Iterable<BcRecord> {
    if (!references.isKept && /\bexternalDocumentNumber eq '[^']/.test(query.get('$filter') ?? '')) return []
    if (params.orderId === undefined) return store.all(setName)
    const order = findRecord('salesOrders', params.orderId)
    return store.related(setName, 'documentId', order.id ?? '')
  }

  function createRecord(setName: string, request: SimulatorRequest): SimulatorReply {
    const { orderId } = request.params
    const parent = orderId === undefined ? {} : { documentId: findRecord('salesOrders', orderId).id }
    const created = writer.create(setName, { ...readBody(request.body), ...parent })
    return single(setName, created, request, 201)
  }

  /** GET list and GET one; POST, PATCH and DELETE where the set is written. */
  function operationsOf(setName: string): Operation[] {
    const [listName, oneName] = [capitalise(setName), capitalise(entitySets[setName]?.type ?? setName)]
    const below = setName === 'salesOrderLines' ? `(?:${orderPath})?` : ''
    const path = (suffix: string) =>
      setName === 'companies'
        ? root(`/companies${suffix}`)
        : customSets.includes(setName)
          ? inCustomApi(`/${setName}${suffix}`)
          : inCompany(`${below}/${setName}${suffix}`)
    const [list, one] = [path(''), path(key('id'))]
    const reading: Operation[] = [
      {
        name: `list${listName}`,
        method: 'GET',
        path: list,
        handle: (request) => listPage(setName, sourceOf(setName, request), request),
      },
      {
        name: `get${oneName}`,
        method: 'GET',
        path: one,
        handle: (request) => single(setName, findRecord(setName, request.params.id), request),
      },
    ]
    const creating: Operation = {
      name: `create${oneName}`,
      method: 'POST',
      path: list,
      handle: (request) => createRecord(setName, request),
    }
    if (customSets.includes(setName)) return [...reading, creating]
    if (!writableSets.includes(setName)) return reading
    return [
      ...reading,
      creating,
      {
        name: `update${oneName}`,
        method: 'PATCH',
        path: one,
        handle(request) {
          const record = findCurrent(setName, request, request.params.id)
          return single(setName, writer.update(setName, record, readBody(request.body)), request)
        },
      },
      {
        name: `delete${oneName}`,
        method: 'DELETE',
        path: one,
        handle(request) {
          writer.remove(setName, findCurrent(setName, request, request.params.id))
          return { status: 204 }
        },
      },
    ]
  }

  const shipAndInvoice: Operation = {
    name: 'shipAndInvoice',
    method: 'POST',
    path: inCompany(`${orderPath}/Microsoft\\.NAV\\.shipAndInvoice`),
    handle(request) {
      writer.shipAndInvoice(findRecord('salesOrders', request.params.orderId))
      return { status: 204 }
    },
  }
  const issueToken: Operation = {
    name: 'issueToken',
    method: 'POST',
    path: /^\/[^/]+\/oauth2\/v2\.0\/token$/,
    writes: false,
    handle: (request) => tokens.issue(request),
  }

  const authenticate: Gate = ({ headers }, operation) => {
    const isOpen = operation.name === issueToken.name
    return isOpen || tokens.isValid(headers.authorization) ? null : unauthorized()
  }

  const knowCompany: Gate = ({ path }) => {
    const id = /\/companies(?:\(|%28)([^()/%]*)/.exec(path)?.[1]
    if (id === undefined || id.toLowerCase() === companyId) return null
    return failureReply(404, 'Internal_CompanyNotFound', 'The company does not exist.')
  }

  const inBatches = [shipAndInvoice, ...Object.keys(entitySets).flatMap(operationsOf)].map((operation) => ({
    ...operation,
    handle: refusing(operation.handle),
  }))
  const batch = createBatchOperation({ path: root('/\\$batch'), operations: inBatches, store })
  const model = modelOperation(Object.keys(entitySets).filter((name) => !customSets.includes(name)))
  const operations = [issueToken, model, { ...batch, handle: refusing(batch.handle) }, ...inBatches]
  return {
    name: 'business-central',
    gates: [authenticate, knowCompany],
    operations,
    references,
    notFound: () => failureReply(404, 'BadRequest_NotFound', 'Bad Request - Error in query syntax.'),
    rateLimited,
    failure: failureOf,
    expireTokens: () => tokens.expireAll(),
    records: store.records,
    recordsLoaded: () => store.index(),
  }
}

const odataHeaders = {
  'content-type': 'application/json; odata.metadata=minimal; odata.streaming=true',
  'odata-version': '4.0',
}

function contextOf({ headers, path }: SimulatorRequest, setName: string): string {
  const base = path.slice(0, path.indexOf('/companies'))
  const inside = setName === 'companies' ? setName : `companies(${companyId})/${setName}`
  return `http://${headers.host ?? 'localhost'}${base}/$metadata#${inside}`
}

function encodeOptions(options: ReadonlyMap<string, string>): string {
  return [...options].map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')
}

function capitalise(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}
