/** In as few parts of at most `max` as it takes, in order. */
export function batchesOf<Item>(items: readonly Item[], max: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / max) }, (_, index) =>
    items.slice(index * max, (index + 1) * max),
  )
}
