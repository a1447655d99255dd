import { openDeclarations } from '../compose/open-declarations.ts'
import { startTracing } from '../observability/start-tracing.ts'
import { openWorkerLink } from '../workers/worker-link.ts'
import { describeStart } from './describe-start.ts'
import { exitOnUnknownError } from './exit-on-unknown-error.ts'
import { writeCompiled } from './keep-compiled.ts'
import { prepare } from './prepare.ts'
import { readWorkers } from './read-workers.ts'
import { resetDataDir } from './reset-data-dir.ts'
import { runGateway } from './run-gateway.ts'
import { startWorker } from './start-worker.ts'
import { stopOnSignal } from './stop-on-signal.ts'

export interface StartOptions {
  config?: string
  reset?: boolean
  workers?: string
}

/** `headwater start`: runs until a signal. @throws StartRefusedError; nothing is left running then */
export async function start(options: StartOptions): Promise<void> {
  const link = openWorkerLink()
  if (link) {
    await startWorker(link, options.config)
    return
  }
  const prepared = await prepare(options.config)
  const { loaded, settings, logger } = prepared
  const workers = readWorkers(options.workers, process.env.WORKERS)
  if (workers > 1) {
    const { startWorkers } = await import('./start-workers.ts')
    await startWorkers(prepared, workers, options)
    return
  }
  // Refusals of what is declared come before anything is wiped, opened or started.
  const tracing = settings.tracing ? await startTracing() : null
  const opened = openDeclarations({ loaded, logger, now: Date.now })
  if (options.reset) await resetDataDir(settings.dataDir)

  const starting = runGateway(prepared, opened)
  // From here on there is something to close, ready or not.
  const close = async (graceMs?: number): Promise<void> => {
    const [started] = await Promise.allSettled([starting])
    if (started.status === 'fulfilled') await started.value.close(graceMs)
    await tracing?.close()
  }
  stopOnSignal(close)
  exitOnUnknownError(logger, () => close(0))
  const { port, metricsPort, showcaseEmail } = await starting
  const readyAfterMs = performance.now()
  console.log(
    describeStart({ port, metricsPort: metricsPort ?? 0, loaded, settings, showcaseEmail, readyAfterMs }),
  )
  writeCompiled()
}
