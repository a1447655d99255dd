import { StartRefusedError } from '../errors/start-problem.ts'
import { loadConfig, type LoadedConfig } from '../config/load-config.ts'
import { resolveSettings, type Settings } from '../config/settings.ts'
import { gatherLines } from '../observability/gather-lines.ts'
import { createLogger, logLevels, type Logger } from '../observability/logger.ts'

/** What every command begins with. */
export interface Prepared {
  loaded: LoadedConfig
  settings: Settings
  logger: Logger
}

/** @throws StartRefusedError with every problem of the config and the environment */
export async function prepare(configPath: string | undefined, worker?: number): Promise<Prepared> {
  const path = configPath ?? process.env.HEADWATER_CONFIG ?? 'headwater.config.ts'
  const { loaded, problems } = await loadConfig(path)
  if (!loaded) throw new StartRefusedError(problems)
  const { settings, problems: environmentProblems } = resolveSettings(loaded, process.env)
  if (!settings) throw new StartRefusedError(environmentProblems)
  return { loaded, settings, logger: createStderrLogger(worker) }
}

/** stdout is for what a person or a script asked for; the log is a stream of its own. */
function createStderrLogger(worker: number | undefined): Logger {
  const wanted = process.env.LOG_LEVEL ?? 'info'
  const level = logLevels.find((known) => known === wanted)
  const destination = gatherLines(process.stderr)
  if (level) return createLogger({ level, destination, ...(worker !== undefined && { worker }) })
  const message = `LOG_LEVEL has to be one of ${logLevels.join(', ')}.`
  throw new StartRefusedError([{ file: null, line: null, message }])
}
