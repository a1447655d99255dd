/** Gives a place back; a second time does nothing. */
export type Release = () => void

/** Something of which there is a most: altogether, and for each who holds it. */
export interface Places {
  /** Null where there is no more, and for whom. */
  take(holder: string): { release: Release } | { full: 'ALL' | 'HOLDER' }
  readonly taken: number
}

export function createPlaces(most: { total: number; perHolder: number }): Places {
  const byHolder = new Map<string, number>()
  let taken = 0
  return {
    get taken() {
      return taken
    },
    take(holder) {
      const own = byHolder.get(holder) ?? 0
      if (own >= most.perHolder) return { full: 'HOLDER' }
      if (taken >= most.total) return { full: 'ALL' }
      taken++
      byHolder.set(holder, own + 1)
      let isHeld = true
      return {
        release() {
          if (!isHeld) return
          isHeld = false
          taken--
          const left = (byHolder.get(holder) ?? 1) - 1
          if (left > 0) byHolder.set(holder, left)
          else byHolder.delete(holder)
        },
      }
    },
  }
}
