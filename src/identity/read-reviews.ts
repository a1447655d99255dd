import { sql, type Kysely } from 'kysely'
import type { Tables } from '../store/tables.ts'
import type { Review } from './crosswalk.ts'

interface ReviewRow {
  seq: string
  entity: string
  id: string
  system: string
  matched_by: string
  candidates: string[]
  reason: string
  seen_ms: number
}

/** Newest first, by keyset; a cursor that is not ours starts at the newest. Entities that no longer exist are left out. */
export async function readReviews(
  store: Kysely<Tables>,
  { first, after }: { first: number; after: string | null },
): Promise<{ reviews: Review[]; cursors: string[]; hasNextPage: boolean }> {
  const before = after !== null && /^\d{1,18}$/.test(after) ? after : null
  const { rows } = await sql<ReviewRow>`select seq, entity, id, system, matched_by, candidates, reason,
      (extract(epoch from seen_at) * 1000)::float8 as seen_ms
    from identity_review r
    where (${before}::bigint is null or seq < ${before}::bigint) and exists (
      select from link l where l.id = r.id and l.entity = r.entity and l.state = 'LINKED'
    )
    order by seq desc
    limit ${first + 1}`.execute(store)
  const page = rows.slice(0, first)
  return {
    reviews: page.map(({ seq: _seq, matched_by: matchedBy, seen_ms: seenMs, ...review }) => ({
      ...review,
      matchedBy,
      seenAt: new Date(seenMs).toISOString(),
    })),
    cursors: page.map(({ seq }) => seq),
    hasNextPage: rows.length > first,
  }
}
