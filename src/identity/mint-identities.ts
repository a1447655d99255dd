import { sql, type Kysely } from 'kysely'
import { GatewayError } from '../errors/gateway-error.ts'
import { retryConflicts } from '../store/store-error.ts'
import type { Tables } from '../store/tables.ts'
import { firstIdOf } from './canonical-id.ts'
import type { Identity } from './crosswalk.ts'
import { readByExternalIds } from './read-identities.ts'

/** How often an id may turn out to stand for something else before something is wrong. */
const maxGenerations = 20

/**
 * Gives each external id an identity, unless it has one, and reads them all. Replicas that do the same at once insert the
 * same ids, and one of them does nothing. An id that is taken (its record was merged or moved away, and its identity has
 * another record of this system since, or a person refused it) is passed over for the next generation's.
 */
export async function mintIdentities(
  store: Kysely<Tables>,
  { entity, system, isShared }: { entity: string; system: string; isShared: boolean },
  externalIds: readonly string[],
  at: Date,
): Promise<Map<string, Identity>> {
  const minted = new Map<string, Identity>()
  let missing = externalIds
  for (let generation = 0; missing.length > 0; generation++) {
    if (generation === maxGenerations)
      throw new GatewayError('INTERNAL', `${entity}: no free id for a record of ${system}.`, { system })
    const ids = missing.map((externalId) =>
      firstIdOf({ entity, system, externalId }, { isShared, generation }),
    )
    const links = { entity, system, externalIds: missing, ids, at }
    // A record that was linked to another identity meanwhile is a conflict once, and then seen.
    await retryConflicts(() => insertLinks(store, links))
    for (const [externalId, identity] of await readByExternalIds(store, entity, system, missing))
      minted.set(externalId, identity)
    missing = missing.filter((externalId) => !minted.has(externalId))
  }
  return minted
}

interface NewLinks {
  entity: string
  system: string
  externalIds: readonly string[]
  /** `ids[i]` is for `externalIds[i]`. */
  ids: readonly string[]
  at: Date
}

/** In the order of ids, so that replicas wait for each other and never in a circle. What is linked has no question left. */
async function insertLinks(
  store: Kysely<Tables>,
  { entity, system, externalIds, ids, at }: NewLinks,
): Promise<void> {
  await sql`with linked as (
      insert into link (entity, id, system, external_id, state, origin, created_at, updated_at)
      select distinct on (coalesce(a.id, wanted.id))
        ${entity}, coalesce(a.id, wanted.id), ${system}, wanted.external_id, 'LINKED', 'MINTED',
        ${at}::timestamptz, ${at}::timestamptz
      from unnest(${ids}::text[], ${externalIds}::text[]) as wanted (id, external_id)
      left join alias a on a.alias = wanted.id and a.entity = ${entity}
      where not exists (
        select from link k
        where k.entity = ${entity} and k.system = ${system} and k.external_id = wanted.external_id
      ) and not exists (
        select from link_refusal r
        left join alias ra on ra.alias = r.id and ra.entity = r.entity
        where r.entity = ${entity} and r.system = ${system} and r.external_id = wanted.external_id
          and coalesce(ra.id, r.id) = coalesce(a.id, wanted.id)
      )
      order by coalesce(a.id, wanted.id)
      on conflict (id, entity, system) do update set
        state = 'LINKED', external_id = excluded.external_id, origin = 'MINTED', matched_by = null,
        absent_until = null, updated_at = excluded.updated_at
      where link.state <> 'LINKED'
      returning id, entity, system
    )
    delete from identity_review r using linked l
    where r.id = l.id and r.entity = l.entity and r.system = l.system`.execute(store)
}
