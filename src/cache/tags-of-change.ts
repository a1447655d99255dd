import { Reference, type SourceRecord } from '../datasources/source-record.ts'
import { tagOf } from './cache-keys.ts'
import type { SourceChange } from './source-cache.ts'

export interface ChangeTags {
  /** Those that what may be shown hangs on, for this process. */
  here: readonly string[]
  /** The same for all that share a Redis, where it is not known which pages a record stands on. */
  shared: readonly string[]
  /** Of what is not to be kept while the change is under way. */
  held: readonly string[]
}

/**
 * What hangs on a change: the record, the pages of those it belongs and belonged to, and the look-ups that it may now be
 * found by. Pages and look-ups that it stands on know by themselves, for they look at each of their records.
 *
 * @param before the record as it was last read; null: not known, so that it may have belonged to anybody
 * @param isKey whether records are looked up by a field
 */
export function tagsOfChange(
  change: SourceChange,
  before: SourceRecord | null,
  isKey: (field: string) => boolean,
): ChangeTags {
  const { system, externalId, isNew, refs, fields, isAction } = change
  const held = new Set<string>()
  if (externalId !== null) held.add(tagOf.record(change, externalId))
  else if (!isNew) held.add(tagOf.kind(change))
  for (const ref of refs) {
    held.add(tagOf.under(system, ref.externalId))
    if (isAction) held.add(tagOf.record({ system, entity: ref.entity }, ref.externalId))
  }
  if (isAction && externalId !== null) held.add(tagOf.under(system, externalId))
  const parents = before ? parentsOf(before).map((id) => tagOf.under(system, id)) : []
  const here = [...held, ...parents]
  const shared = [...here, tagOf.changes(change)]
  if (!before && !isNew) here.push(tagOf.pages(change))
  if (isNew || isAction || fields.some(isKey)) {
    here.push(tagOf.lookUps(change))
    held.add(tagOf.lookUps(change))
  }
  return { here, shared, held: [...held] }
}

function parentsOf({ values }: SourceRecord): string[] {
  return Object.values(values).flatMap((value) => (value instanceof Reference ? [value.externalId] : []))
}
