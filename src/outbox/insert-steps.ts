import { openList } from './step-row.ts'
import type { NewStep } from '../writes/write.ts'

/** Parameters or other expressions, as SQL. */
export interface InsertSteps {
  writeId: string
  /** Of `stepsParameter`. */
  steps: string
  at: string
  /** Null: none is leased. */
  leaseEnd: string | null
  /** What must hold besides. */
  condition: string
}

/**
 * `insert into write_step … returning *`, to stand in a `with`. A step at the head of its line that waits for no other
 * is leased at once, where there is a `leaseEnd`; the rest is READY, and due.
 */
export function insertSteps({ writeId, steps, at, leaseEnd, condition }: InsertSteps): string {
  // Of the lines that others add to at the same time, the statement knows nothing: the unique index does.
  const isHead = leaseEnd
    ? `w.after is null and (w."notAfter" is null or to_timestamp(w."notAfter" / 1000) > ${at})
        and not exists (select from write_step e where e.line = w.line and e.state in ${openList})
        and not exists (select from wanted e where e.line = w.line and e.ordinal < w.ordinal)`
    : 'false'
  return `insert into write_step (write_id, ordinal, after_ordinal, kind, action, system, part, entity, entity_id,
      new_values, old_values, if_version, when_down, not_after, line, state, next_attempt_at, lease, leased_until, at)
    select ${writeId}, w.ordinal, w.after, w.kind, w.action, w.system, w.part, w.entity, w."entityId",
      w.values, nullif(w.before, 'null'::jsonb), w."ifVersion", w."whenDown", to_timestamp(w."notAfter" / 1000), w.line,
      case when w.is_head then 'RUNNING' else 'READY' end, case when w.is_head then null else ${at} end,
      case when w.is_head then 1 else 0 end, case when w.is_head then ${leaseEnd ?? 'null'}::timestamptz end, ${at}
    from (
      with wanted as (
        select * from jsonb_to_recordset(${steps}::jsonb) as r (ordinal int, after int, kind text, action text,
          system text, part text, entity text, "entityId" text, "values" jsonb, before jsonb, "ifVersion" text,
          "whenDown" text, "notAfter" float8, line text)
      )
      select w.*, ${isHead} as is_head from wanted w
    ) w
    where ${condition}
    order by w.ordinal
    returning *`
}

export function stepsParameter(writeId: string, steps: readonly NewStep[]): string {
  return JSON.stringify(steps.map((step) => ({ ...step, line: lineOf(writeId, step) })))
}

/** What is kept in order. What is being created has a line of its own, for nobody else can know of it yet. */
export function lineOf(
  writeId: string,
  { system, part, entity, entityId }: Pick<NewStep, 'system' | 'part' | 'entity' | 'entityId'>,
): string {
  const place = part === null ? `${system}/${entity}` : `${system}/${entity}/${part}`
  return entityId === null ? `${place}/new/${writeId}` : `${place}/${entityId}`
}
