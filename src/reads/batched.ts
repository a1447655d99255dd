import DataLoader from 'dataloader'

/** Gathers the calls of one turn into one. */
export function batched<Item, Result>(
  run: (items: readonly Item[]) => Promise<readonly Result[]>,
): (item: Item) => Promise<Result> {
  const loader = new DataLoader<Item, Result>(run, {
    cache: false,
    batchScheduleFn: (dispatch) => setImmediate(dispatch),
  })
  return (item) => loader.load(item)
}

/** The same for calls that give nothing. */
export function batchedWrites<Item>(
  run: (items: readonly Item[]) => Promise<void>,
): (item: Item) => Promise<undefined> {
  return batched(async (items) => {
    await run(items)
    return items.map(() => undefined)
  })
}
