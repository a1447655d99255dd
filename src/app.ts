import { openAudit, type Audit } from './audit/open-audit.ts'
import { sandboxKeys } from './auth/sandbox-keys.ts'
import { createAuthenticator } from './compose/create-authenticator.ts'
import { createEngine } from './compose/create-engine.ts'
import { openBook, type Writes } from './compose/open-writes.ts'
import { fenceWrites } from './compose/fence-writes.ts'
import { openCache, type OpenedCache } from './compose/open-cache.ts'
import { closeDeclarations, type OpenedDeclarations } from './compose/open-declarations.ts'
import type { Settings } from './config/settings.ts'
import { openControlServer, type ControlServer } from './control/control-server.ts'
import { auditRoutes } from './control/audit-routes.ts'
import { keyRoutes } from './control/key-routes.ts'
import { linkRoutes } from './control/link-routes.ts'
import { writeRoutes } from './control/write-routes.ts'
import { describeFindings } from './datasources/inspection/check-contract.ts'
import { createContractCheck } from './datasources/inspection/create-contract-check.ts'
import type { EmbeddedDatabase } from './datasources/define-datasource.ts'
import { GatewayError } from './errors/gateway-error.ts'
import { StartRefusedError } from './errors/start-problem.ts'
import { createGraphql } from './http/create-graphql.ts'
import { createHttpServer } from './http/create-http-server.ts'
import { createCrosswalk } from './identity/create-crosswalk.ts'
import { createLinkAdministration } from './identity/link-administration.ts'
import { listenForMetrics } from './http/listen-for-metrics.ts'
import { createMetricsServer } from './http/metrics-server.ts'
import type { Health } from './http/serve-health.ts'
import { openKeys, type Keys } from './keys/open-keys.ts'
import { redisDown, storeDown } from './observability/alert-conditions.ts'
import type { Observers } from './observability/observers.ts'
import type { Logger } from './observability/logger.ts'
import type { Redis } from './redis/create-redis.ts'
import { entitiesWithSharedIds } from './schema/catalog.ts'
import type { Secret } from './secrets/secret.ts'
import { openDatabase, type Database } from './store/database.ts'
import { acquireDataDirLock, DataDirInUseError } from './store/lock.ts'
import { migrateAs } from './store/migrate-as.ts'
import { MigrationError } from './store/migrations/migration-error.ts'
import { eraseValues } from './outbox/erase-values.ts'
import { createWriteAdministration } from './writes/write-administration.ts'
import type { WritePatience } from './writes/write-parts.ts'

export interface AppOptions {
  opened: OpenedDeclarations
  settings: Settings
  logger: Logger
  now: () => number
  /** Where it is not the usual; for tests of what takes its time. */
  writePatience?: Partial<WritePatience>
  /** What else has to be there before the first request is answered; gets the embedded database to fill. */
  beforeServing?: (database: EmbeddedDatabase) => Promise<void>
  /** Where this process is one of several on one port: asked when all is there; the others' figures are shown with its own. */
  mayListen?: () => Promise<void>
}

export interface App {
  http: {
    /** The port that it listens on. */
    port: number
  }
  metrics: {
    /** That of `/metrics`; null where another process shows its figures. */
    port: number | null
  }
  /** Requests under way have `graceMs` to finish: 10 s unless told. */
  close(graceMs?: number): Promise<void>
}

/**
 * The composition root. The embedded store is opened while the port is taken, for it may take seconds; over a server's, which
 * others may be on, nobody can connect before requests are answered, so that a proxy passes them on to another replica.
 *
 * @throws StartRefusedError for what a person has to settle; nothing is left open then
 */
export async function createApp(options: AppOptions): Promise<App> {
  const { opened, settings, logger, now } = options
  const { observers, embedded } = opened
  const { keyChange: onChange, problem: onProblem } = logger
  const sampleKeys = settings.sandboxKeys ? sandboxKeys : []
  let database: Database | null = null
  let audit: Audit | null = null
  let writes: Writes | null = null
  let keys: Keys | null = null
  let cache: OpenedCache | null = null
  let control: ControlServer | null = null
  const authenticator = createAuthenticator({
    opened,
    settings,
    now,
    // Asked only once the store is open.
    keys: async (key) => (await keys?.identify(key)) ?? null,
  })
  const redis = settings.redisUrl && (await openRedis(settings.redisUrl, logger, observers))
  const http = createHttpServer({
    corsOrigins: settings.corsOrigins,
    trustedProxies: settings.trustedProxies,
    limits: settings.limits,
    redis,
    authenticate: authenticator.authenticate,
    // Nothing that it asks, introspection first, would be answered.
    page: settings.operations?.only ? null : { sampleKeys },
    onDenied: observers.denied,
    onStream: observers.stream,
    now,
    logger: { ...logger, request: observeRequests(logger, observers) },
    health: () => describeHealth(database),
  })
  const metrics = createMetricsServer({ metrics: observers.metrics })
  const contractCheck = createContractCheck({
    datasources: opened.declarations.datasources,
    everyMs: settings.contractCheckEveryMs,
    onFinding: (report) => describeFindings(report).forEach(logger.warn),
  })
  let lock: { release(): Promise<void> } | null = null
  const close = async (graceMs?: number): Promise<void> => {
    await control?.close()
    await http.close(graceMs)
    redis?.close()
    // Once no request waits for one any more; what is not ended by then is given back.
    await writes?.close()
    await metrics.close()
    await contractCheck.close()
    await authenticator.close()
    await closeDeclarations(opened)
    cache?.close()
    await audit?.close()
    await database?.close()
    await lock?.release()
  }
  try {
    const { dataDir, storeUrl, storeMigrateUrl } = settings
    // What can be refused at once comes first: a folder in use, a port in use.
    if (!storeUrl) lock = await acquireDataDirLock(dataDir)
    const listen = () => http.listen(settings.port, settings.host)
    const early = storeUrl ? null : await listen()
    const metricsPort = options.mayListen ? null : await listenForMetrics(metrics, settings, logger.warn)

    database = await openDatabase({ dataDir, now, ...(storeUrl && { url: storeUrl }) })
    watchStore(database, observers)
    await migrateAs(database, storeUrl && storeMigrateUrl)
    const { auditDropped: onDropped } = observers.metrics
    const { auditMs: retentionMs } = settings.retention
    audit = openAudit({ database, retentionMs, eraseBesides: eraseValues, now, onDropped, onProblem })
    observers.hearDenials(audit.denied)
    keys = openKeys({ database, catalog: opened.declarations.catalog, now, onChange, onProblem })
    const sharedIds = entitiesWithSharedIds(opened.declarations.catalog)
    const crosswalk = createCrosswalk({ database, now, sharedIds })
    cache = await openCache({ opened, settings, database, redis, logger, now })
    const plainBook = openBook(database, crosswalk, settings.retention)
    const book = cache ? fenceWrites(plainBook, { ...cache, crosswalk }) : plainBook
    const { catalog } = opened.declarations
    const administration = createWriteAdministration({ database, book, catalog, now })
    // A server's store is open to commands themselves; this one to nobody else.
    if (!storeUrl)
      control = await openControlServer({
        dataDir,
        routes: [
          ...keyRoutes(keys.administration),
          ...auditRoutes(audit.administration),
          ...writeRoutes(administration),
          ...linkRoutes(createLinkAdministration({ database, crosswalk, now })),
        ],
        logger,
      })
    embedded.serve(database)
    await options.beforeServing?.(embedded.database)

    const engine = createEngine({
      ...{ opened, crosswalk, logger, now },
      audit: audit.administration,
      book,
      cache: cache?.cache ?? null,
      writing: {
        database,
        isAlone: !storeUrl,
        retention: settings.retention,
        ...(options.writePatience && { patience: options.writePatience }),
      },
      maxPrice: settings.limits.maxPrice,
    })
    writes = engine.writes
    await writes.start()
    const { deprecatedField: onDeprecatedField } = observers.metrics
    const { limits, sandbox } = settings
    const { freshFor } = settings.cache
    const onDenied = observers.denied
    const only = settings.operations?.only ?? false
    const operations = opened.operations && { registry: opened.operations, only }
    const graphql = { ...engine, operations, limits, sandbox, freshFor, logger, onDenied, onDeprecatedField }
    const { answer, subscriptions } = await createGraphql(graphql, http.principalOf)
    http.serve(answer, subscriptions)
    await options.mayListen?.()
    const port = early ?? (await listen())
    contractCheck.start()
    return { http: { port }, metrics: { port: metricsPort }, close }
  } catch (error) {
    await close()
    throw refusalOf(error)
  }
}

function watchStore(database: Database, { metrics, alerts }: Observers): void {
  metrics.storeUp(database.health.state() === 'up')
  database.onStateChange(({ state }) => {
    metrics.storeUp(state === 'up')
    if (state === 'down') alerts?.raise('STORE_DOWN', storeDown)
    else alerts?.resolve('STORE_DOWN')
  })
}

/** Replicas share their limits and records in it; without it each keeps its own, so that it is down is the operator's to know. */
async function openRedis(url: Secret, logger: Logger, { metrics, alerts }: Observers): Promise<Redis> {
  // Its client takes a tenth of a second to load, which only those pay who have one.
  const { createRedis } = await import('./redis/create-redis.ts')
  metrics.redisUp(false)
  return createRedis({
    url,
    onStateChange(isUp) {
      metrics.redisUp(isUp)
      logger.redis({ isUp })
      if (isUp) alerts?.resolve('REDIS_DOWN')
      else alerts?.raise('REDIS_DOWN', redisDown)
    },
  })
}

function describeHealth(database: Database | null): Health {
  const store = database?.health.state() ?? 'down'
  return { store, degraded: store === 'down' }
}

/** Answered requests are logged, and counted. */
function observeRequests(logger: Logger, { metrics }: Observers): Logger['request'] {
  return (event) => {
    logger.request(event)
    metrics.request(event)
  }
}

/** Errors that a person was meant to read are refusals; every other stays what it is. */
function refusalOf(error: unknown): unknown {
  const isForPerson = [DataDirInUseError, MigrationError, GatewayError].some((kind) => error instanceof kind)
  if (!(error instanceof Error) || !isForPerson) return error
  return new StartRefusedError([{ file: null, line: null, message: error.message }], error)
}
