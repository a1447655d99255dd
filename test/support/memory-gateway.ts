import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse, validate, type DocumentNode, type ExecutionResult } from 'graphql'
import { createAuditAdministration } from '../../src/audit/audit-administration.ts'
import type { Principal } from '../../src/auth/principal.ts'
import { defaultLimits } from '../../src/config/settings.ts'
import type { Datasource } from '../../src/datasources/datasource.ts'
import { createCrosswalk } from '../../src/identity/create-crosswalk.ts'
import type { Crosswalk } from '../../src/identity/crosswalk.ts'
import type { DenialEvent } from '../../src/observability/denial-event.ts'
import type { ExecutionListener } from '../../src/observability/execution-event.ts'
import { createSystemHealth } from '../../src/observability/system-health.ts'
import { describeConfigured } from '../../src/reads/describe-configured.ts'
import { createGatewayRoots } from '../../src/reads/gateway-roots.ts'
import { createReadEngine } from '../../src/reads/read-engine.ts'
import { createResolvers } from '../../src/resolvers/create-resolvers.ts'
import { createExecutor, type RequestContext } from '../../src/resolvers/executor.ts'
import { entitiesWithSharedIds } from '../../src/schema/catalog.ts'
import { buildCanonicalSchema } from '../../src/schema/build-schema.ts'
import { loadSdl, type SdlFile } from '../../src/schema/load-sdl.ts'
import { readCatalog } from '../../src/schema/read-catalog.ts'
import { openDatabase, type Database } from '../../src/store/database.ts'
import { migrate } from '../../src/store/migrations/migrate.ts'
import { eraseValues } from '../../src/outbox/erase-values.ts'
import type { WriteEngine } from '../../src/writes/write-engine.ts'
import { nobody } from './nobody.ts'
import { prepareStore } from './prepare-store.ts'

export interface MemoryGateway {
  /** As a developer who did not ask for the plan, unless `context` says otherwise. */
  run(
    query: string,
    variables?: Record<string, unknown>,
    context?: Partial<RequestContext>,
  ): Promise<ExecutionResult>
  /** The same for a document that is parsed and validated once, so that its plan is kept. @throws GraphQLError */
  prepare(
    query: string,
  ): MemoryGateway['run'] extends (query: string, ...rest: infer Rest) => infer Result
    ? (...rest: Rest) => Result
    : never
  crosswalk: Crosswalk
  database: Database
  /** Reported so far. */
  denials: readonly DenialEvent[]
  /** ms since epoch; tests may move it. */
  clock: { now: number }
  close(): Promise<void>
}

const developer: Principal = { ...nobody, roles: ['DEVELOPER'] }

/** The read path from the parsed document on, over given datasources and a real store in a temporary folder. */
export async function createMemoryGateway(
  datasources: ReadonlyMap<string, Datasource>,
  {
    openStore = (dataDir: string): Promise<Database> => openDatabase({ dataDir }),
    resolversOf = createResolvers,
    maxPrice = defaultLimits.maxPrice,
    whenDenied = 'NULL',
    writes,
    onExecuted = () => undefined,
    sdl = loadSdl(),
  }: {
    openStore?: (dataDir: string) => Promise<Database>
    /** Others than the gateway's own, to compare with. */
    resolversOf?: typeof createResolvers
    maxPrice?: number
    whenDenied?: 'NULL' | 'REJECT'
    /** What mutations are done by; none are without it. */
    writes?: WriteEngine
    onExecuted?: ExecutionListener
    /** The canonical one unless told. */
    sdl?: readonly SdlFile[]
  } = {},
): Promise<MemoryGateway> {
  const dataDir = await mkdtemp(join(tmpdir(), 'headwater-test-'))
  await prepareStore(dataDir)
  const database = await openStore(dataDir)
  await migrate(database)
  const clock = { now: Date.parse('2026-11-01T12:00:00Z') }
  const now = () => clock.now
  const { catalog } = readCatalog(sdl)
  const crosswalk = createCrosswalk({ database, now, sharedIds: entitiesWithSharedIds(catalog) })
  const configured = describeConfigured(catalog, datasources)
  const engine = createReadEngine({
    catalog,
    datasources,
    crosswalk,
    authorityOf: configured.authorityOf,
    gatewayRoots: createGatewayRoots({
      catalog,
      crosswalk,
      audit: createAuditAdministration(database, eraseValues, now),
      systems: new Map(),
      health: createSystemHealth({ systems: [], now }),
    }),
    now,
    onProblem: (message, error) => {
      throw new Error(message, { cause: error })
    },
  })
  const schema = buildCanonicalSchema(sdl, resolversOf(catalog))
  const denials: DenialEvent[] = []
  const execute = createExecutor({
    schema,
    catalog,
    engine,
    configured,
    maxPrice,
    whenDenied,
    writes,
    onExecuted,
    onDenied: (denial) => void denials.push(denial),
  })
  const runDocument = (
    document: DocumentNode,
    variables: Record<string, unknown> = {},
    given: Partial<RequestContext> = {},
  ): Promise<ExecutionResult> => {
    const { signal } = new AbortController()
    const context = {
      requestId: 'test',
      principal: developer,
      signal,
      wantsPlan: false,
      seesSchema: true,
      idempotencyKey: null,
      ...given,
    }
    return execute({ document, operationName: null, variables, context })
  }
  return {
    crosswalk,
    database,
    denials,
    clock,
    run(query, variables, given) {
      const document = parse(query)
      const errors = validate(schema, document)
      return errors.length > 0 ? Promise.resolve({ errors }) : runDocument(document, variables, given)
    },
    prepare(query) {
      const document = parse(query)
      const [error] = validate(schema, document)
      if (error) throw error
      return (variables, given) => runDocument(document, variables, given)
    },
    async close() {
      await database.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
