import { hash, randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createPolicies, longestLifeMs } from '../cache/cache-policy.ts'
import type { SharedTier } from '../cache/shared-tier.ts'
import { createSourceCache } from '../cache/create-source-cache.ts'
import type { SourceCache } from '../cache/source-cache.ts'
import type { Settings } from '../config/settings.ts'
import { recordKindKey } from '../datasources/datasource.ts'
import type { Logger } from '../observability/logger.ts'
import { ownFile } from '../package/own-files.ts'
import type { Redis } from '../redis/create-redis.ts'
import type { Database } from '../store/database.ts'
import { hearSourceChanges, type SourceNotices } from './fence-writes.ts'
import type { OpenedDeclarations } from './open-declarations.ts'

/** Raised with every change of how entries are written. */
const form = 2
/** Beyond what any request takes: who began to read before a fence has ended by then. */
const longestReadMs = 15 * 60_000

export interface OpenedCache {
  cache: SourceCache
  notices: SourceNotices
  close(): void
}

/** Records are kept as declared, in this process and, where there is a Redis, for all replicas. Null: it is off. */
export async function openCache(options: {
  opened: OpenedDeclarations
  settings: Settings
  database: Database
  redis: Redis | null
  logger: Pick<Logger, 'staleSystem'>
  now: () => number
}): Promise<OpenedCache | null> {
  const { opened, settings, database, redis, logger, now } = options
  const { catalog, datasources } = opened.declarations
  if (!settings.cache.isOn) return null
  const shared = redis && (await openShared(redis, options))
  const { maxEntries, maxBytes } = settings.cache
  const cache = createSourceCache({
    policyOf: createPolicies(catalog),
    partsOf: (system, entity) =>
      catalog.entities
        .get(entity)
        ?.sources.flatMap((source) => (source.system === system ? source.part : [])) ?? [],
    isKey: ({ system, entity, part }, field) =>
      datasources.get(system)?.records.get(recordKindKey(entity, part))?.byKey.has(field) ?? false,
    memory: { maxEntries, maxBytes },
    shared,
    now,
    onStale: logger.staleSystem,
  })
  opened.observers.metrics.watchCache(cache)
  const notices = hearSourceChanges(database, cache)
  return { cache, notices, close: notices.close }
}

async function openShared(
  redis: Redis,
  { opened, database, now }: Pick<Parameters<typeof openCache>[0], 'opened' | 'database' | 'now'>,
): Promise<SharedTier> {
  // Loaded by those alone who have a Redis, as its client is.
  const [{ createSharedTier }, { createKeyvStore }] = await Promise.all([
    import('../cache/shared-tier.ts'),
    import('../redis/create-keyv-store.ts'),
  ])
  return createSharedTier({
    redis,
    store: createKeyvStore(redis),
    namespace: await namespaceOf(opened, database),
    fenceLifeMs: longestLifeMs(opened.declarations.catalog) + longestReadMs,
    now,
  })
}

/**
 * What is read for one deployment, of one account, by one mapping and version, is found by no other. The deployment's own
 * id, which is in its store alone, keeps anyone from telling what the rest was.
 */
async function namespaceOf(opened: OpenedDeclarations, database: Database): Promise<string> {
  const { loaded, sdl, datasources } = opened.declarations
  const [deployment] = await database.query('select id from deployment', [])
  const systems = [...datasources].map(([name, { fingerprint }]) => [name, fingerprint ?? randomUUID()])
  const files = [ownFile('package.json'), loaded.file]
  const [version, config] = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => '')))
  const texts = sdl.map(({ text }) => text)
  const told = JSON.stringify([form, version, deployment?.id, systems, config, texts])
  return `hw:${hash('sha256', told, 'base64url').slice(0, 22)}`
}
