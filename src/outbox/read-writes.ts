import { sql, type Kysely, type RawBuilder } from 'kysely'
import type { Backlog } from '../observability/write-event.ts'
import type { Tables } from '../store/tables.ts'
import { inMs, openStates, stepColumns, stepOf, type StepRow } from './step-row.ts'
import { timeOf, type StoreClock } from './store-clock.ts'
import type { WriteFilter, WriteListRequest, WritePage } from '../writes/write-book.ts'
import type { Write } from '../writes/write.ts'

interface WriteRow {
  id: string
  seq: string
  mutation: string
  principal: string
  request_id: string
  entity: string
  entity_id: string | null
  created_ms: number
}

const writeColumns = sql.raw(`w.id, w.seq, w.mutation, w.principal, w.request_id, w.entity, w.entity_id,
  ${inMs('w.created_at')} as created_ms`)

/** Newest first, by keyset; a cursor that is not ours starts at the newest. */
export async function listWrites(
  store: Kysely<Tables>,
  { filter, first, after }: WriteListRequest,
): Promise<WritePage> {
  const conditions = conditionsOf(filter)
  if (after !== null && /^\d{1,18}$/.test(after)) conditions.push(sql`w.seq < ${after}::bigint`)
  const { rows } = await sql<WriteRow>`select ${writeColumns} from write w
    where ${sql.join([sql`true`, ...conditions], sql` and `)}
    order by w.seq desc
    limit ${first + 1}`.execute(store)
  const page = rows.slice(0, first)
  return {
    writes: await withSteps(store, page),
    cursors: page.map(({ seq }) => seq),
    hasNextPage: rows.length > first,
  }
}

function conditionsOf(filter: WriteFilter): RawBuilder<unknown>[] {
  const { states, system, entity, entityId, principal, requestId, createdFrom, createdTo } = filter
  const conditions: RawBuilder<unknown>[] = []
  if (states || system !== undefined)
    conditions.push(sql`exists (
      select from write_step s where s.write_id = w.id
        and (${states ? [...states] : null}::text[] is null or s.state = any(${states ? [...states] : null}::text[]))
        and (${system ?? null}::text is null or s.system = ${system ?? null})
    )`)
  if (entity !== undefined) conditions.push(sql`w.entity = ${entity}`)
  if (entityId !== undefined) conditions.push(sql`w.entity_id = ${entityId}`)
  if (principal !== undefined) conditions.push(sql`w.principal = ${principal}`)
  if (requestId !== undefined) conditions.push(sql`w.request_id = ${requestId}`)
  if (createdFrom !== undefined) conditions.push(sql`w.created_at >= ${timeOf(createdFrom)}`)
  if (createdTo !== undefined) conditions.push(sql`w.created_at <= ${timeOf(createdTo)}`)
  return conditions
}

async function withSteps(store: Kysely<Tables>, rows: readonly WriteRow[]): Promise<Write[]> {
  if (rows.length === 0) return []
  const { rows: steps } = await sql<StepRow>`select ${stepColumns} from write_step s
    where s.write_id = any(${rows.map(({ id }) => id)}::text[])
    order by s.write_id, s.ordinal`.execute(store)
  const byWrite = Map.groupBy(steps.map(stepOf), ({ writeId }) => writeId)
  return rows.map((row) => ({
    id: row.id,
    mutation: row.mutation,
    principal: row.principal,
    requestId: row.request_id,
    entity: row.entity,
    entityId: row.entity_id,
    createdAt: row.created_ms,
    steps: byWrite.get(row.id) ?? [],
  }))
}

/** By entity id and system. */
export async function countPending(
  store: Kysely<Tables>,
  entity: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, ReadonlyMap<string, number>>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{ entity_id: string; system: string; pending: number }>`
    select s.entity_id, s.system, count(*)::int as pending
    from write_step s
    where s.entity_id = any(${[...ids]}::text[]) and s.entity = ${entity}
      and s.state in ${openStates} and s.state in ('READY', 'RUNNING')
    group by s.entity_id, s.system`.execute(store)
  const byEntity = Map.groupBy(rows, (row) => row.entity_id)
  return new Map(
    byEntity.entries().map(([id, group]) => [id, new Map(group.map((row) => [row.system, row.pending]))]),
  )
}

/** See `WriteBook.countSince`. */
export async function countSince(
  store: Kysely<Tables>,
  mutation: string,
  entityId: string,
  since: number,
): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from write
    where entity_id = ${entityId} and mutation = ${mutation} and created_at >= ${timeOf(since)}`.execute(
    store,
  )
  return rows[0]?.count ?? 0
}

/** See `WriteBook.backlog`. */
export async function readBacklog(store: Kysely<Tables>, clock: StoreClock): Promise<readonly Backlog[]> {
  const { rows } = await sql<Backlog>`select s.system,
      count(*) filter (where s.state in ('READY', 'RUNNING'))::int as queued,
      count(*) filter (where s.state = 'NEEDS_REVIEW')::int as "needsReview",
      count(*) filter (where s.state = 'DEAD')::int as dead,
      greatest(0, coalesce(round(extract(epoch from ${clock.now()}
        - min(w.created_at) filter (where s.state in ('READY', 'RUNNING'))) * 1000), 0))::float8 as "oldestAgeMs"
    from write_step s join write w on w.id = s.write_id
    where s.state in ${openStates}
    group by s.system order by s.system`.execute(store)
  return rows
}

/** Ids of writes that changed in the last minutes, the latest first: what somebody who missed a change may wait for. */
export async function readLatelyChanged(store: Kysely<Tables>): Promise<readonly string[]> {
  const { rows } = await sql<{ write_id: string }>`select write_id from write_step
    where at > statement_timestamp() - interval '5 minutes'
    group by write_id order by max(at) desc limit 10000`.execute(store)
  return rows.map(({ write_id: writeId }) => writeId)
}
