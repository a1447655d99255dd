import cluster from 'node:cluster'
import type { StartProblem } from '../errors/start-problem.ts'
import type { MetricFamily } from '../observability/metric-family.ts'
import type { FromWorker, ToWorker } from './worker-messages.ts'
import { workerVariable } from './worker-process.ts'

/** What a worker has to do with the process that started it. */
export interface WorkerLink {
  /** From 1 on; the one that takes its place has the same. */
  number: number
  /** Says that everything is there, and waits until the others are as far. Rejects when it is to end instead. */
  mayListen(): Promise<void>
  listening(port: number): void
  refused(problems: readonly StartProblem[]): Promise<void>
  answerMetrics(read: () => Promise<readonly MetricFamily[]>): void
  /** It is to end: told so, or the process that started it is gone. */
  onStop(listener: () => void): void
}

/** Null where this process is nobody's worker. */
export function openWorkerLink(): WorkerLink | null {
  const { worker } = cluster
  if (!worker) return null
  // Node would end it at once when its supervisor is gone; requests under way are answered first.
  worker.exitedAfterDisconnect = true
  const say = (message: FromWorker, sent: () => void = () => undefined): void => {
    if (worker.isConnected()) worker.send(message, undefined, sent)
    else sent()
  }
  const hear = <Kind extends ToWorker['kind']>(
    kind: Kind,
    listener: (message: Extract<ToWorker, { kind: Kind }>) => void,
  ): void => {
    worker.on('message', (message: ToWorker) => {
      if (message.kind === kind) listener(message as Extract<ToWorker, { kind: Kind }>)
    })
  }
  const stopListeners = new Set<() => void>()
  const stop = (): void => stopListeners.forEach((listener) => listener())
  hear('STOP', stop)
  worker.once('disconnect', stop)
  return {
    number: Number(process.env[workerVariable]),
    mayListen() {
      const { promise, resolve, reject } = Promise.withResolvers<undefined>()
      hear('LISTEN', () => resolve(undefined))
      stopListeners.add(() => reject(new Error('It was told to end before it took requests.')))
      say({ kind: 'READY' })
      return promise
    },
    listening: (port) => say({ kind: 'LISTENING', port }),
    refused: (problems) => new Promise((resolve) => say({ kind: 'REFUSED', problems }, resolve)),
    answerMetrics(read) {
      hear('METRICS', ({ request }) => {
        read().then(
          (families) => say({ kind: 'METRICS', request, families }),
          () => say({ kind: 'METRICS', request, families: [] }),
        )
      })
    },
    onStop: (listener) => void stopListeners.add(listener),
  }
}
