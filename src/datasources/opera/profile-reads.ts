import { batchesOf } from '../kit/batches-of.ts'
import type { Call } from '../datasource.ts'
import { valueAt, type Mapping } from '../mapping.ts'
import type { OperaClient } from './client.ts'
import { instructionsFor, profileParts } from './fetch-instructions.ts'
import { idOfType, withIds } from './unique-ids.ts'

/** Most ids a call of getProfilesByIds takes (the vendor's API description). */
export const maxIdsPerCall = 200

/** Hits a search is asked for at once; the vendor caps a search at 1000 in all. */
const searchPageSize = 100

/** Beyond any number or card a guest can have; longer is hostile. */
const maxKeyLength = 254

export interface ProfileReads {
  /** Whole profiles, as the mapping reads them. */
  load(ids: readonly string[], call: Call): Promise<readonly unknown[]>
  /** Whole profiles that a criterion of getProfiles finds with one of these values. */
  loadByKeys(parameter: string, values: readonly string[], call: Call): Promise<readonly unknown[]>
}

/** A search gives summaries without preferences, so whatever it finds is then read whole, by id. */
export function createProfileReads(client: OperaClient, mapping: Mapping): ProfileReads {
  const instructions = instructionsFor(mapping.paths, profileParts, 'Profile')

  async function load(ids: readonly string[], call: Call): Promise<readonly unknown[]> {
    const loaded = await Promise.all(
      batchesOf(ids, maxIdsPerCall).map(async (batch) => {
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

  return {
    load,
    async loadByKeys(parameter, values, call) {
      const possible = values.filter((value) => value.trim() !== '' && value.length <= maxKeyLength)
      const found = await Promise.all(possible.map((value) => search({ [parameter]: value }, call)))
      return load([...new Set(found.flat())], call)
    },
  }
}
