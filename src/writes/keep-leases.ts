import type { ClaimedStep, WriteBook } from './write-book.ts'

export interface LeaseKeeper {
  /** Renews the lease while the work runs, and gives what it gives; `signal` tells it when the lease is lost. */
  keep<T>(claimed: ClaimedStep, work: (signal: AbortSignal) => Promise<T>): Promise<T>
  /** Gives back what is still held: nobody knows what becomes of it. */
  close(): Promise<void>
}

interface Held {
  claimed: ClaimedStep
  controller: AbortController
  /** Ends it when the lease does. From the first renewal on counted from the question, so never later than the store. */
  end: NodeJS.Timeout
}

/** Renews all leases that are held, together, each third of a lease. */
export function createLeaseKeeper(options: {
  book: Pick<WriteBook, 'renew' | 'settle'>
  leaseMs: number
  onError: (error: unknown) => void
}): LeaseKeeper {
  const { book, leaseMs, onError } = options
  const held = new Set<Held>()
  let isRenewing = false
  let timer: NodeJS.Timeout | undefined

  const release = (each: Held) => {
    clearTimeout(each.end)
    held.delete(each)
    if (held.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
  const lose = (each: Held) => {
    release(each)
    each.controller.abort(new Error('The lease of this step is lost.'))
  }
  const endIn = (each: Pick<Held, 'claimed'>, ms: number) =>
    setTimeout(() => held.forEach((other) => other.claimed === each.claimed && lose(other)), ms).unref()

  const renew = async () => {
    if (isRenewing) return
    isRenewing = true
    const asked = [...held]
    const askedAt = performance.now()
    try {
      const kept = new Set(await book.renew(asked.map(({ claimed }) => claimed)))
      for (const each of asked) {
        if (!held.has(each)) continue
        clearTimeout(each.end)
        if (kept.has(each.claimed)) each.end = endIn(each, askedAt + leaseMs - performance.now())
        else lose(each)
      }
    } catch (error) {
      onError(error)
    } finally {
      isRenewing = false
    }
  }

  return {
    async keep(claimed, work) {
      const each = { claimed, controller: new AbortController(), end: endIn({ claimed }, leaseMs) }
      held.add(each)
      timer ??= setInterval(() => void renew(), leaseMs / 3).unref()
      try {
        return await work(each.controller.signal)
      } finally {
        release(each)
      }
    },
    async close() {
      const left = [...held]
      left.forEach(lose)
      await Promise.all(
        left.map(({ claimed }) =>
          book
            .settle(claimed, {
              ...{ state: 'READY', reason: null, externalId: null, version: null, wasAttempted: true },
              ...{ retry: { at: 0, isInDoubt: true }, audit: [] },
            })
            .catch(onError),
        ),
      )
    },
  }
}
