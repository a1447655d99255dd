import type { GraphQLSchema } from 'graphql'
import type { AuditAdministration } from '../audit/audit-administration.ts'
import type { SourceCache } from '../cache/source-cache.ts'
import type { Crosswalk } from '../identity/crosswalk.ts'
import type { Logger } from '../observability/logger.ts'
import { describeConfigured } from '../reads/describe-configured.ts'
import { createGatewayRoots } from '../reads/gateway-roots.ts'
import { createReadEngine } from '../reads/read-engine.ts'
import { createResolvers } from '../resolvers/create-resolvers.ts'
import { createExecutor, type Executor } from '../resolvers/executor.ts'
import { buildCanonicalSchema } from '../schema/build-schema.ts'
import { createSubscriber, type Subscriber } from '../resolvers/subscriber.ts'
import { createWriteRoots } from '../writes/write-roots.ts'
import { createWriteSources } from '../writes/write-sources.ts'
import type { OpenedDeclarations } from './open-declarations.ts'
import { openWrites, type OpenedBook, type WriteOptions, type Writes } from './open-writes.ts'

interface EngineParts {
  opened: OpenedDeclarations
  crosswalk: Crosswalk
  audit: Pick<AuditAdministration, 'list'>
  book: OpenedBook
  /** Null: nothing is kept. */
  cache: SourceCache | null
  writing: WriteOptions
  maxPrice: number
  logger: Logger
  now: () => number
}

export interface Engine {
  schema: GraphQLSchema
  executor: Executor
  subscriber: Subscriber
  writes: Writes
}

/** What answers requests: the schema that clients see, how documents are run over it, and what changes things. */
export function createEngine(parts: EngineParts): Engine {
  const { opened, crosswalk, audit, book, cache, writing, maxPrice, logger, now } = parts
  const { loaded, catalog, datasources, sdl } = opened.declarations
  const cards = Object.entries(loaded.config.systems).map(
    ([name, { datasource, owner, contact }]) =>
      [name, { vendor: datasource.vendor, owner, contact }] as const,
  )
  const configured = describeConfigured(catalog, datasources)
  const { health } = opened.observers
  const reads = createReadEngine({
    catalog,
    datasources,
    authorityOf: configured.authorityOf,
    crosswalk,
    gatewayRoots: {
      ...createGatewayRoots({ catalog, crosswalk, audit, systems: new Map(cards), health }),
      ...createWriteRoots(book),
    },
    countPending: (entity, ids) => book.countPending(entity, ids),
    cache,
    now,
    onProblem: logger.problem,
  })
  const schema = buildCanonicalSchema(sdl, createResolvers(catalog), catalog)
  const writes = openWrites({ ...writing, opened, book, crosswalk, reads, schema, logger, now })
  const executor = createExecutor({
    schema,
    catalog,
    engine: reads,
    writes: writes.engine,
    configured,
    maxPrice,
    whenDenied: loaded.config.permissions?.onDenied ?? 'NULL',
    onDenied: opened.observers.denied,
    onExecuted: opened.observers.metrics.executed,
  })
  const subscriber = createSubscriber({
    schema,
    catalog,
    sources: createWriteSources(book),
    onDenied: opened.observers.denied,
  })
  return { schema, executor, subscriber, writes }
}
