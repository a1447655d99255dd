import type { Transaction } from 'kysely'
import type { Database } from '../store/database.ts'
import { statementWithin, type Statement } from '../store/statement.ts'
import type { Tables } from '../store/tables.ts'
import { inMs, stepColumnList, stepOf, type StepRow } from './step-row.ts'
import type { Write } from '../writes/write.ts'

const find: Statement = {
  name: 'find_write',
  text: `select w.mutation, w.principal, w.request_id, w.entity as write_entity, w.entity_id as write_entity_id,
      ${inMs('w.created_at')} as created_ms, ${stepColumnList}
    from write w left join write_step s on s.write_id = w.id
    where w.id = $1
    order by s.ordinal`,
}

/** A row for each step, or one without a step. */
type FoundRow = {
  mutation: string
  principal: string
  request_id: string
  write_entity: string
  write_entity_id: string | null
  created_ms: number
} & (StepRow | { id: null })

export async function findWrite(database: Database, writeId: string): Promise<Write | null> {
  return writeOf(writeId, await database.run<FoundRow>(find, [writeId]))
}

export async function findWriteWithin(
  transaction: Transaction<Tables>,
  writeId: string,
): Promise<Write | null> {
  const { rows } = await statementWithin<FoundRow>(find, [writeId]).execute(transaction)
  return writeOf(writeId, rows)
}

function writeOf(id: string, rows: readonly FoundRow[]): Write | null {
  const [write] = rows
  if (!write) return null
  return {
    id,
    mutation: write.mutation,
    principal: write.principal,
    requestId: write.request_id,
    entity: write.write_entity,
    entityId: write.write_entity_id,
    createdAt: write.created_ms,
    steps: rows.filter((row) => row.id !== null).map(stepOf),
  }
}
