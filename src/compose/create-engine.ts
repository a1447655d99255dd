import type { GraphQLSchema } from 'graphql'
import type { Crosswalk } from '../identity/crosswalk.ts'
import type { Logger } from '../observability/logger.ts'
import { describeConfigured } from '../reads/describe-configured.ts'
import { createGatewayRoots } from '../reads/gateway-roots.ts'
import { createReadEngine } from '../reads/read-engine.ts'
import { createWriteRoots } from '../reads/write-roots.ts'
import { createResolvers } from '../resolvers/create-resolvers.ts'
import { createExecutor, type Executor } from '../resolvers/executor.ts'
import { buildCanonicalSchema } from '../schema/build-schema.ts'
import type { WriteBook } from '../writes/write-book.ts'
import type { WriteEngine } from '../writes/write-engine.ts'
import type { OpenedDeclarations } from './open-declarations.ts'

interface EngineParts {
  opened: OpenedDeclarations
  crosswalk: Crosswalk
  /** What applies mutations, and its book; without them nothing is ever written. */
  writes?: { engine: WriteEngine; book: WriteBook } | undefined
  maxPrice: number
  logger: Logger
  now: () => number
}

/** What answers requests: the schema that clients see, and how documents are run over it. */
export function createEngine(parts: EngineParts): { schema: GraphQLSchema; executor: Executor } {
  const { opened, crosswalk, writes, maxPrice, logger, now } = parts
  const { loaded, catalog, datasources, sdl } = opened.declarations
  const cards = Object.entries(loaded.config.systems).map(
    ([name, { datasource, owner, contact }]) =>
      [name, { vendor: datasource.vendor, owner, contact }] as const,
  )
  const configured = describeConfigured(catalog, datasources)
  const engine = createReadEngine({
    catalog,
    datasources,
    authorityOf: configured.authorityOf,
    crosswalk,
    gatewayRoots: {
      ...createGatewayRoots({
        catalog,
        crosswalk,
        systems: new Map(cards),
        health: opened.observers.health,
      }),
      ...(writes && createWriteRoots(writes.book)),
    },
    countPending: writes && ((entity, ids) => writes.book.countPending(entity, ids)),
    now,
    onProblem: logger.problem,
  })
  const schema = buildCanonicalSchema(sdl, createResolvers(catalog))
  const executor = createExecutor({
    schema,
    catalog,
    engine,
    writes: writes?.engine,
    configured,
    maxPrice,
    whenDenied: loaded.config.permissions?.onDenied ?? 'NULL',
    onDenied: opened.observers.denied,
  })
  return { schema, executor }
}
