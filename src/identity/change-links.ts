import { sql, type Transaction } from 'kysely'
import type { Database } from '../store/database.ts'
import { retryConflicts } from '../store/store-error.ts'
import type { Tables } from '../store/tables.ts'
import type { ExternalKey } from './crosswalk.ts'
import { createLinkBook, type LinkBook } from './link-book.ts'
import type { BookChanges, EntityRef, Refusal, StoredLink } from './open-book.ts'
import { partAliases, writeRefusals, writeReviews } from './write-decisions.ts'

/** Replicas that merge or move take turns: both would read before either writes. */
const lockKey = 4_851_724

/** An entity, and perhaps a record, that a change is about. */
export type Touched = EntityRef & { key?: ExternalKey }

/** What was decided, and what became of the links by it. */
export interface ChangedLinks<T> {
  result: T
  changes: BookChanges
  resolve: LinkBook['resolve']
}

/**
 * Takes what is known of these entities and keys out of the store, lets `decide` change it, and puts it back, in one
 * transaction. `decide` may run again when another transaction got in between.
 */
export async function changeLinks<T>(
  database: Database,
  touched: readonly Touched[],
  at: Date,
  decide: (book: LinkBook) => T,
): Promise<ChangedLinks<T>> {
  return retryConflicts(() =>
    database.transaction((transaction) => changeLinksWithin(transaction, database, touched, at, decide)),
  )
}

/** The same as part of a transaction, which its owner does again when another one got in between. */
export async function changeLinksWithin<T>(
  transaction: Transaction<Tables>,
  database: Pick<Database, 'kind' | 'schema'>,
  touched: readonly Touched[],
  at: Date,
  decide: (book: LinkBook) => T,
): Promise<ChangedLinks<T>> {
  await takeTurn(transaction, database)
  const book = await readBook(transaction, touched)
  const result = decide(book)
  const changes = book.changes()
  await writeChanges(transaction, changes, at)
  return { result, changes, resolve: book.resolve }
}

/** Until the transaction ends; a transaction may take it again. */
export async function takeTurn(
  transaction: Transaction<Tables>,
  { kind, schema }: Pick<Database, 'kind' | 'schema'>,
): Promise<void> {
  if (kind === 'postgresql')
    await sql`select pg_advisory_xact_lock(${lockKey}, hashtext(${schema}))`.execute(transaction)
}

interface StoredRow {
  entity: string
  id: string
  system: string
  state: StoredLink['state']
  external_id: string | null
  origin: 'MINTED' | 'MATCHED' | 'EXPLICIT' | null
  matched_by: string | null
  absent_until: string | null
  created_at: string
}

async function readBook(transaction: Transaction<Tables>, touched: readonly Touched[]): Promise<LinkBook> {
  const entities = touched.map(({ entity }) => entity)
  const ids = touched.map(({ id }) => id)
  const systems = touched.map(({ key }) => key?.system ?? null)
  const externalIds = touched.map(({ key }) => key?.externalId ?? null)
  const { rows: aliases } = await sql<EntityRef & { alias: string }>`select a.entity, a.alias, a.id
    from unnest(${entities}::text[], ${ids}::text[]) as wanted (entity, id)
    join alias a on a.alias = wanted.id and a.entity = wanted.entity`.execute(transaction)
  // Locked, for a link may be ended or minted meanwhile without the turn that changes take.
  const { rows } = await sql<StoredRow>`select l.entity, l.id, l.system, l.state, l.external_id, l.origin,
      l.matched_by, l.absent_until, l.created_at
    from link l
    where (l.id, l.entity) in (
      select coalesce(a.id, wanted.id), wanted.entity
      from unnest(${entities}::text[], ${ids}::text[]) as wanted (entity, id)
      left join alias a on a.alias = wanted.id and a.entity = wanted.entity
      union
      select k.id, k.entity
      from unnest(${entities}::text[], ${systems}::text[], ${externalIds}::text[]) as wanted (entity, system, external_id)
      join link k using (entity, system, external_id)
    )
    order by l.id, l.entity, l.system
    for update`.execute(transaction)
  return createLinkBook(
    rows.map((row) => ({ entity: row.entity, id: row.id, link: storedLinkOf(row) })),
    aliases,
    // Also of those that have no record left: a match may give them one.
    await readRefusals(transaction, [...rows, ...touched, ...aliases]),
  )
}

/** Under the ids that are valid now. */
async function readRefusals(
  transaction: Transaction<Tables>,
  refs: readonly EntityRef[],
): Promise<Refusal[]> {
  const { rows } = await sql<EntityRef & { system: string; external_id: string }>`
    with valid as (
      select distinct entity, id
      from unnest(${refs.map(({ entity }) => entity)}::text[], ${refs.map(({ id }) => id)}::text[]) as v (entity, id)
    ), name as (
      select entity, id, id as name from valid
      union all
      select a.entity, a.id, a.alias from alias a join valid using (id, entity)
    )
    select n.entity, n.id, r.system, r.external_id
    from name n join link_refusal r on r.id = n.name and r.entity = n.entity`.execute(transaction)
  return rows.map(({ entity, id, system, external_id: externalId }) => ({
    ...{ entity, id },
    key: { system, externalId },
  }))
}

function storedLinkOf(row: StoredRow): StoredLink {
  const { system, external_id: externalId, origin, absent_until: absentUntil } = row
  const common = { system, matchedBy: row.matched_by, createdAt: row.created_at }
  if (externalId !== null && origin !== null) return { ...common, state: 'LINKED', externalId, origin }
  return absentUntil === null
    ? { ...common, state: 'AMBIGUOUS' }
    : { ...common, state: 'ABSENT', absentUntil }
}

async function writeChanges(transaction: Transaction<Tables>, changes: BookChanges, at: Date): Promise<void> {
  const { identities, aliases, ended } = changes
  if (identities.length > 0) {
    await sql`delete from link l
      using unnest(${identities.map(({ entity }) => entity)}::text[], ${identities.map(({ id }) => id)}::text[]) as gone (entity, id)
      where l.id = gone.id and l.entity = gone.entity`.execute(transaction)
  }
  const links = identities.flatMap(({ entity, id, links }) =>
    links.map((link) => rowOf(entity, id, link, at)),
  )
  if (links.length > 0) await transaction.insertInto('link').values(links).execute()

  await partAliases(transaction, changes.parted, at)
  for (const { entity, alias, id, mergedInto } of aliases) {
    // Aliases of aliases collapse: one step always leads to the valid id.
    await transaction
      .updateTable('alias')
      .set({ id })
      .where('entity', '=', entity)
      .where('id', '=', alias)
      .execute()
    await transaction
      .insertInto('alias')
      .values({ entity, alias, id, merged_into: mergedInto, created_at: at })
      .execute()
  }
  await moveReviews(transaction, aliases)

  if (ended.length > 0) {
    const rows = ended.map(({ entity, id, link, ending, movedTo }) => ({
      ...{ entity, id, system: link.system, external_id: link.externalId, origin: link.origin },
      ...{ matched_by: link.matchedBy, ending, moved_to: movedTo },
      ...{ linked_at: link.createdAt ?? at, ended_at: at },
    }))
    await transaction.insertInto('link_history').values(rows).execute()
  }
  await dropSettledReviews(transaction, [...identities, ...aliases])
  await writeReviews(transaction, changes, at)
  await writeRefusals(transaction, changes, at)
}

function rowOf(entity: string, id: string, link: StoredLink, at: Date) {
  return {
    ...{ entity, id, system: link.system, state: link.state, matched_by: link.matchedBy },
    external_id: link.state === 'LINKED' ? link.externalId : null,
    origin: link.state === 'LINKED' ? link.origin : null,
    absent_until: link.state === 'ABSENT' ? link.absentUntil : null,
    ...{ created_at: link.createdAt ?? at, updated_at: at },
  }
}

/** What a person was to decide about the old id is now about the new one, unless that has a question of its own. */
async function moveReviews(
  transaction: Transaction<Tables>,
  aliases: readonly (EntityRef & { alias: string })[],
): Promise<void> {
  for (const { entity, alias, id } of aliases) {
    await sql`update identity_review r
      set candidates = array(select distinct unnest(r.candidates || old.candidates) order by 1)
      from identity_review old
      where r.entity = ${entity} and r.id = ${id} and r.kind = 'DUPLICATE'
        and old.entity = ${entity} and old.id = ${alias} and old.kind = 'DUPLICATE' and old.system = r.system
      `.execute(transaction)
    await sql`update identity_review r set id = ${id}
      where r.entity = ${entity} and r.id = ${alias} and not exists (
        select from identity_review other
        where other.entity = r.entity and other.id = ${id} and other.system = r.system
      )`.execute(transaction)
    await transaction
      .deleteFrom('identity_review')
      .where('entity', '=', entity)
      .where('id', '=', alias)
      .execute()
  }
}

/** A system that is linked has no question left, and one that is not has no second record. */
async function dropSettledReviews(
  transaction: Transaction<Tables>,
  identities: readonly EntityRef[],
): Promise<void> {
  if (identities.length === 0) return
  await sql`delete from identity_review r
    where r.id = any(${identities.map(({ id }) => id)}::text[]) and (r.kind = 'AMBIGUOUS') = exists (
      select from link l
      where l.id = r.id and l.entity = r.entity and l.system = r.system and l.state = 'LINKED'
    )`.execute(transaction)
}
