import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse, validate, type DocumentNode, type ExecutionResult } from 'graphql'
import type { Principal } from '../../src/auth/principal.ts'
import type { Datasource } from '../../src/datasources/datasource.ts'
import { createCrosswalk } from '../../src/identity/create-crosswalk.ts'
import type { Crosswalk } from '../../src/identity/crosswalk.ts'
import { createSystemHealth } from '../../src/observability/system-health.ts'
import { describeConfigured } from '../../src/reads/describe-configured.ts'
import { createGatewayRoots } from '../../src/reads/gateway-roots.ts'
import { createReadEngine } from '../../src/reads/read-engine.ts'
import { createResolvers } from '../../src/resolvers/create-resolvers.ts'
import { createExecutor, type Denial, type RequestContext } from '../../src/resolvers/executor.ts'
import { buildCanonicalSchema } from '../../src/schema/build-schema.ts'
import { loadSdl } from '../../src/schema/load-sdl.ts'
import { readCatalog } from '../../src/schema/read-catalog.ts'
import { openDatabase, type Database } from '../../src/store/database.ts'
import { migrate } from '../../src/store/migrations/migrate.ts'

export interface MemoryGateway {
  /**
   * As a developer who did not ask for the plan, unless `context` says otherwise. Of a parsed document that comes again the
   * plan is kept, as it is where Apollo Server parses.
   */
  run(
    query: string | DocumentNode,
    variables?: Record<string, unknown>,
    context?: Partial<RequestContext>,
  ): Promise<ExecutionResult>
  crosswalk: Crosswalk
  /** Reported so far. */
  denials: readonly Denial[]
  /** ms since epoch; tests may move it. */
  clock: { now: number }
  close(): Promise<void>
}

/** The read path from the parsed document on, over given datasources and a real store in a temporary folder. */
export async function createMemoryGateway(
  datasources: ReadonlyMap<string, Datasource>,
  openStore = (dataDir: string): Promise<Database> => openDatabase({ dataDir }),
): Promise<MemoryGateway> {
  const dataDir = await mkdtemp(join(tmpdir(), 'headwater-test-'))
  const database = await openStore(dataDir)
  await migrate(database)
  const clock = { now: Date.parse('2026-11-01T12:00:00Z') }
  const now = () => clock.now
  const crosswalk = createCrosswalk({ database, now })
  const sdl = loadSdl()
  const { catalog } = readCatalog(sdl)
  const configured = describeConfigured(catalog, datasources)
  const engine = createReadEngine({
    catalog,
    datasources,
    crosswalk,
    authorityOf: configured.authorityOf,
    gatewayRoots: createGatewayRoots({
      catalog,
      crosswalk,
      systems: new Map(),
      health: createSystemHealth({ systems: [], now }),
    }),
    now,
    onProblem: (message, error) => {
      throw new Error(message, { cause: error })
    },
  })
  const schema = buildCanonicalSchema(sdl, createResolvers(catalog))
  const denials: Denial[] = []
  const execute = createExecutor({
    schema,
    catalog,
    engine,
    configured,
    onDenied: 'NULL',
    reportDenial: (denial) => void denials.push(denial),
  })
  return {
    crosswalk,
    denials,
    clock,
    run(query, variables = {}, given = {}) {
      const document = typeof query === 'string' ? parse(query) : query
      const errors = validate(schema, document)
      if (errors.length > 0) return Promise.resolve({ errors })
      const principal: Principal = {
        id: 'test',
        roles: ['DEVELOPER'],
        scopes: 'ALL',
        tenant: 'test',
        customer: null,
        attributes: {},
      }
      const { signal } = new AbortController()
      const context = { requestId: 'test', principal, signal, wantsPlan: false, ...given }
      return execute({ document, operationName: null, variables, context })
    },
    async close() {
      await database.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
