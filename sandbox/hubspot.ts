import { createBatchOperations } from './hubspot/batch-operations.ts'
import type { Contact } from './hubspot/contact.ts'
import { toWire } from './hubspot/contact.ts'
import { createContactStore } from './hubspot/contact-store.ts'
import { allScopes, hubspotCredentials } from './hubspot/credentials.ts'
import { describeProperties } from './hubspot/describe-properties.ts'
import {
  contactNotFound,
  expired,
  failureReply,
  invalid,
  missingScope,
  rateLimited,
  unauthorized,
} from './hubspot/failures.ts'
import {
  readBody,
  readLimit,
  readNames,
  readProperties,
  readQueryNames,
  readText,
} from './hubspot/read-input.ts'
import { maxSearchResults, readFilterGroups, readQuery, readSort } from './hubspot/search-contacts.ts'
import { seedContacts } from './hubspot/seed-contacts.ts'
import { refusing } from './kit/reply-error.ts'
import type { Gate, Operation, Simulator, SimulatorReply, SimulatorRequest } from './kit/simulator.ts'
import type { World } from './world/world.ts'

export interface HubspotOptions {
  world: World
  /** Milliseconds since 1970. */
  now: () => number
  /**
   * A private app's rolling window. Off by default, so that tests are not slowed down; the vendor's own is
   * 190 requests in 10,000 ms.
   */
  rateLimit?: { requests: number; windowMs: number }
  /** What the private app may do: everything that concerns contacts unless told. */
  scopes?: readonly string[]
}

/** The parts of HubSpot CRM v3 that concern contacts, also under the newer dated path. */
export function createHubspot({ world, now, rateLimit, scopes = allScopes }: HubspotOptions): Simulator {
  const records = seedContacts(world)
  const store = createContactStore(records, now)
  const batch = createBatchOperations(store, now)
  let refuseOnce = false

  function findContact({ params, query }: SimulatorRequest): Contact {
    const contact = store.find(params.contactId ?? '', query.get('idProperty') ?? undefined)
    const archived = query.get('archived') === 'true'
    if (!contact || (contact.archivedAt !== null) !== archived) throw contactNotFound()
    return contact
  }

  function listContacts({ query, path }: SimulatorRequest): SimulatorReply {
    const limit = readLimit(query.get('limit'), 100) || 1
    const after = query.get('after')
    if (after !== null && !/^\d+$/.test(after)) throw invalid('"after" is not a cursor of this list')
    const archived = query.get('archived') === 'true'
    const rest = [...records.values()]
      .filter(
        (contact) => (contact.archivedAt !== null) === archived && Number(contact.id) > Number(after ?? -1),
      )
      .sort((a, b) => Number(a.id) - Number(b.id))
    const page = rest.slice(0, limit)
    const results = page.map((contact) => toWire(contact, readQueryNames(query)))
    const last = page.at(-1)
    if (!last || rest.length <= limit) return { status: 200, body: { results } }
    const link = `https://api.hubapi.com${path}?limit=${limit}&after=${last.id}`
    return { status: 200, body: { results, paging: { next: { after: last.id, link } } } }
  }

  function searchContacts(request: SimulatorRequest): SimulatorReply {
    const body = readBody(request)
    const limit = readLimit(body.limit, 200)
    const after = Number(readText(body, 'after') ?? 0)
    if (!Number.isInteger(after) || after < 0) throw invalid('"after" must be a whole number')
    if (after + limit > maxSearchResults) {
      throw invalid(`A search pages through at most ${maxSearchResults} results`)
    }
    const properties = readNames(body, 'properties')
    const [inGroups, inQuery] = [readFilterGroups(body), readQuery(body)]
    const order = readSort(body)
    const found = [...records.values()]
      .filter((contact) => !contact.archivedAt && inGroups(contact) && inQuery(contact))
      .sort(order)
    const results = found.slice(after, after + limit).map((contact) => toWire(contact, properties))
    const next = after + limit < found.length ? { paging: { next: { after: String(after + limit) } } } : {}
    return { status: 200, body: { total: found.length, results, ...next } }
  }

  const contacts = '/crm/(?:v3/objects|objects/2026-03)/contacts'
  const at = (suffix: string) => new RegExp(`^${contacts}${suffix}$`)
  const one = at('/(?<contactId>[^/]+)')

  const operations: Operation[] = [
    { name: 'listContacts', method: 'GET', path: at(''), handle: listContacts },
    {
      name: 'createContact',
      method: 'POST',
      path: at(''),
      handle(request) {
        const properties = readProperties(readBody(request))
        return { status: 201, body: toWire(store.create(properties), Object.keys(properties)) }
      },
    },
    { name: 'searchContacts', method: 'POST', writes: false, path: at('/search'), handle: searchContacts },
    {
      name: 'mergeContacts',
      method: 'POST',
      path: at('/merge'),
      handle(request) {
        const body = readBody(request)
        const [primary, merged] = [readText(body, 'primaryObjectId'), readText(body, 'objectIdToMerge')]
        if (!primary || !merged) throw invalid('primaryObjectId and objectIdToMerge are required')
        return { status: 200, body: toWire(store.merge(primary, merged), []) }
      },
    },
    ...Object.entries(batch).map(([name, handle]): Operation => {
      const verb = name.slice('batch'.length, -'Contacts'.length).toLowerCase()
      return { name, method: 'POST', writes: verb !== 'read', path: at(`/batch/${verb}`), handle }
    }),
    {
      name: 'getContact',
      method: 'GET',
      path: one,
      handle: (request) => ({
        status: 200,
        body: toWire(findContact(request), readQueryNames(request.query)),
      }),
    },
    {
      name: 'updateContact',
      method: 'PATCH',
      path: one,
      handle(request) {
        const properties = readProperties(readBody(request))
        const updated = store.update(findContact(request), properties)
        return { status: 200, body: toWire(updated, Object.keys(properties)) }
      },
    },
    {
      name: 'archiveContact',
      method: 'DELETE',
      path: one,
      handle(request) {
        const contact = store.find(request.params.contactId ?? '')
        // Deleting what is not there succeeds, too.
        if (contact && !contact.archivedAt) store.archive(contact)
        return { status: 204 }
      },
    },
  ]

  const describing: Operation[] = [
    {
      name: 'listProperties',
      method: 'GET',
      path: /^\/crm\/(?:v3\/properties|properties\/2026-03)\/contacts$/,
      handle: () => ({ status: 200, body: describeProperties() }),
    },
    {
      name: 'describeToken',
      method: 'POST',
      writes: false,
      path: /^\/oauth\/v2\/private-apps\/get\/access-token-info$/,
      handle(request) {
        const { tokenKey } = readBody(request)
        if (tokenKey !== hubspotCredentials.token) throw invalid('"tokenKey" is no token of this account')
        return { status: 200, body: { userId: 70001, hubId: 4010, appId: 301, scopes } }
      },
    },
  ]

  const permit: Gate = (_request, { name, method, writes }) => {
    const right =
      name === 'listProperties'
        ? 'schemas.contacts.read'
        : `objects.contacts.${(writes ?? method !== 'GET') ? 'write' : 'read'}`
    const isFree = name === 'describeToken' || scopes.includes(`crm.${right}`)
    return isFree ? null : failureReply(missingScope(`crm.${right}`))
  }

  const authenticate: Gate = ({ headers }) => {
    if (refuseOnce) {
      refuseOnce = false
      return failureReply(expired)
    }
    return headers.authorization === `Bearer ${hubspotCredentials.token}` ? null : failureReply(unauthorized)
  }

  const recent: number[] = []
  const throttle: Gate = () => {
    if (!rateLimit) return null
    const at = now()
    while (recent[0] !== undefined && recent[0] <= at - rateLimit.windowMs) recent.shift()
    if (recent.length >= rateLimit.requests) return rateLimited()
    recent.push(at)
    return null
  }

  return {
    name: 'hubspot',
    gates: [authenticate, throttle, permit],
    operations: [...operations, ...describing].map((operation) => ({
      ...operation,
      handle: refusing(operation.handle),
    })),
    notFound: () => failureReply({ status: 404, category: 'OBJECT_NOT_FOUND', message: 'No such path' }),
    rateLimited,
    failure: (status) =>
      failureReply({
        status,
        category: status < 500 ? 'VALIDATION_ERROR' : 'INTERNAL_ERROR',
        message: 'internal error',
      }),
    // A private app's token never expires by itself: one refused call stands for a token revoked and renewed.
    expireTokens: () => void (refuseOnce = true),
    records: { contacts: records, changes: store.changes },
    recordsLoaded: () => store.index(),
  }
}
