import type { Backlog } from '../observability/write-event.ts'
import { createLeaseKeeper } from './keep-leases.ts'
import { watchBacklog } from './watch-backlog.ts'
import { maxLeaseMs, type ClaimedStep, type WriteBook } from './write-book.ts'

export interface DeliveryLoopOptions<Ended> {
  book: Pick<WriteBook, 'claim' | 'claimNext' | 'renew' | 'settle' | 'sweep' | 'backlog' | 'onChange'>
  /**
   * Does a step and settles it. `signal`: it is no longer ours to do. One that fails is left to its lease, so that a
   * step that cannot be delivered at all is found by how often it was tried.
   */
  deliver(claimed: ClaimedStep, signal: AbortSignal): Promise<Ended>
  /** Told when there is work next (ms since epoch), as far as is known: whoever wakes loops, of this process or others. */
  schedule?: (at: number) => void
  /** ms since epoch. */
  now: () => number
  /** How many steps it delivers at a time. */
  concurrency: number
  /** As the book has it. */
  leaseMs?: number
  /** For so long no step is taken at which so many processes ended that one more sets it aside; 0 unless told. */
  steadyMs?: number
  /** How long `close` waits for what runs: 5 s unless told. */
  patienceMs?: number
  systems?: readonly string[]
  /** What is known to be down waits, so that an outage costs no attempts; one step each second asks whether it is back. */
  isDown?: (system: string) => boolean
  /** Told each 10 s of every system that has, or had, something queued or stuck. */
  onBacklog?: (backlog: Backlog) => void
  onError?: (error: unknown) => void
}

/** `Ended` is what a delivery gives. */
export interface DeliveryLoop<Ended> {
  /**
   * Delivers a step that was leased elsewhere, with its lease kept, at once and besides the others: whoever waits for it
   * may go away. Gives what `deliver` gives; null where that failed. Never rejects.
   */
  run(claimed: ClaimedStep): Promise<Ended | null>
  /** There may be work. */
  wake(): void
  /** Takes nothing new, waits for what runs, and gives the rest back. */
  close(): Promise<void>
}

/** Between two sweeps while there is work; between two looks when the store failed. */
const pauseMs = 1_000
/** What nobody told of is found by then: less than a lease, for a process that was killed takes its news along. */
const idleMs = 5_000
/** Between two steps that are tried at a system that is down. */
const probePauseMs = 1_000
/** Changes come in bunches, most of them our own. */
const gatherMs = 10
/** A look goes over all that is due: where much is, looks take no more than a tenth of the time. */
const restFactor = 9
/** It may have taken long for another reason: it waited for a store that is busy, or away. */
const maxRestMs = 250

/**
 * The worker: claims what is due while it has hands free. The store is the truth; a wake-up that is lost or doubled is
 * found, or does nothing. A store that is down is asked again.
 */
export function createDeliveryLoop<Ended>(options: DeliveryLoopOptions<Ended>): DeliveryLoop<Ended> {
  const { book, deliver, schedule, now, concurrency, patienceMs = 5_000, onError = () => undefined } = options
  const { systems = [], isDown = () => false, onBacklog } = options
  const leases = createLeaseKeeper({ book, leaseMs: options.leaseMs ?? maxLeaseMs, onError })
  const backlog = onBacklog && watchBacklog({ book, onBacklog, onError })
  /** When a system that is down may be asked again. */
  const probeAt = new Map<string, number>()
  const steadyAt = now() + (options.steadyMs ?? 0)
  const running = new Set<Promise<unknown>>()
  let ownRunning = 0
  let isClosed = false
  let claiming: Promise<void> | null = null
  let isAgain = false
  let nextSweepAt = 0
  let timer: NodeJS.Timeout | undefined
  let timerAt = Infinity
  /** On the clock of `performance.now()`. */
  let restUntil = 0

  /** Looks again then, or sooner; not before the rest after the last look is over. */
  const lookAt = (at: number): void => {
    if (isClosed || at >= timerAt) return
    clearTimeout(timer)
    timerAt = at
    timer = setTimeout(look, Math.max(0, at - now(), restUntil - performance.now())).unref()
  }
  const look = (): void => {
    timerAt = Infinity
    if (isClosed) return
    if (claiming) isAgain = true
    else
      claiming = lookOnce()
        .finally(() => (claiming = null))
        .then(() => {
          if (isAgain) lookAt(now())
          isAgain = false
        })
  }
  const lookOnce = async (): Promise<void> => {
    const begunAt = performance.now()
    try {
      await claim()
      if (now() >= nextSweepAt) await sweep()
      else lookAt(nextSweepAt)
    } catch (error) {
      onError(error)
      lookAt(now() + pauseMs)
    } finally {
      const endedAt = performance.now()
      restUntil = endedAt + Math.min(maxRestMs, (endedAt - begunAt) * restFactor)
    }
  }
  const claim = async (): Promise<void> => {
    const down = systems.filter(isDown)
    const free = concurrency - ownRunning
    const suspects = now() >= steadyAt
    if (free > 0) for (const claimed of await book.claim(free, { notOf: down, suspects })) start(claimed)
    for (const system of down) {
      if (ownRunning >= concurrency || now() < (probeAt.get(system) ?? 0)) continue
      probeAt.set(system, now() + probePauseMs)
      for (const claimed of await book.claim(1, { system, suspects })) start(claimed)
    }
  }
  const sweep = async (): Promise<void> => {
    nextSweepAt = now() + pauseMs
    const { nextAt } = await book.sweep()
    if (nextAt !== null && nextAt > now()) schedule?.(nextAt)
    lookAt(Math.max(nextSweepAt, Math.min(nextAt ?? Infinity, now() + idleMs)))
  }
  const start = (claimed: ClaimedStep): void => {
    ownRunning += 1
    const turn = run(claimed)
      .then(() => nextOf(claimed.step.line))
      .then((next) => {
        ownRunning -= 1
        if (next) start(next)
        else lookAt(now())
      })
      .finally(() => running.delete(turn))
    running.add(turn)
  }
  /** The one behind it in its line, at once: a look would find it too. Not while hands are short, for others wait longer. */
  const nextOf = async (line: string): Promise<ClaimedStep | null> => {
    if (isClosed || ownRunning >= concurrency) return null
    try {
      return await book.claimNext(line, systems.filter(isDown))
    } catch (error) {
      onError(error)
      return null
    }
  }
  const run = (claimed: ClaimedStep): Promise<Ended | null> => {
    const delivery = leases
      .keep(claimed, (signal) => deliver(claimed, signal))
      .catch((error: unknown) => {
        onError(error)
        return null
      })
      .finally(() => running.delete(delivery))
    running.add(delivery)
    return delivery
  }

  /** One that was claimed behind another just before is waited for, too. */
  const allDone = async (): Promise<void> => {
    while (running.size > 0) await Promise.all(running)
  }

  const wake = () => lookAt(now() + gatherMs)
  const stopListening = book.onChange(wake)
  lookAt(now())

  return {
    run,
    wake,
    async close() {
      isClosed = true
      clearTimeout(timer)
      stopListening()
      backlog?.close()
      await claiming
      const impatience = Promise.withResolvers<undefined>()
      const limit = setTimeout(() => impatience.resolve(undefined), patienceMs)
      await Promise.race([allDone(), impatience.promise])
      clearTimeout(limit)
      await leases.close()
    },
  }
}
