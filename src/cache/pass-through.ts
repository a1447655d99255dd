import { loaded, toHeldPage } from './memory-forms.ts'
import type { Answer, Asked } from './read-request.ts'
import { gone, type HeldOutcome, type LoadedRecord, type SourceCache } from './source-cache.ts'

/** Where nothing is kept: the system is asked for each, and for nobody else. */
export function createPassThrough(now: () => number): Pick<SourceCache, 'records' | 'pages' | 'lookUps'> {
  const pass = async <Value, Held>(
    ids: readonly string[],
    ask: () => Promise<readonly Asked<Value>[]>,
    toHeld: (value: Value, asOf: number) => Held,
  ): Promise<readonly Answer<Held>[]> => {
    const asOf = now()
    try {
      return (await ask()).map((one) =>
        one.kind === 'failed' ? one : { kind: 'value', value: toHeld(one.value, asOf), asOf, isStale: false },
      )
    } catch (error) {
      return ids.map(() => ({ kind: 'failed', error }))
    }
  }
  return {
    records: (_kind, ids, { ask, call }) =>
      pass(
        ids,
        () => ask(ids, call),
        (record, asOf): HeldOutcome => (record ? loaded(record, asOf) : gone),
      ),
    pages: (_place, ids, { ask, call }) => pass(ids, () => ask(ids, call), toHeldPage),
    lookUps: (_kind, _key, values, { ask, call }) =>
      pass(
        values,
        () => ask(values, call),
        (records, asOf): readonly LoadedRecord[] => records.map((record) => loaded(record, asOf)),
      ),
  }
}
