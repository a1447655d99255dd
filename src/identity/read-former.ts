import { sql, type Transaction } from 'kysely'
import type { Tables } from '../store/tables.ts'
import type { EntityRef, LiveLink } from './open-book.ts'
import type { FormerIdentity } from './person-decisions.ts'

interface FormerRow {
  system: string
  external_id: string
  origin: LiveLink['origin']
  matched_by: string | null
  linked_at: string
  is_holder_untouched: boolean
}

/** What an alias was before it became one; null: it is no alias. */
export async function readFormer(
  transaction: Transaction<Tables>,
  { entity, id }: EntityRef,
): Promise<FormerIdentity | null> {
  const alias = await transaction
    .selectFrom('alias')
    .select(['id', 'created_at'])
    .where('entity', '=', entity)
    .where('alias', '=', id)
    .executeTakeFirst()
  if (!alias) return null
  const { rows } = await sql<FormerRow>`
    select h.system, h.external_id, h.origin, h.matched_by, h.linked_at,
      coalesce(l.origin = 'MINTED', false)
        and not exists (select from link_history past where past.id = l.id and past.entity = l.entity)
        and not exists (select from link_refusal r where r.id = l.id and r.entity = l.entity)
        as is_holder_untouched
    from link_history h
    left join link l using (entity, system, external_id)
    where h.entity = ${entity} and h.id = ${id} and h.ending in ('MERGED', 'DUPLICATE') and h.undone_at is null
    order by h.seq`.execute(transaction)
  const { rows: refused } = await sql<{ system: string; external_id: string }>`
    select r.system, r.external_id from link_refusal r
    where r.entity = ${entity} and r.refused_at >= ${alias.created_at}::timestamptz and r.id in (
      select ${alias.id}::text
      union all
      select a.alias from alias a where a.entity = ${entity} and a.id = ${alias.id}
    )`.execute(transaction)
  return {
    links: rows.map((row) => ({
      link: {
        ...{ state: 'LINKED', system: row.system, externalId: row.external_id, origin: row.origin },
        ...{ matchedBy: row.matched_by, createdAt: row.linked_at },
      },
      isHolderUntouched: row.is_holder_untouched,
    })),
    refusedSince: refused.map(({ system, external_id: externalId }) => ({ system, externalId })),
  }
}

/** The candidates of an open question. */
export async function readCandidates(
  transaction: Transaction<Tables>,
  { entity, id }: EntityRef,
  system: string,
): Promise<readonly string[]> {
  const { rows } = await sql<{ candidates: string[] }>`select r.candidates from identity_review r
    where r.entity = ${entity} and r.system = ${system} and r.kind = 'AMBIGUOUS'
      and r.id = coalesce((select a.id from alias a where a.alias = ${id} and a.entity = ${entity}), ${id})
    `.execute(transaction)
  return rows[0]?.candidates ?? []
}
