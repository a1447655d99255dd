import { createWorld } from '../../sandbox/world/create-world.ts'
import { createDatabaseSeed } from '../../sandbox/world/database-seed.ts'
import { startTracing } from '../observability/start-tracing.ts'
import { createApp } from '../app.ts'
import { openDeclarations, type OpenedDeclarations } from '../compose/open-declarations.ts'
import { describeStart } from './describe-start.ts'
import { exitOnUnknownError } from './exit-on-unknown-error.ts'
import { fillSandboxDatabase } from './fill-sandbox-database.ts'
import { joinSandbox } from './join-sandbox.ts'
import { writeCompiled } from './keep-compiled.ts'
import { prepare, type Prepared } from './prepare.ts'
import { resetDataDir } from './reset-data-dir.ts'
import { stopOnSignal } from './stop-on-signal.ts'

/** `headwater start`: runs until a signal. @throws StartRefusedError; nothing is left running then */
export async function start(options: { config?: string; reset?: boolean }): Promise<void> {
  const prepared = await prepare(options.config)
  const { loaded, settings, logger } = prepared
  // Refusals of what is declared come before anything is wiped, opened or started.
  const tracing = settings.tracing ? await startTracing() : null
  const opened = openDeclarations({ loaded, logger, now: Date.now })
  if (options.reset) await resetDataDir(settings.dataDir)

  const starting = run(prepared, opened)
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
  console.log(describeStart({ port, metricsPort, loaded, settings, showcaseEmail, readyAfterMs }))
  writeCompiled()
}

interface Running {
  port: number
  metricsPort: number
  showcaseEmail: string | null
  /** @param graceMs how long requests under way may take to finish */
  close(graceMs?: number): Promise<void>
}

async function run(prepared: Prepared, opened: OpenedDeclarations): Promise<Running> {
  const { settings, logger } = prepared
  const options = { opened, settings, logger, now: Date.now }
  if (!settings.sandbox) {
    const app = await createApp(options)
    return { port: app.http.port, metricsPort: app.metrics.port, showcaseEmail: null, close: app.close }
  }
  // The simulators start while the app does; when either cannot, nothing is left of the other.
  const giveUp = new AbortController()
  const { sandboxPort: basePort, dataDir } = settings
  const joining = joinSandbox({ basePort, dataDir, signal: giveUp.signal, onExit: logger.warn })
  const joined = Promise.allSettled([joining])
  try {
    const world = createWorld()
    const app = await createApp({
      ...options,
      async beforeServing(database) {
        await fillSandboxDatabase(database, world.version, () => createDatabaseSeed(world))
        await joining
      },
    })
    const close = async (graceMs?: number): Promise<void> => {
      await app.close(graceMs)
      await (await joining).close()
    }
    return {
      port: app.http.port,
      metricsPort: app.metrics.port,
      showcaseEmail: world.persons[0]?.email ?? null,
      close,
    }
  } catch (error) {
    giveUp.abort()
    const [result] = await joined
    if (result.status === 'fulfilled') await result.value.close()
    throw error
  }
}
