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
  /** `HEADWATER_TRACING=otlp`: spans are kept and sent. */
  tracing: boolean
  /** 0: never. */
  contractCheckEveryMs: number
  metrics: {
    port: number
    /** Nobody chose the port, so another will do. */
    isDefault: boolean
  }
}

export const defaultLimits: Required<LimitsConfig> = {
  maxDepth: 15,
  maxFields: 2_000,
  maxRootFields: 50,
  requestTimeoutMs: 10_000,
  requestsPerMinute: 60_000,
  maxReplyBytes: 5_000_000,
}

/** Where Prometheus looks for what exports to it. */
const defaultMetricsPort = 9_464

const portNumber = (name: string, fallback: number) =>
  z.coerce
    .number({ error: `${name} has to be a port, 0 to 65535` })
    .int({ error: `${name} has to be a port, 0 to 65535` })
    .min(0, { error: `${name} has to be a port, 0 to 65535` })
    .max(65_535, { error: `${name} has to be a port, 0 to 65535` })
    .default(fallback)

const tracingMode = z
  .enum(['off', 'otlp'], { error: 'HEADWATER_TRACING has to be otlp or off' })
  .default('off')

/** @returns the settings, or what is wrong with the environment */
export function resolveSettings(
  { config, file, lineOf }: LoadedConfig,
  environment: Readonly<Record<string, string | undefined>>,
): { settings: Settings; problems: [] } | { settings: null; problems: StartProblem[] } {
  const port = portNumber('PORT', config.http?.port ?? 4_000).safeParse(given(environment.PORT))
  const sandboxPort = portNumber('SANDBOX_PORT', 4_100).safeParse(given(environment.SANDBOX_PORT))
  const chosenMetricsPort = given(environment.METRICS_PORT) ?? config.metrics?.port
  const metricsPort = portNumber('METRICS_PORT', defaultMetricsPort).safeParse(chosenMetricsPort)
  const tracing = tracingMode.safeParse(given(environment.HEADWATER_TRACING))
  if (!port.success || !sandboxPort.success || !metricsPort.success || !tracing.success) {
    const issues = [port, sandboxPort, metricsPort, tracing].flatMap((parsed) => parsed.error?.issues ?? [])
    return {
      settings: null,
      problems: issues.map(({ message }) => ({ file: null, line: null, message: `${message}.` })),
    }
  }
  const storeUrl = given(environment.HEADWATER_STORE_URL)
  const wrongUrl = describeWrongUrl(storeUrl ?? config.storeUrl?.reveal())
  if (wrongUrl !== null) {
    const problem = storeUrl
      ? { file: null, line: null, message: `HEADWATER_STORE_URL ${wrongUrl}` }
      : { file, line: lineOf(['storeUrl']), message: `storeUrl: ${config.storeUrl?.origin} ${wrongUrl}` }
    return { settings: null, problems: [problem] }
  }
  const dataDir = given(environment.HEADWATER_DATA_DIR)
  const { sandbox = false, sandboxKeys = false } = config
  const host = config.http?.host ?? (sandbox || sandboxKeys ? '127.0.0.1' : '0.0.0.0')
  if (sandboxKeys && !sandbox && !isLoopback(host)) {
    const message = `sandboxKeys: these keys are public, and at http.host ${host} others reach the gateway. Delete sandboxKeys and make keys with headwater keys create, or let http.host be 127.0.0.1.`
    return { settings: null, problems: [{ file, line: lineOf(['sandboxKeys']), message }] }
  }
  const settings: Settings = {
    port: port.data,
    host,
    corsOrigins: config.http?.corsOrigins ?? [],
    sandboxPort: sandboxPort.data,
    sandbox,
    sandboxKeys,
    // The environment is written where the command runs, the config where its file is.
    dataDir: dataDir ? resolve(dataDir) : resolve(dirname(file), config.dataDir ?? 'data'),
    storeUrl: storeUrl ? new Secret(storeUrl, 'env HEADWATER_STORE_URL') : (config.storeUrl ?? null),
    tracing: tracing.data === 'otlp',
    limits: { ...defaultLimits, ...config.limits },
    contractCheckEveryMs: (config.contractCheck?.everyMinutes ?? 15) * 60_000,
    metrics: { port: metricsPort.data, isDefault: chosenMetricsPort === undefined },
  }
  return { settings, problems: [] }
}

/** Null when it can be connected to, or is absent; the message never has the URL, for a password may be in it. */
function describeWrongUrl(url: string | undefined): string | null {
  if (url === undefined || (/^postgres(?:ql)?:\/\//.test(url) && URL.canParse(url))) return null
  return 'has to be like postgres://user:password@host:5432/database, special characters in it percent-encoded.'
}

/** Only this machine itself can connect to it. */
function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/i.test(host)
}

/** An empty variable is one that is not set. */
function given(value: string | undefined): string | undefined {
  return value === '' ? undefined : value
}
