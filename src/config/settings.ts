import { dirname, resolve } from 'node:path'
import { z } from 'zod'
import type { StartProblem } from '../errors/start-problem.ts'
import { parseDurationMs } from '../schema/duration.ts'
import type { HeadwaterConfig, LimitsConfig } from './define-config.ts'
import type { LoadedConfig } from './load-config.ts'
import { Secret } from '../secrets/secret.ts'

/** Everything that may come from config or environment, settled: the environment wins, then the config, then defaults. */
export interface Settings {
  /** 0 lets the operating system choose. */
  port: number
  host: string
  corsOrigins: readonly string[]
  /** Addresses and networks. */
  trustedProxies: readonly string[]
  /** Base port of the simulated vendors. */
  sandboxPort: number
  sandbox: boolean
  sandboxKeys: boolean
  /** Absolute path. */
  dataDir: string
  /** Null: the embedded store in `dataDir`. */
  storeUrl: Secret | null
  /** Under which the store is brought to this version; null: under `storeUrl`. */
  storeMigrateUrl: Secret | null
  /** Null: limits are each replica's own. */
  redisUrl: Secret | null
  /** Null: clients send documents, and no ids. */
  operations: {
    /** Absolute path of the manifest. */
    file: string
    /** Nothing else is served. */
    only: boolean
  } | null
  limits: Required<LimitsConfig>
  /** `HEADWATER_TRACING=otlp`: spans are kept and sent. */
  tracing: boolean
  /** 0: never. */
  contractCheckEveryMs: number
  retention: RetentionSettings
  cache: CacheSettings
  metrics: {
    port: number
    /** Nobody chose the port, so another will do. */
    isDefault: boolean
  }
}

export interface CacheSettings {
  isOn: boolean
  maxEntries: number
  maxBytes: number
  /** Roles that may ask for a fresh read. */
  freshFor: readonly string[]
}

/** Each some 1 kB: what a process of half a gigabyte has room for. */
const defaultMemory = { records: 100_000, megabytes: 128 }
/** People at work, and those who look into what is wrong; not a website that asks for all its visitors. */
const defaultFreshFor = ['SUPPORT', 'SALES', 'FINANCE', 'FRONTDESK', 'OPERATOR', 'DEVELOPER']

/** How long the store keeps what is over, in milliseconds. */
export interface RetentionSettings {
  auditMs: number
  writesMs: number
  idempotencyMs: number
}

/** A year and its accounts for who did what, a quarter to look into a write, a day to send one again. */
const defaultRetention = { audit: '400d', writes: '90d', idempotency: '24h' } as const

/** Each well above what an application needs, and below what harms. */
export const defaultLimits: Required<LimitsConfig> = {
  // From a customer over orders, lines and items and back to customers and bookings is 13.
  maxDepth: 15,
  // All fields of all entities of the schema, several times over.
  maxFields: 2_000,
  // A page of look-ups by id, which a list would do better.
  maxRootFields: 50,
  // As many as such a page has with 4 aliases each; an alias is a way to have one field computed again.
  maxAliases: 200,
  // A form whose every field is conditional; unknown ones cost an error each.
  maxDirectives: 100,
  // 100 customers with 20 bookings and 20 orders each, lines with items and stock, come to some 2,900 at the vendors with
  // the smallest batches; one nested list more, to 10,000 at those with the largest.
  maxPrice: 5_000,
  // Longer, and whoever waits has gone.
  requestTimeoutMs: 10_000,
  // What one core answers in a minute: above it, requests only wait for each other.
  requestsPerMinute: 60_000,
  requestsPerMinutePerCaller: 60_000,
  // Nobody guesses keys of 32 bytes; this bounds the work. Lower, and one caller with an old key would lock out all others
  // behind the same address.
  failedAuthenticationsPerMinute: 20_000,
  // What the pages of a company's own people come to; each costs some 75 kB with its subscription. One caller may be the server of a website, which
  // asks for all its visitors, but not all there is.
  maxSockets: 2_000,
  maxSocketsPerCaller: 500,
  // Each looks at its write twice a minute at least: 5,000 are 170 small queries a second.
  maxSubscriptions: 5_000,
  maxSubscriptionsPerCaller: 1_000,
  // A page of 100 records of any vendor is a tenth of it.
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

const cacheMode = z.enum(['on', 'off'], { error: 'HEADWATER_CACHE has to be on or off' })

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
  const cache = cacheMode
    .default(config.cache?.off ? 'off' : 'on')
    .safeParse(given(environment.HEADWATER_CACHE))
  if (!port.success || !sandboxPort.success || !metricsPort.success || !tracing.success || !cache.success) {
    const issues = [port, sandboxPort, metricsPort, tracing, cache].flatMap(
      (parsed) => parsed.error?.issues ?? [],
    )
    return {
      settings: null,
      problems: issues.map(({ message }) => ({ file: null, line: null, message: `${message}.` })),
    }
  }
  const storeUrl = given(environment.HEADWATER_STORE_URL)
  const storeMigrateUrl = given(environment.HEADWATER_STORE_MIGRATE_URL)
  const redisUrl = given(environment.HEADWATER_REDIS_URL)
  const wrongUrls = (['storeUrl', 'storeMigrateUrl', 'redisUrl'] as const).flatMap((key): StartProblem[] => {
    const { variable, pattern, advice } = urlOptions[key]
    const fromVariable = given(environment[variable])
    const url = fromVariable ?? config[key]?.reveal()
    if (url === undefined || (pattern.test(url) && URL.canParse(url))) return []
    // Never with the URL, for a password may be in it.
    if (fromVariable) return [{ file: null, line: null, message: `${variable} ${advice}` }]
    return [{ file, line: lineOf([key]), message: `${key}: ${config[key]?.origin} ${advice}` }]
  })
  if (wrongUrls.length > 0) return { settings: null, problems: wrongUrls }
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
    trustedProxies: config.http?.trustedProxies ?? [],
    sandboxPort: sandboxPort.data,
    sandbox,
    sandboxKeys,
    // The environment is written where the command runs, the config where its file is.
    dataDir: dataDir ? resolve(dataDir) : resolve(dirname(file), config.dataDir ?? 'data'),
    storeUrl: storeUrl ? new Secret(storeUrl, 'env HEADWATER_STORE_URL') : (config.storeUrl ?? null),
    storeMigrateUrl: storeMigrateUrl
      ? new Secret(storeMigrateUrl, 'env HEADWATER_STORE_MIGRATE_URL')
      : (config.storeMigrateUrl ?? null),
    redisUrl: redisUrl ? new Secret(redisUrl, 'env HEADWATER_REDIS_URL') : (config.redisUrl ?? null),
    operations: config.operations
      ? { file: resolve(dirname(file), config.operations.file), only: config.operations.only ?? false }
      : null,
    tracing: tracing.data === 'otlp',
    limits: { ...defaultLimits, ...config.limits },
    contractCheckEveryMs: (config.contractCheck?.everyMinutes ?? 15) * 60_000,
    retention: {
      auditMs: durationOf('audit', config),
      writesMs: durationOf('writes', config),
      idempotencyMs: durationOf('idempotency', config),
    },
    cache: {
      isOn: cache.data === 'on',
      maxEntries: config.cache?.memory?.records ?? defaultMemory.records,
      maxBytes: (config.cache?.memory?.megabytes ?? defaultMemory.megabytes) * 1_000_000,
      freshFor: config.cache?.freshFor ?? defaultFreshFor,
    },
    metrics: { port: metricsPort.data, isDefault: chosenMetricsPort === undefined },
  }
  return { settings, problems: [] }
}

/** Checked with the config already. */
function durationOf(kind: keyof typeof defaultRetention, { retention }: HeadwaterConfig): number {
  return parseDurationMs(retention?.[kind] ?? defaultRetention[kind]) ?? 0
}

/** Connection strings, by their option. */
const urlOptions = {
  storeUrl: {
    variable: 'HEADWATER_STORE_URL',
    pattern: /^postgres(?:ql)?:\/\//,
    advice:
      'has to be like postgres://user:password@host:5432/database, special characters in it percent-encoded.',
  },
  storeMigrateUrl: {
    variable: 'HEADWATER_STORE_MIGRATE_URL',
    pattern: /^postgres(?:ql)?:\/\//,
    advice:
      'has to be like postgres://owner:password@host:5432/database, special characters in it percent-encoded.',
  },
  redisUrl: {
    variable: 'HEADWATER_REDIS_URL',
    pattern: /^rediss?:\/\//,
    advice: 'has to be like redis://user:password@host:6379, special characters in it percent-encoded.',
  },
} as const

/** Only this machine itself can connect to it. */
function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/i.test(host)
}

/** An empty variable is one that is not set. */
function given(value: string | undefined): string | undefined {
  return value === '' ? undefined : value
}
