import DataLoader from 'dataloader'
import type { Ambiguity, Crosswalk, Identity, LinkOutcome, MatchedLink } from '../identity/crosswalk.ts'
import type { SystemName } from '../schema/catalog.ts'

export interface RecordKey {
  entity: string
  system: SystemName
  externalId: string
}

/** The crosswalk's changes, one entity at a time for the caller. */
export interface CrosswalkWrites {
  mint(key: RecordKey): Promise<Identity>
  linkMatched(link: MatchedLink): Promise<LinkOutcome>
  markAbsent(absence: Parameters<Crosswalk['markAbsent']>[0][number]): Promise<undefined>
  markAmbiguous(ambiguity: Ambiguity): Promise<'LISTED' | 'REFUSED'>
}

/** First sights come in crowds (a list's page): what they store in one turn goes to the store together. */
export function batchWrites(crosswalk: Crosswalk): CrosswalkWrites {
  return {
    mint: batched((keys: readonly RecordKey[]) => mintAll(crosswalk, keys)),
    linkMatched: batched((links: readonly MatchedLink[]) => crosswalk.linkMatched(links)),
    markAbsent: batchedVoid(crosswalk.markAbsent),
    markAmbiguous: batched(crosswalk.markAmbiguous),
  }
}

async function mintAll(crosswalk: Crosswalk, keys: readonly RecordKey[]): Promise<Identity[]> {
  const kindOf = ({ entity, system }: RecordKey) => `${entity} ${system}`
  const minted = new Map<string, ReadonlyMap<string, Identity>>()
  for (const [kind, group] of Map.groupBy(keys, kindOf)) {
    const [first] = group
    const ids = group.map(({ externalId }) => externalId)
    if (first) minted.set(kind, await crosswalk.mint(first.entity, first.system, [...new Set(ids)]))
  }
  return keys.map((key) => {
    const identity = minted.get(kindOf(key))?.get(key.externalId)
    if (!identity) throw new Error(`${kindOf(key)} was not minted`)
    return identity
  })
}

/** Gathers the calls of one turn into one. */
function batched<Item, Result>(
  run: (items: readonly Item[]) => Promise<readonly Result[]>,
): (item: Item) => Promise<Result> {
  // Most requests see nothing for the first time.
  let loader: DataLoader<Item, Result> | undefined
  return (item) => {
    loader ??= new DataLoader<Item, Result>(run, {
      cache: false,
      batchScheduleFn: (dispatch) => setImmediate(dispatch),
    })
    return loader.load(item)
  }
}

/** The same for calls that give nothing. */
function batchedVoid<Item>(
  run: (items: readonly Item[]) => Promise<void>,
): (item: Item) => Promise<undefined> {
  return batched(async (items) => {
    await run(items)
    return items.map(() => undefined)
  })
}
