import { sql, type Kysely, type RawBuilder } from 'kysely'
import { GatewayError } from '../errors/gateway-error.ts'
import type { Tables } from '../store/tables.ts'
import type { Identity, Link } from './crosswalk.ts'

type Executor = Kysely<Tables>

interface IdentityRow {
  /** What was asked for: an id, an alias, or an external id. */
  asked: string
  entity: string
  id: string
  system: string
  state: Link['state']
  external_id: string | null
  absent_until_ms: number | null
}

const linkColumns = sql`l.entity, l.id, l.system, l.state, l.external_id,
  (extract(epoch from l.absent_until) * 1000)::float8 as absent_until_ms`

/** By id or alias, keyed by what was asked for. */
export function readByIds(
  store: Executor,
  entity: string,
  ids: readonly string[],
): Promise<Map<string, Identity>> {
  return read(
    store,
    sql<IdentityRow>`select wanted.id as asked, ${linkColumns}
      from unnest(${ids}::text[]) as wanted (id)
      left join alias a on a.alias = wanted.id and a.entity = ${entity}
      join link l on l.id = coalesce(a.id, wanted.id) and l.entity = ${entity}`,
  )
}

/** By external id in one system, keyed by it. */
export function readByExternalIds(
  store: Executor,
  entity: string,
  system: string,
  externalIds: readonly string[],
): Promise<Map<string, Identity>> {
  return read(
    store,
    sql<IdentityRow>`select wanted.external_id as asked, ${linkColumns}
      from unnest(${externalIds}::text[]) as wanted (external_id)
      join link k on k.entity = ${entity} and k.system = ${system} and k.external_id = wanted.external_id
      join link l on l.id = k.id and l.entity = k.entity`,
  )
}

/** Of any entity, by id or alias: at most one. @throws GatewayError CONFLICT for a number that several entities have */
export async function readAnyById(store: Executor, id: string): Promise<Identity | null> {
  const found = await read(
    store,
    sql<IdentityRow>`select l.entity as asked, ${linkColumns}
      from (select ${id}::text as id) as wanted
      left join alias a on a.alias = wanted.id
      join link l on l.id = coalesce(a.id, wanted.id) and l.entity = coalesce(a.entity, l.entity)`,
  )
  const [identity = null, ...others] = found.values()
  if (others.length === 0) return identity
  const message = `${[...found.keys()].sort().join(' and ')} have the id ${id}: look it up by the field of one of them.`
  throw new GatewayError('CONFLICT', message, { field: 'id' })
}

/** Of any one record of the kind. */
export async function readSomeExternalId(
  store: Executor,
  entity: string,
  system: string,
): Promise<string | null> {
  const row = await store
    .selectFrom('link')
    .select('external_id')
    .where('entity', '=', entity)
    .where('system', '=', system)
    .where('external_id', 'is not', null)
    .orderBy('external_id')
    .limit(1)
    .executeTakeFirst()
  return row?.external_id ?? null
}

/** Planned each time: a plan that a connection keeps may be from when there were few links, and reads all for each name then. */
async function read(store: Executor, query: RawBuilder<IdentityRow>): Promise<Map<string, Identity>> {
  const { rows } = await query.execute(store)
  const identities = new Map<string, Identity>()
  for (const [asked, [first, ...rest]] of Map.groupBy(rows, (row) => row.asked)) {
    if (!first) continue
    const links = new Map([first, ...rest].map((row) => [row.system, linkOf(row)]))
    if (isLive(links)) identities.set(asked, { entity: first.entity, id: first.id, links })
  }
  return identities
}

/** An entity exists while a system has it. */
function isLive(links: ReadonlyMap<string, Link>): boolean {
  return links.values().some((link) => link.state === 'LINKED')
}

function linkOf(row: IdentityRow): Link {
  if (row.external_id !== null) return { state: 'LINKED', externalId: row.external_id }
  return row.absent_until_ms === null
    ? { state: 'AMBIGUOUS' }
    : { state: 'ABSENT', until: row.absent_until_ms }
}
