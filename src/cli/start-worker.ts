import { openDeclarations } from '../compose/open-declarations.ts'
import { StartRefusedError } from '../errors/start-problem.ts'
import { startTracing } from '../observability/start-tracing.ts'
import type { WorkerLink } from '../workers/worker-link.ts'
import { exitOnUnknownError } from './exit-on-unknown-error.ts'
import { writeCompiled } from './keep-compiled.ts'
import { prepare } from './prepare.ts'
import { runGateway } from './run-gateway.ts'

/** One of the processes of `headwater start --workers`. What refuses its start is said by the one that started it. */
export async function startWorker(link: WorkerLink, config: string | undefined): Promise<void> {
  const stopping = { begun: false }
  try {
    const prepared = await prepare(config, link.number)
    const { loaded, settings, logger } = prepared
    const tracing = settings.tracing ? await startTracing() : null
    const opened = openDeclarations({ loaded, logger, now: Date.now })
    link.answerMetrics(opened.observers.metrics.families)
    const starting = runGateway(prepared, opened, link.mayListen)
    const close = async (graceMs?: number): Promise<void> => {
      const [started] = await Promise.allSettled([starting])
      if (started.status === 'fulfilled') await started.value.close(graceMs)
      await tracing?.close()
    }
    // However often it is told: a terminal, a service manager and the one that started it may all do so.
    const stop = (): void => {
      if (stopping.begun) return
      stopping.begun = true
      close().then(
        () => process.exit(0),
        () => process.exit(1),
      )
    }
    link.onStop(stop)
    process.on('SIGTERM', stop)
    // Ctrl-C reaches all at once; what becomes of that is for the one that started this.
    process.on('SIGINT', () => undefined)
    exitOnUnknownError(logger, () => close(0))
    link.listening((await starting).port)
    writeCompiled()
  } catch (error) {
    if (stopping.begun) return
    if (!(error instanceof StartRefusedError)) throw error
    await link.refused(error.problems)
    process.exit(1)
  }
}
