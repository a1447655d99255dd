import { sql, type Kysely } from 'kysely'
import type { Tables } from '../store/tables.ts'
import type { Ambiguity, ExternalKey } from './crosswalk.ts'
import type { EntityRef } from './open-book.ts'

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

/**
 * One statement. Candidates that a person refused for the entity are none. A review that says what an earlier one said
 * stays where it is in the list. Gives those of which no candidate is left: they were not marked.
 */
export async function writeAmbiguities(
  store: Executor,
  ambiguities: readonly Ambiguity[],
  at: Date,
): Promise<readonly (EntityRef & { system: string })[]> {
  // Arrays of arrays must be rectangular in PostgreSQL, so the candidates go in as JSON.
  const rows = JSON.stringify(
    ambiguities.map(({ candidates, ...rest }) => ({ ...rest, candidates: candidates.toSorted() })),
  )
  const { rows: refused } = await sql<EntityRef & { system: string }>`with given as (
      select w.entity, w.id as asked, coalesce(a.id, w.id) as id, w.system, w."matchedBy" as matched_by, w.reason,
        array(
          select candidate from jsonb_array_elements_text(w.candidates) with ordinality as c (candidate, place)
          where not exists (
            select from link_refusal r
            left join alias ra on ra.alias = r.id and ra.entity = r.entity
            where r.entity = w.entity and r.system = w.system and r.external_id = candidate
              and coalesce(ra.id, r.id) = coalesce(a.id, w.id)
          )
          order by place
        ) as candidates
      from jsonb_to_recordset(${rows}::jsonb)
        as w (entity text, id text, system text, "matchedBy" text, reason text, candidates jsonb)
      left join alias a on a.alias = w.id and a.entity = w.entity
      where exists (
        select from link l where l.id = coalesce(a.id, w.id) and l.entity = w.entity and l.state = 'LINKED'
      )
    ), wanted as (
      select distinct on (entity, id, system) * from given where cardinality(candidates) > 0
    ), marked as (
      insert into link (entity, id, system, state, created_at, updated_at)
      select entity, id, system, 'AMBIGUOUS', ${at}::timestamptz, ${at}::timestamptz from wanted
      order by id, system
      on conflict (id, entity, system) do update
        set state = 'AMBIGUOUS', absent_until = null, updated_at = excluded.updated_at
        where link.state <> 'LINKED'
      returning id, entity, system
    ), listed as (
      insert into identity_review as r (entity, id, system, matched_by, candidates, reason, seen_at)
      select entity, id, system, w.matched_by, w.candidates, w.reason, ${at}::timestamptz
      from wanted w join marked using (entity, id, system)
      on conflict (id, entity, system) do update
        set seq = default, matched_by = excluded.matched_by, candidates = excluded.candidates,
          reason = excluded.reason, kind = excluded.kind, seen_at = excluded.seen_at
        where (r.matched_by, r.candidates, r.reason) is distinct from
          (excluded.matched_by, excluded.candidates, excluded.reason)
    )
    select entity, asked as id, system from given where cardinality(candidates) = 0`.execute(store)
  return refused
}

/** How long a system that lost the record of an entity is not taken to have one under the same number again. */
const absentForMs = 15 * 60_000

/**
 * One statement: the links end, the history keeps them, and no system has two records of which one is gone. Where ids are
 * the same everywhere, nothing would tell that the system was asked: it reads ABSENT for a while.
 */
export async function writeEndings(
  store: Executor,
  ended: readonly { entity: string; key: ExternalKey }[],
  { at, sharedIds }: { at: Date; sharedIds: ReadonlySet<string> },
): Promise<void> {
  const absentUntil = new Date(at.getTime() + absentForMs)
  await sql`with w as (
      select * from unnest(
        ${ended.map(({ entity }) => entity)}::text[], ${ended.map(({ key }) => key.system)}::text[],
        ${ended.map(({ key }) => key.externalId)}::text[]
      ) as w (entity, system, external_id)
    ), single as (
      delete from identity_review r using w
      where r.kind = 'DUPLICATE' and r.entity = w.entity and r.system = w.system
        and w.external_id = any(r.candidates) and cardinality(r.candidates) = 2
    ), fewer as (
      update identity_review r set candidates = array_remove(r.candidates, w.external_id) from w
      where r.kind = 'DUPLICATE' and r.entity = w.entity and r.system = w.system
        and w.external_id = any(r.candidates) and cardinality(r.candidates) > 2
    ), gone as (
      delete from link l
      using w
      where l.entity = w.entity and l.system = w.system and l.external_id = w.external_id
        and l.entity <> all(${[...sharedIds]}::text[])
      returning l.*
    ), absent as (
      update link l
      set state = 'ABSENT', external_id = null, origin = null, matched_by = null,
        absent_until = ${absentUntil}::timestamptz, updated_at = ${at}::timestamptz
      from w join link o using (entity, system, external_id)
      where l.entity = o.entity and l.id = o.id and l.system = o.system and l.state = 'LINKED'
        and l.entity = any(${[...sharedIds]}::text[])
      returning l.entity, l.id, l.system, o.external_id, o.origin, o.matched_by, o.created_at
    )
    insert into link_history (entity, id, system, external_id, origin, matched_by, ending, linked_at, ended_at)
    select entity, id, system, external_id, origin, matched_by, 'GONE', created_at, ${at}::timestamptz
    from gone
    union all
    select entity, id, system, external_id, origin, matched_by, 'GONE', created_at, ${at}::timestamptz
    from absent`.execute(store)
}
