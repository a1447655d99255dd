import { dirname, resolve } from 'node:path'
import { z } from 'zod'
import type { StartProblem } from '../errors/start-problem.ts'
import type { LimitsConfig } from './define-config.ts'
import type { LoadedConfig } from './load-config.ts'
import { Secret } from '../secrets/secret.ts'

/** Everything that may come from config or environment, settled: the environment wins, then the config, then defaults. */
export interface Settings {
  /** 0 lets the operating system choose. */
  port: number
  host: string
  corsOrigins: readonly string[]
  /** Base port of the simulated vendors. */
  sandboxPort: number
  sandbox: boolean
  sandboxKeys: boolean
  /** Absolute path. */
  dataDir: string
  /** Null: the embedded store in `dataDir`. */
  storeUrl: Secret | null
  limits: Required<LimitsConfig>
}

export const defaultLimits: Required<LimitsConfig> = {
  maxDepth: 15,
  maxFields: 2_000,
  maxRootFields: 50,
  requestTimeoutMs: 30_000,
  requestsPerMinute: 60_000,
}

const portNumber = (name: string, fallback: number) =>
  z.coerce
    .number({ error: `${name} has to be a port, 0 to 65535` })
    .int({ error: `${name} has to be a port, 0 to 65535` })
    .min(0, { error: `${name} has to be a port, 0 to 65535` })
    .max(65_535, { error: `${name} has to be a port, 0 to 65535` })
    .default(fallback)

/** @returns the settings, or what is wrong with the environment */
export function resolveSettings(
  { config, file }: LoadedConfig,
  environment: Readonly<Record<string, string | undefined>>,
): { settings: Settings; problems: [] } | { settings: null; problems: StartProblem[] } {
  const port = portNumber('PORT', config.http?.port ?? 4_000).safeParse(given(environment.PORT))
  const sandboxPort = portNumber('SANDBOX_PORT', 4_100).safeParse(given(environment.SANDBOX_PORT))
  if (!port.success || !sandboxPort.success) {
    const issues = [port, sandboxPort].flatMap((parsed) => parsed.error?.issues ?? [])
    return {
      settings: null,
      problems: issues.map(({ message }) => ({ file: null, line: null, message: `${message}.` })),
    }
  }
  const storeUrl = given(environment.HEADWATER_STORE_URL)
  const dataDir = given(environment.HEADWATER_DATA_DIR)
  const sandbox = config.sandbox ?? false
  const settings: Settings = {
    port: port.data,
    host: config.http?.host ?? (sandbox ? '127.0.0.1' : '0.0.0.0'),
    corsOrigins: config.http?.corsOrigins ?? [],
    sandboxPort: sandboxPort.data,
    sandbox,
    sandboxKeys: config.sandboxKeys ?? false,
    // The environment is written where the command runs, the config where its file is.
    dataDir: dataDir ? resolve(dataDir) : resolve(dirname(file), config.dataDir ?? 'data'),
    storeUrl: storeUrl ? new Secret(storeUrl, 'env HEADWATER_STORE_URL') : (config.storeUrl ?? null),
    limits: { ...defaultLimits, ...config.limits },
  }
  return { settings, problems: [] }
}

/** An empty variable is one that is not set. */
function given(value: string | undefined): string | undefined {
  return value === '' ? undefined : value
}
