import type { GraphQLSchema } from 'graphql'
import type { AuditAdministration } from '../audit/audit-administration.ts'
import type { Crosswalk } from '../identity/crosswalk.ts'
import type { Logger } from '../observability/logger.ts'
import { describeConfigured } from '../reads/describe-configured.ts'
import { createGatewayRoots } from '../reads/gateway-roots.ts'
import { createReadEngine } from '../reads/read-engine.ts'
import { createResolvers } from '../resolvers/create-resolvers.ts'
import { createExecutor, type Executor } from '../resolvers/executor.ts'
import { buildCanonicalSchema } from '../schema/build-schema.ts'
import type { OpenedDeclarations } from './open-declarations.ts'

interface EngineParts {
  opened: OpenedDeclarations
  crosswalk: Crosswalk
  audit: Pick<AuditAdministration, 'list'>
  maxPrice: number
  logger: Logger
  now: () => number
}

/** What answers requests: the schema that clients see, and how documents are run over it. */
export function createEngine(parts: EngineParts): { schema: GraphQLSchema; executor: Executor } {
  const { opened, crosswalk, audit, maxPrice, logger, now } = parts
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
    gatewayRoots: createGatewayRoots({
      catalog,
      crosswalk,
      audit,
      systems: new Map(cards),
      health: opened.observers.health,
    }),
    now,
    onProblem: logger.problem,
  })
  const schema = buildCanonicalSchema(sdl, createResolvers(catalog))
  const executor = createExecutor({
    schema,
    catalog,
    engine,
    configured,
    maxPrice,
    whenDenied: loaded.config.permissions?.onDenied ?? 'NULL',
    onDenied: opened.observers.denied,
  })
  return { schema, executor }
}
