import { dirname, resolve as resolvePath } from 'node:path'
import { placeOfIssuer } from '../auth/tokens/issuer-config.ts'
import type { LoadedConfig } from '../config/load-config.ts'
import { readDeclarations, type Declarations } from '../config/read-declarations.ts'
import { defaultLimits } from '../config/settings.ts'
import type { EmbeddedDatabase } from '../datasources/define-datasource.ts'
import type { Patience } from '../datasources/transport/patience.ts'
import { createDocumentCheck } from '../http/check-document.ts'
import type { Logger } from '../observability/logger.ts'
import { createObservers, type Observers } from '../observability/observers.ts'
import { readManifest } from '../operations/read-manifest.ts'
import { createOperationRegistry, type OperationRegistry } from '../operations/registry.ts'
import { buildCanonicalSchema } from '../schema/build-schema.ts'

export interface OpenedDeclarations {
  declarations: Declarations
  /** Null where the config names no manifest. */
  operations: OperationRegistry | null
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
  const operations = openOperations(declarations)
  return { declarations, operations, observers, embedded: { database, serve: resolve } }
}

/** @throws StartRefusedError for operations that the schema or the limits refuse by now */
function openOperations({ loaded, sdl, catalog }: Declarations): OperationRegistry | null {
  const { operations, limits } = loaded.config
  if (!operations) return null
  const check = createDocumentCheck(buildCanonicalSchema(sdl, {}, catalog), { ...defaultLimits, ...limits })
  const named = { file: loaded.file, line: loaded.lineOf(['operations']) }
  const place = { file: resolvePath(dirname(loaded.file), operations.file), named }
  return createOperationRegistry(readManifest(place, (document) => check(document, { hidesSchema: false })))
}

export async function closeDeclarations({ declarations, observers }: OpenedDeclarations): Promise<void> {
  await Promise.all([...declarations.datasources.values()].map((datasource) => datasource.close()))
  await observers.close()
}
