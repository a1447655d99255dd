import { createWorld } from '../../sandbox/world/create-world.ts'
import { createDatabaseSeed } from '../../sandbox/world/database-seed.ts'
import { createApp } from '../app.ts'
import type { OpenedDeclarations } from '../compose/open-declarations.ts'
import { fillSandboxDatabase } from './fill-sandbox-database.ts'
import { joinSandbox } from './join-sandbox.ts'
import type { Prepared } from './prepare.ts'

export interface RunningGateway {
  port: number
  /** Null where another process shows its figures. */
  metricsPort: number | null
  /** E-mail of a customer that all systems of the sandbox know; null without the sandbox. */
  showcaseEmail: string | null
  /** @param graceMs how long requests under way may take to finish */
  close(graceMs?: number): Promise<void>
}

/** The gateway of this process, with the sandbox where there is one. @throws StartRefusedError; nothing is left then */
export async function runGateway(
  { settings, logger }: Prepared,
  opened: OpenedDeclarations,
  mayListen?: () => Promise<void>,
): Promise<RunningGateway> {
  const options = { opened, settings, logger, now: Date.now, ...(mayListen && { mayListen }) }
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
