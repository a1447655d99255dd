import { createWorld } from '../../sandbox/world/create-world.ts'
import { closeDeclarations, openDeclarations } from '../compose/open-declarations.ts'
import { StartRefusedError } from '../errors/start-problem.ts'
import { createMetricsServer } from '../http/metrics-server.ts'
import { listenForMetrics } from '../http/listen-for-metrics.ts'
import { createWorkerMetrics } from '../workers/worker-metrics.ts'
import { createFork } from '../workers/worker-process.ts'
import { superviseWorkers } from '../workers/supervise-workers.ts'
import { describeStart } from './describe-start.ts'
import { exitOnUnknownError } from './exit-on-unknown-error.ts'
import { joinSandbox } from './join-sandbox.ts'
import type { Prepared } from './prepare.ts'
import { reportFailure } from './report-failure.ts'
import { resetDataDir } from './reset-data-dir.ts'
import { stopOnSignal } from './stop-on-signal.ts'

/**
 * `headwater start --workers`: this process answers no request; it starts those that do, shows their figures, replaces those
 * that die and ends them. @throws StartRefusedError; nothing is left running then
 */
export async function startWorkers(
  prepared: Prepared,
  count: number,
  options: { config?: string; reset?: boolean },
): Promise<void> {
  const { loaded, settings, logger } = prepared
  if (!settings.storeUrl) throw needsServer(count)
  if (options.reset) {
    // Refusals of what is declared come before anything is wiped.
    await closeDeclarations(openDeclarations({ loaded, logger, now: Date.now }))
    await resetDataDir(settings.dataDir)
  }
  if (!settings.redisUrl)
    logger.warn(
      `Without Redis each of the ${count} workers counts the requests of addresses and callers for itself.`,
    )

  const fork = createFork(['start', ...(options.config === undefined ? [] : ['--config', options.config])])
  const supervisor = superviseWorkers({
    count,
    fork,
    onEvent: logger.worker,
    onGivenUp: (reason) => giveUp(reason),
  })
  const metrics = createMetricsServer({ metrics: createWorkerMetrics(count, supervisor) })
  const { sandboxPort: basePort, dataDir } = settings
  const joining = settings.sandbox
    ? joinSandbox({ basePort, dataDir, signal: new AbortController().signal, onExit: logger.warn })
    : null
  const close = async (): Promise<void> => {
    await supervisor.close()
    await metrics.close()
    await (await joining?.catch(() => null))?.close()
  }
  function giveUp(reason: unknown): void {
    reportFailure(reason)
    void close().finally(() => process.exit(1))
  }
  stopOnSignal(close)
  exitOnUnknownError(logger, close)
  try {
    await joining
    const metricsPort = await listenForMetrics(metrics, settings, logger.warn)
    const port = await supervisor.start()
    const showcaseEmail = settings.sandbox ? (createWorld().persons[0]?.email ?? null) : null
    const readyAfterMs = performance.now()
    const started = { port, metricsPort, loaded, settings, showcaseEmail, readyAfterMs, workers: count }
    console.log(describeStart(started))
  } catch (error) {
    await close()
    throw error
  }
}

function needsServer(count: number): StartRefusedError {
  const message = `${count} workers need a store that several processes can use: set HEADWATER_STORE_URL (or storeUrl in the config) to a PostgreSQL, or start without --workers. The embedded store belongs to one process.`
  return new StartRefusedError([{ file: null, line: null, message }])
}
