import type { Kysely } from 'kysely'
import { GatewayError } from '../errors/gateway-error.ts'
import type { Database } from '../store/database.ts'
import type { Statement } from '../store/statement.ts'
import type { Tables } from '../store/tables.ts'
import type { Identity, Link } from './crosswalk.ts'

type Store = Pick<Database, 'run'>

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

const linkColumns = `l.entity, l.id, l.system, l.state, l.external_id,
  (extract(epoch from l.absent_until) * 1000)::float8 as absent_until_ms`

const byIds: Statement = {
  name: 'identities_by_ids',
  text: `select wanted.id as asked, ${linkColumns}
    from unnest($2::text[]) as wanted (id)
    left join alias a on a.alias = wanted.id and a.entity = $1
    join link l on l.id = coalesce(a.id, wanted.id) and l.entity = $1`,
}

const byExternalIds: Statement = {
  name: 'identities_by_external_ids',
  text: `select wanted.external_id as asked, ${linkColumns}
    from unnest($3::text[]) as wanted (external_id)
    join link k on k.entity = $1 and k.system = $2 and k.external_id = wanted.external_id
    join link l on l.id = k.id and l.entity = k.entity`,
}

const anyById: Statement = {
  name: 'any_identity_by_id',
  text: `select l.entity as asked, ${linkColumns}
    from (select $1::text as id) as wanted
    left join alias a on a.alias = wanted.id
    join link l on l.id = coalesce(a.id, wanted.id) and l.entity = coalesce(a.entity, l.entity)`,
}

/** By id or alias, keyed by what was asked for. */
export function readByIds(
  store: Store,
  entity: string,
  ids: readonly string[],
): Promise<Map<string, Identity>> {
  return read(store, byIds, [entity, ids])
}

/** By external id in one system, keyed by it. */
export function readByExternalIds(
  store: Store,
  entity: string,
  system: string,
  externalIds: readonly string[],
): Promise<Map<string, Identity>> {
  return read(store, byExternalIds, [entity, system, externalIds])
}

/** Of any entity, by id or alias: at most one. @throws GatewayError CONFLICT for a number that several entities have */
export async function readAnyById(store: Store, id: string): Promise<Identity | null> {
  const found = await read(store, anyById, [id])
  const [identity = null, ...others] = found.values()
  if (others.length === 0) return identity
  const message = `${[...found.keys()].sort().join(' and ')} have the id ${id}: look it up by the field of one of them.`
  throw new GatewayError('CONFLICT', message, { field: 'id' })
}

/** Of any one record of the kind. */
export async function readSomeExternalId(
  store: Kysely<Tables>,
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

async function read(
  store: Store,
  statement: Statement,
  parameters: readonly unknown[],
): Promise<Map<string, Identity>> {
  const rows = await store.run<IdentityRow>(statement, parameters)
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
