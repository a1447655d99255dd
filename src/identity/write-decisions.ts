import { sql, type Transaction } from 'kysely'
import type { Tables } from '../store/tables.ts'
import type { BookChanges, EntityRef } from './open-book.ts'

/** Makes aliases ids of their own again: what was merged into them leads to them, as it did before. */
export async function partAliases(
  transaction: Transaction<Tables>,
  parted: readonly EntityRef[],
  at: Date,
): Promise<void> {
  for (const { entity, id } of parted) {
    await sql`with recursive own as (
        select alias from alias where entity = ${entity} and merged_into = ${id}
        union
        select a.alias from alias a join own on a.merged_into = own.alias and a.entity = ${entity}
      )
      update alias set id = ${id}
      where entity = ${entity} and alias in (select alias from own)`.execute(transaction)
    await transaction.deleteFrom('alias').where('entity', '=', entity).where('alias', '=', id).execute()
    await transaction
      .updateTable('link_history')
      .set({ undone_at: at })
      .where('entity', '=', entity)
      .where('id', '=', id)
      .where('ending', 'in', ['MERGED', 'DUPLICATE'])
      .where('undone_at', 'is', null)
      .execute()
  }
}

/** After the aliases: what is allowed is so under every id that leads to the entity. */
export async function writeRefusals(
  transaction: Transaction<Tables>,
  { refused, allowed }: BookChanges,
  at: Date,
): Promise<void> {
  for (const { entity, id, key } of allowed)
    await sql`delete from link_refusal r
      where r.entity = ${entity} and r.system = ${key.system} and r.external_id = ${key.externalId}
        and coalesce((select a.id from alias a where a.alias = r.id and a.entity = r.entity), r.id) = ${id}
      `.execute(transaction)
  if (refused.length === 0) return
  const rows = refused.map(({ entity, id, key }) => ({
    ...{ entity, id, system: key.system },
    external_id: key.externalId,
    refused_at: at,
  }))
  await transaction
    .insertInto('link_refusal')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['id', 'entity', 'system', 'external_id']).doUpdateSet({ refused_at: at }),
    )
    .execute()
}

/** What people have answered goes; that a system has two records of one entity is put to them. */
export async function writeReviews(
  transaction: Transaction<Tables>,
  { settled, duplicates, withdrawn }: BookChanges,
  at: Date,
): Promise<void> {
  for (const { entity, id, system } of settled)
    await transaction
      .deleteFrom('identity_review')
      .where('entity', '=', entity)
      .where('id', '=', id)
      .where('system', '=', system)
      .execute()
  for (const { entity, id, key } of withdrawn)
    await sql`with left_over as (
        update identity_review set candidates = array_remove(candidates, ${key.externalId})
        where entity = ${entity} and id = ${id} and system = ${key.system} and kind = 'DUPLICATE'
          and cardinality(array_remove(candidates, ${key.externalId})) > 1
        returning seq
      )
      delete from identity_review
      where entity = ${entity} and id = ${id} and system = ${key.system} and kind = 'DUPLICATE'
        and seq not in (select seq from left_over)`.execute(transaction)
  for (const { entity, id, system, externalIds } of duplicates)
    await sql`insert into identity_review as r (entity, id, system, matched_by, candidates, reason, kind, seen_at)
      values (${entity}, ${id}, ${system}, 'merge', array(select unnest(${externalIds}::text[]) order by 1),
        ${`two records of one ${entity} at this system`}, 'DUPLICATE', ${at})
      on conflict (id, entity, system) do update
        set seq = default, matched_by = excluded.matched_by, reason = excluded.reason, kind = excluded.kind,
          seen_at = excluded.seen_at,
          candidates = array(select distinct unnest(r.candidates || excluded.candidates) order by 1)`.execute(
      transaction,
    )
}
