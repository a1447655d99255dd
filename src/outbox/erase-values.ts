import { sql } from 'kysely'
import type { EraseBesides } from '../audit/audit-trail.ts'
import { openStates } from './step-row.ts'

/**
 * Takes the values out of settled steps that are about these customers, or carry values of theirs; which fields they set
 * stays. Steps that are open need them.
 */
export const eraseValues: EraseBesides = async (transaction, persons) => {
  const theirs = sql`(w.person = any(${[...persons]}::text[])
    or (w.entity = 'Customer' and w.entity_id = any(${[...persons]}::text[]))
    or (s.entity = 'Customer' and s.entity_id = any(${[...persons]}::text[])))`
  // All of them are locked, so that none is settled, or taken up, between the two statements.
  const { rows: waiting } = await sql<{ write_id: string }>`select s.write_id
    from write_step s join write w on w.id = s.write_id
    where ${theirs} and s.state in ${openStates}
    order by s.id for update of s`.execute(transaction)
  const { rows: cleared } = await sql`update write_step s
    set old_values = null, reason = s.reason - 'theirs',
      new_values = coalesce((select jsonb_object_agg(name, null) from jsonb_object_keys(s.new_values) as name), '{}')
    from write w
    where w.id = s.write_id and ${theirs} and s.state not in ${openStates}
      and (s.old_values is not null or s.reason ? 'theirs'
        or exists (select from jsonb_each(s.new_values) as entry where jsonb_typeof(entry.value) <> 'null'))
    returning s.id`.execute(transaction)
  return { cleared: cleared.length, waiting: [...new Set(waiting.map(({ write_id: writeId }) => writeId))] }
}
