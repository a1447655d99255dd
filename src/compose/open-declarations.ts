import { placeOfIssuer } from '../auth/tokens/issuer-config.ts'
import type { LoadedConfig } from '../config/load-config.ts'
import { readDeclarations, type Declarations } from '../config/read-declarations.ts'
import { defaultLimits } from '../config/settings.ts'
import type { EmbeddedDatabase } from '../datasources/define-datasource.ts'
import type { Patience } from '../datasources/transport/patience.ts'
import type { Logger } from '../observability/logger.ts'
import { createObservers, type Observers } from '../observability/observers.ts'

export interface OpenedDeclarations {
  declarations: Declarations
  /** Told of everything that happens at the upstreams. */
  observers: Observers
  embedded: { database: EmbeddedDatabase; serve(database: EmbeddedDatabase): void }
}

/**
 * The first half of starting, which touches nothing: what is declared, checked. Datasources are opened before the store
 * is, so the embedded database that they get answers only once the app has opened it.
 *
 * @throws StartRefusedError with every problem
 */
export function openDeclarations({
  loaded,
  logger,
  now,
  patience,
}: {
  loaded: LoadedConfig
  logger: Logger
  now: () => number
  patience?: Partial<Patience>
}): OpenedDeclarations {
  const { promise, resolve } = Promise.withResolvers<EmbeddedDatabase>()
  const database: EmbeddedDatabase = {
    query: async (sql, parameters) => (await promise).query(sql, parameters),
  }
  const { systems, auth, alerts } = loaded.config
  const observers = createObservers({
    systems: new Map(Object.entries(systems)),
    issuers: auth?.issuers?.map((_issuer, index) => placeOfIssuer(index)) ?? [],
    alertsWebhook: alerts?.webhook ?? null,
    logger,
    now,
  })
  const { maxReplyBytes } = { ...defaultLimits, ...loaded.config.limits }
  const context = {
    now,
    maxReplyBytes,
    onEvent: observers.listen,
    warn: logger.warn,
    embeddedDatabase: database,
  }
  const declarations = readDeclarations(loaded, { ...context, ...(patience && { patience }) })
  return { declarations, observers, embedded: { database, serve: resolve } }
}

export async function closeDeclarations({ declarations, observers }: OpenedDeclarations): Promise<void> {
  await Promise.all([...declarations.datasources.values()].map((datasource) => datasource.close()))
  await observers.close()
}
