import { sql, type Kysely } from 'kysely'
import type { Tables } from '../store/tables.ts'
import type { Ambiguity, ExternalKey } from './crosswalk.ts'

type Executor = Kysely<Tables>

/** One statement: an entity that no longer exists gets no mark, a live link keeps its state. */
export async function writeAbsences(
  store: Executor,
  absences: readonly { entity: string; id: string; system: string; until: number }[],
  at: Date,
): Promise<void> {
  await sql`with wanted as (
      select distinct on (w.entity, coalesce(a.id, w.id), w.system)
        w.entity, coalesce(a.id, w.id) as id, w.system, to_timestamp(w.until_ms / 1000) as until
      from unnest(
        ${absences.map(({ entity }) => entity)}::text[], ${absences.map(({ id }) => id)}::text[],
        ${absences.map(({ system }) => system)}::text[], ${absences.map(({ until }) => until)}::float8[]
      ) as w (entity, id, system, until_ms)
      left join alias a on a.alias = w.id and a.entity = w.entity
      where exists (
        select from link l where l.id = coalesce(a.id, w.id) and l.entity = w.entity and l.state = 'LINKED'
      )
    ), marked as (
      insert into link (entity, id, system, state, absent_until, created_at, updated_at)
      select entity, id, system, 'ABSENT', until, ${at}::timestamptz, ${at}::timestamptz from wanted
      order by id, system
      on conflict (id, entity, system) do update
        set state = 'ABSENT', absent_until = excluded.absent_until, updated_at = excluded.updated_at
        where link.state <> 'LINKED'
      returning id, entity, system
    )
    delete from identity_review r using marked m
    where r.id = m.id and r.entity = m.entity and r.system = m.system`.execute(store)
}

/** One statement. A review that says what an earlier one said stays where it is in the list. */
export async function writeAmbiguities(
  store: Executor,
  ambiguities: readonly Ambiguity[],
  at: Date,
): Promise<void> {
  // Arrays of arrays must be rectangular in PostgreSQL, so the candidates go in as JSON.
  const rows = JSON.stringify(
    ambiguities.map(({ candidates, ...rest }) => ({ ...rest, candidates: candidates.toSorted() })),
  )
  await sql`with wanted as (
      select distinct on (w.entity, coalesce(a.id, w.id), w.system)
        w.entity, coalesce(a.id, w.id) as id, w.system, w."matchedBy" as matched_by, w.reason,
        array(select jsonb_array_elements_text(w.candidates)) as candidates
      from jsonb_to_recordset(${rows}::jsonb)
        as w (entity text, id text, system text, "matchedBy" text, reason text, candidates jsonb)
      left join alias a on a.alias = w.id and a.entity = w.entity
      where exists (
        select from link l where l.id = coalesce(a.id, w.id) and l.entity = w.entity and l.state = 'LINKED'
      )
    ), marked as (
      insert into link (entity, id, system, state, created_at, updated_at)
      select entity, id, system, 'AMBIGUOUS', ${at}::timestamptz, ${at}::timestamptz from wanted
      order by id, system
      on conflict (id, entity, system) do update
        set state = 'AMBIGUOUS', absent_until = null, updated_at = excluded.updated_at
        where link.state <> 'LINKED'
      returning id, entity, system
    )
    insert into identity_review as r (entity, id, system, matched_by, candidates, reason, seen_at)
    select entity, id, system, w.matched_by, w.candidates, w.reason, ${at}::timestamptz
    from wanted w join marked using (entity, id, system)
    on conflict (id, entity, system) do update
      set seq = default, matched_by = excluded.matched_by, candidates = excluded.candidates,
        reason = excluded.reason, seen_at = excluded.seen_at
      where (r.matched_by, r.candidates, r.reason) is distinct from
        (excluded.matched_by, excluded.candidates, excluded.reason)`.execute(store)
}

/** One statement: the links end, the history keeps them. */
export async function writeEndings(
  store: Executor,
  ended: readonly { entity: string; key: ExternalKey }[],
  at: Date,
): Promise<void> {
  await sql`with gone as (
      delete from link l
      using unnest(
        ${ended.map(({ entity }) => entity)}::text[], ${ended.map(({ key }) => key.system)}::text[],
        ${ended.map(({ key }) => key.externalId)}::text[]
      ) as w (entity, system, external_id)
      where l.entity = w.entity and l.system = w.system and l.external_id = w.external_id
      returning l.*
    )
    insert into link_history (entity, id, system, external_id, origin, matched_by, ending, linked_at, ended_at)
    select entity, id, system, external_id, origin, matched_by, 'GONE', created_at, ${at}::timestamptz
    from gone`.execute(store)
}
