import cluster, { type Worker } from 'node:cluster'
import type { FromWorker, ToWorker } from './worker-messages.ts'

/** One worker, as its supervisor sees it. */
export interface WorkerProcess {
  /** Does nothing for one that is gone. */
  send(message: ToWorker): void
  /** At once. */
  kill(): void
  onMessage(listener: (message: FromWorker) => void): void
  /** Told once, of its exit code or the signal that ended it. */
  onExit(listener: (code: number | null, signal: string | null) => void): void
}

/** Where a worker finds its number. */
export const workerVariable = 'HEADWATER_WORKER'

/** Processes of this very command with `args`, which share the ports that they listen on. */
export function createFork(args: readonly string[]): (worker: number) => WorkerProcess {
  // Figures that are no JSON numbers (NaN, Infinity) come as they are.
  cluster.setupPrimary({ args: [...args], serialization: 'advanced' })
  // One that is not told to stop any more has to be ended with its supervisor.
  const running = new Set<Worker>()
  process.on('exit', () => running.forEach((worker) => worker.process.kill('SIGKILL')))
  return (number) => {
    const worker = cluster.fork({ [workerVariable]: String(number) })
    running.add(worker)
    worker.once('exit', () => running.delete(worker))
    // A message to one that has just died.
    worker.on('error', () => undefined)
    return {
      send(message) {
        if (worker.isConnected()) worker.send(message)
      },
      kill: () => void worker.process.kill('SIGKILL'),
      onMessage: (listener) => void worker.on('message', listener),
      onExit: (listener) => void worker.once('exit', listener),
    }
  }
}
