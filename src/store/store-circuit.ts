import type { Session, SessionSource } from './session.ts'
import { isAlive, mayBeLost, storeUnavailable } from './store-error.ts'

export type StoreState = 'up' | 'down'

export interface StoreHealth {
  state(): StoreState
  /** When it became so, ms since epoch. */
  since(): number
}

export interface StoreStateChange {
  state: StoreState
  /** ms since epoch. */
  since: number
}

export interface StoreCircuitOptions {
  now: () => number
  /** How often a store that is up is asked for a sign of life; null: only after a failure. */
  probeEveryMs: number | null
  /** A store that has not answered by then is down. */
  probeLimitMs: number
  /** The pause between two probes while it is down. */
  retryEveryMs: number
}

export interface StoreCircuit extends Pick<SessionSource, 'acquire' | 'close'> {
  health: StoreHealth
  /** Gives back what ends the listening. */
  onStateChange(listener: (change: StoreStateChange) => void): () => void
}

/**
 * Sessions that fail at once while the store is known to be down, so that no request waits for a time-out that another
 * one has waited for already. A failure only raises the suspicion; a probe decides, and whoever comes meanwhile waits
 * for it: one connection that an operator ended is no outage.
 */
export function createStoreCircuit(source: SessionSource, options: StoreCircuitOptions): StoreCircuit {
  const { now, probeEveryMs, probeLimitMs, retryEveryMs } = options
  const listeners = new Set<(change: StoreStateChange) => void>()
  let current: StoreStateChange = { state: 'up', since: now() }
  let probing: Promise<void> | null = null
  let suspicion: Promise<void> | null = null
  let timer: NodeJS.Timeout | undefined
  let isClosed = false

  const become = (state: StoreState): void => {
    if (isClosed || current.state === state) return
    current = { state, since: now() }
    for (const listener of listeners) listener(current)
  }
  const scheduleProbe = (): void => {
    const pauseMs = current.state === 'up' ? probeEveryMs : retryEveryMs
    if (!isClosed && pauseMs !== null) timer = setTimeout(() => void probe(), pauseMs).unref()
  }
  const probeOnce = async (): Promise<void> => {
    clearTimeout(timer)
    try {
      await source.probe(probeLimitMs)
      become('up')
    } catch (error) {
      if (isAlive(error)) become('up')
      else {
        become('down')
        // What is in flight would wait for its own time-out where the other end vanished without a word.
        source.dropConnections()
      }
    }
    probing = null
    scheduleProbe()
  }
  const probe = (): Promise<void> => (probing ??= probeOnce())
  const suspect = (error: unknown): void => {
    if (isClosed || current.state === 'down' || !mayBeLost(error)) return
    suspicion ??= probe().finally(() => (suspicion = null))
  }
  const watched = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      suspect(error)
      throw error
    }
  }

  scheduleProbe()
  return {
    health: { state: () => current.state, since: () => current.since },
    onStateChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    async acquire(): Promise<Session> {
      await suspicion
      if (current.state === 'down') throw storeUnavailable()
      const session = await watched(() => source.acquire())
      return {
        query: (sql, parameters, name) => watched(() => session.query(sql, parameters, name)),
        script: (sql) => watched(() => session.script(sql)),
        release: () => session.release(),
      }
    },
    async close() {
      isClosed = true
      clearTimeout(timer)
      await source.close()
    },
  }
}
