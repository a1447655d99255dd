import type { Call } from '../datasources/call.ts'
import type { CaseContext } from './subject.ts'

/** Every way in which records of a kind can be read, by a name for people; each as large as it may be. */
export function lookUpsOf({
  source: { byId, byKey, byReference, list },
  fixture: { ids, keys = {}, references = {}, listedOnlyBy },
}: CaseContext): Map<string, (call: Call) => Promise<unknown>> {
  const page = { first: 2, after: null, orderBy: null }
  const lookUps = new Map<string, (call: Call) => Promise<unknown>>()
  const filter = listedOnlyBy ? [listedOnlyBy] : []
  if (byId) lookUps.set('by id', (call) => byId.load(ids.slice(0, byId.max), call))
  for (const [key, { load, max }] of byKey) {
    const values = (keys[key] ?? []).map(({ value }) => value).slice(0, max)
    lookUps.set(`by ${key}`, (call) => load(values, call))
  }
  for (const [field, { load, batch }] of byReference) {
    const parents = references[field] ?? []
    lookUps.set(`by ${field}`, (call) => load(parents[0] ?? '', page, call))
    if (batch)
      lookUps.set(`by ${field}, batch`, (call) => batch.load(parents.slice(0, batch.max), page, call))
  }
  if (list) lookUps.set('list', (call) => list.load({ ...page, filter }, call))
  return lookUps
}
