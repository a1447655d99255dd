import { formatStartProblem, StartRefusedError, type StartProblem } from '../errors/start-problem.ts'
import type { MetricFamily } from '../observability/metric-family.ts'
import type { WorkerEvent } from '../observability/worker-event.ts'
import type { WorkerProcess } from './worker-process.ts'

export interface SupervisorOptions {
  count: number
  /** Starts the worker of that number. */
  fork: (worker: number) => WorkerProcess
  onEvent: (event: WorkerEvent) => void
  /** No worker is left, and none can start. */
  onGivenUp: (reason: StartRefusedError) => void
  times?: Partial<SupervisorTimes>
}

/** Milliseconds. */
interface SupervisorTimes {
  /** Before a worker that died is replaced; twice as long each time that one dies young. */
  pauseMs: number
  longestPauseMs: number
  /** Whoever lived so long did not die of how it was started. */
  steadyMs: number
  /** For the figures of one worker. */
  metricsMs: number
  /** What a worker has to end in, its own grace and a margin. */
  stopMs: number
}

export interface Supervisor {
  /** @returns the port on which all listen. @throws StartRefusedError of the first that cannot start; all are ended then */
  start(): Promise<number>
  /** The figures of each worker that answers in time, by its number. */
  readMetrics(): Promise<ReadonlyMap<number, readonly MetricFamily[]>>
  /** How many take requests, and how many were replaced. */
  counts(): { listening: number; replaced: number }
  /** All at once finish what is under way, and end. */
  close(): Promise<void>
}

interface Held {
  process: WorkerProcess
  bornAt: number
  state: 'starting' | 'ready' | 'listening'
  refusal: readonly StartProblem[] | null
  ended: PromiseWithResolvers<string>
}

const usualTimes: SupervisorTimes = {
  pauseMs: 100,
  longestPauseMs: 5_000,
  steadyMs: 30_000,
  metricsMs: 2_000,
  stopMs: 20_000,
}
/** So many in a row that were never ready, while nobody else is: more would not help. */
const mostFailedStarts = 5

/**
 * Keeps so many workers running. The first one starts alone: what is done once is done by it, and what refuses the start is
 * said once. They listen only when all are ready, so that nobody who comes early meets one that is not.
 */
export function superviseWorkers(options: SupervisorOptions): Supervisor {
  const { count, fork, onEvent, onGivenUp } = options
  const times = { ...usualTimes, ...options.times }
  const workers = new Map<number, Held>()
  const started = Promise.withResolvers<number>()
  const asked = new Map<string, (families: readonly MetricFamily[]) => void>()
  /** How often the worker of a number died young, since one lived long. */
  const youngDeaths = new Map<number, number>()
  const pauses = new Set<NodeJS.Timeout>()
  let phase: 'starting' | 'serving' | 'closing' = 'starting'
  let failedStarts = 0
  let replaced = 0
  let requests = 0

  const all = (state: Held['state']): boolean =>
    workers.size === count && workers.values().every((held) => held.state === state)
  const listening = () => workers.values().filter(({ state }) => state === 'listening')

  function launch(worker: number): void {
    const held: Held = {
      process: fork(worker),
      bornAt: performance.now(),
      state: 'starting',
      refusal: null,
      ended: Promise.withResolvers(),
    }
    workers.set(worker, held)
    held.process.onMessage((message) => {
      switch (message.kind) {
        case 'READY':
          held.state = 'ready'
          failedStarts = 0
          onReady(worker, held)
          return
        case 'LISTENING':
          held.state = 'listening'
          onEvent({ type: 'LISTENING', worker })
          if (phase !== 'starting' || !all('listening')) return
          phase = 'serving'
          started.resolve(message.port)
          return
        case 'REFUSED':
          held.refusal = message.problems
          return
        case 'METRICS':
          asked.get(`${worker}/${message.request}`)?.(message.families)
      }
    })
    held.process.onExit((code, signal) => onExit(worker, held, signal ?? String(code ?? 'unknown')))
  }
  const onReady = (worker: number, held: Held): void => {
    if (phase === 'serving') held.process.send({ kind: 'LISTEN' })
    else if (phase === 'starting') {
      if (worker === 1) for (let other = 2; other <= count; other++) launch(other)
      if (all('ready')) for (const each of workers.values()) each.process.send({ kind: 'LISTEN' })
    }
  }
  const onExit = (worker: number, held: Held, how: string): void => {
    workers.delete(worker)
    held.ended.resolve(how)
    if (phase === 'closing') return
    if (phase === 'starting') {
      started.reject(refusalOf(worker, held, how))
      return
    }
    if (held.state === 'starting' && ++failedStarts >= mostFailedStarts && listening().next().done) {
      onEvent({ type: 'ENDED', worker, how, problems: textsOf(held), restartInMs: null })
      phase = 'closing'
      onGivenUp(refusalOf(worker, held, how))
      return
    }
    const isSteady = performance.now() - held.bornAt >= times.steadyMs
    const deaths = isSteady ? 0 : (youngDeaths.get(worker) ?? 0)
    youngDeaths.set(worker, deaths + 1)
    const restartInMs = Math.min(times.pauseMs * 2 ** deaths, times.longestPauseMs)
    onEvent({ type: 'ENDED', worker, how, problems: textsOf(held), restartInMs })
    replaced++
    const pause = setTimeout(() => {
      pauses.delete(pause)
      launch(worker)
    }, restartInMs)
    pauses.add(pause)
  }
  const endAll = async (): Promise<void> => {
    phase = 'closing'
    pauses.forEach(clearTimeout)
    const left = [...workers.values()]
    for (const { process } of left) process.send({ kind: 'STOP' })
    const impatience = setTimeout(() => left.forEach(({ process }) => process.kill()), times.stopMs)
    await Promise.all(left.map(({ ended }) => ended.promise))
    clearTimeout(impatience)
  }

  return {
    async start() {
      launch(1)
      try {
        return await started.promise
      } catch (error) {
        await endAll()
        throw error
      }
    },
    async readMetrics() {
      const request = ++requests
      const answers = [...workers].map(async ([worker, { process }]) => {
        const key = `${worker}/${request}`
        const { promise, resolve } = Promise.withResolvers<readonly MetricFamily[]>()
        const limit = setTimeout(() => resolve([]), times.metricsMs)
        asked.set(key, resolve)
        process.send({ kind: 'METRICS', request })
        const families = await promise
        clearTimeout(limit)
        asked.delete(key)
        return [worker, families] as const
      })
      return new Map(await Promise.all(answers))
    },
    counts: () => ({ listening: listening().toArray().length, replaced }),
    close: endAll,
  }
}

function textsOf({ refusal }: Held): string[] {
  return refusal?.map(formatStartProblem) ?? []
}

function refusalOf(worker: number, { refusal }: Held, how: string): StartRefusedError {
  if (refusal) return new StartRefusedError(refusal)
  const message = `Worker ${worker} ended (${how}) before it was ready. The log says why; start without --workers to see it alone.`
  return new StartRefusedError([{ file: null, line: null, message }])
}
