import { parsePhoneNumberFromString } from 'libphonenumber-js/min'
import { GatewayError } from '../../errors/gateway-error.ts'
import type { Call, ListRequest } from '../datasource.ts'
import { valueAt, type Mapping } from '../mapping.ts'
import { offsetOf, offsetPage, type RawPage } from '../paging.ts'
import type { RecordCalls } from '../vendor-calls.ts'
import type { OperaClient } from './client.ts'
import { instructionsFor, profileParts } from './fetch-instructions.ts'
import { idOfType, idPattern, withIds } from './unique-ids.ts'

/** Most ids a call of getProfilesByIds takes (the vendor's API description). */
const maxIdsPerCall = 200

/** Look-ups answered by one load: as many searches at once (each takes one value), then one call for the profiles. */
const maxKeysPerLoad = 25

/** Hits a search is asked for at once; the vendor caps a search at 1000 in all. */
const searchPageSize = 100

/** Beyond any number or card a guest can have; longer is hostile. */
const maxKeyLength = 254

/**
 * Guests: profiles of crm/v1. A search gives summaries without preferences, so whatever it finds is then read
 * whole, by id.
 */
export function customerCalls(client: OperaClient, mapping: Mapping): RecordCalls {
  const instructions = instructionsFor(mapping.paths, profileParts, 'Profile')

  async function loadProfiles(ids: readonly string[], call: Call): Promise<readonly unknown[]> {
    const batches = Array.from({ length: Math.ceil(ids.length / maxIdsPerCall) }, (_, index) =>
      ids.slice(index * maxIdsPerCall, (index + 1) * maxIdsPerCall),
    )
    const loaded = await Promise.all(
      batches.map(async (batch) => {
        const query = { profileIds: batch, fetchInstructions: instructions }
        const request = { operation: 'getProfilesByIds', path: '/crm/v1/profilesByIds', query }
        return client.listAt(await client.get(request, call), ['profiles', 'profileInfo'])
      }),
    )
    return loaded.flat().map((info) => withIds(info, 'profileIdList', { id: 'Profile' }))
  }

  /** Ids of all profiles that a criterion finds. */
  async function search(criteria: Readonly<Record<string, string>>, call: Call): Promise<readonly string[]> {
    const ids: string[] = []
    for (let offset = 0; ; offset += searchPageSize) {
      const query = { ...criteria, limit: String(searchPageSize), offset: String(offset) }
      const request = { operation: 'getProfiles', path: '/crm/v1/profiles', query }
      const reply = await client.get(request, call)
      const hits = client.listAt(reply, ['profileSummaries', 'profileInfo'])
      ids.push(...hits.flatMap((hit) => idOfType(hit, 'profileIdList', 'Profile') ?? []))
      const hasMore = valueAt(reply, ['profileSummaries', 'hasMore']) === true
      if (!hasMore || hits.length === 0) return ids
    }
  }

  async function loadByKeys(
    parameter: string,
    values: readonly string[],
    call: Call,
  ): Promise<readonly unknown[]> {
    const possible = values.filter((value) => value.trim() !== '' && value.length <= maxKeyLength)
    const found = await Promise.all(possible.map((value) => search({ [parameter]: value }, call)))
    return loadProfiles([...new Set(found.flat())], call)
  }

  return {
    mapping,
    idPattern,
    byId: { max: maxIdsPerCall, load: async (ids, call) => ({ records: await loadProfiles(ids, call) }) },
    byKey: {
      email: { max: maxKeysPerLoad, load: (values, call) => loadByKeys('email', values, call) },
      // OPERA keeps phones as they were typed and searches their digits; the national part is in every spelling.
      phone: {
        max: maxKeysPerLoad,
        load: (values, call) => loadByKeys('phone', values.flatMap(nationalDigits), call),
      },
      membershipNumber: {
        max: maxKeysPerLoad,
        load: (values, call) => loadByKeys('membership', values, call),
      },
    },
    list: {
      paging: 'SHIFTING',
      filters: { membershipNumber: ['EQ'] },
      sorts: [],
      async load(request, call) {
        const number = membershipNumberOf(request)
        const found = await loadByKeys('membership', [number], call)
        // The search also finds other programmes' cards.
        const own = found.filter((raw) => mapping.read(raw).values.membershipNumber === number)
        return pageOf(own, request)
      },
    },
  }
}

function nationalDigits(e164: string): string[] {
  const digits = parsePhoneNumberFromString(e164)?.nationalNumber
  return digits === undefined ? [] : [digits]
}

/** @throws GatewayError BAD_USER_INPUT without it: OPERA lists no profiles without a criterion */
function membershipNumberOf({ filter }: ListRequest): string {
  const condition = filter.find(({ field }) => field === 'membershipNumber')
  if (typeof condition?.value === 'string') return condition.value
  throw new GatewayError('BAD_USER_INPUT', 'CRS guests are only listed by membershipNumber: filter by it.')
}

function pageOf(records: readonly unknown[], { after, first }: ListRequest): RawPage {
  const start = offsetOf(after)
  return offsetPage(after, records.slice(start, start + first), records.length > start + first)
}
