import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createBusinessCentral } from '../../sandbox/business-central.ts'
import { portOffsets } from '../../sandbox/connection.ts'
import { createHubspot } from '../../sandbox/hubspot.ts'
import type { FaultRule } from '../../sandbox/kit/faults.ts'
import { createSimulatorServer, type SimulatorServer } from '../../sandbox/kit/server.ts'
import { createOpera } from '../../sandbox/opera.ts'
import type { SandboxVendor } from '../../sandbox/start-sandbox.ts'
import { createWorld } from '../../sandbox/world/create-world.ts'
import { createDatabaseSeed } from '../../sandbox/world/database-seed.ts'
import type { World } from '../../sandbox/world/world.ts'
import type { Simulator, SimulatorReply } from '../../sandbox/kit/simulator.ts'
import type { AuthConfig } from '../../src/auth/tokens/issuer-config.ts'
import { createApp } from '../../src/app.ts'
import { openDeclarations } from '../../src/compose/open-declarations.ts'
import { fillSandboxDatabase } from '../../src/cli/fill-sandbox-database.ts'
import { loadConfig } from '../../src/config/load-config.ts'
import { createControlClient, type ControlClient } from '../../src/control/control-client.ts'
import type { Declarations } from '../../src/config/read-declarations.ts'
import { resolveSettings } from '../../src/config/settings.ts'
import type { Settings } from '../../src/config/settings.ts'
import type { Patience } from '../../src/datasources/transport/patience.ts'
import { createLogger } from '../../src/observability/logger.ts'
import type { CallEvent } from '../../src/observability/upstream-event.ts'
import type { WritePatience } from '../../src/writes/write-parts.ts'
import { registerTestProvider, type EndedSpan } from '../unit/observability/tracing-provider.ts'
import { freePorts } from '../e2e/run-headwater.ts'
import { prepareStore } from './prepare-store.ts'
import { collectPrivateValues } from './private-values.ts'

export interface ReplyError {
  message: string
  path?: (string | number)[]
  extensions: { code: string; system?: string; field?: string; paths?: (string | number)[][] }
}

export interface Reply<Data = Record<string, unknown>> {
  status: number
  data?: Data | null
  errors?: ReplyError[]
}

/** One call of a datasource, in milliseconds of `performance.now()`. */
export interface TimedCall extends CallEvent {
  endedAt: number
}

export interface SandboxGateway {
  url: string
  world: World
  declarations: Declarations
  query<Data = Record<string, unknown>>(
    document: string,
    variables?: Record<string, unknown>,
    key?: string,
  ): Promise<Reply<Data>>
  /** Sends a body as it is. */
  post(body: string, headers?: Record<string, string>): Promise<{ status: number; text: string }>
  /** Calls that reached each simulator, by operation, since the last reset. */
  requests(): Promise<Record<SandboxVendor, Record<string, number>>>
  resetRequests(): Promise<void>
  /** All calls of the datasources since the last reset, the database's too. */
  calls(): readonly TimedCall[]
  fault(vendor: SandboxVendor, rule: Partial<FaultRule> & Pick<FaultRule, 'kind'>): Promise<void>
  clearFaults(): Promise<void>
  /** The simulator's own records of a type, as they are now. */
  records<Wire>(vendor: SandboxVendor, type: string): Promise<Wire[]>
  /** Closes a simulator's port; its records stay for `resume`. */
  stop(vendor: SandboxVendor): Promise<void>
  resume(vendor: SandboxVendor): Promise<void>
  /** Where a simulator listens, or something in its place once it is stopped. */
  portOf(vendor: SandboxVendor): number
  /** What an operator's commands ask the gateway by. */
  control: ControlClient
  /** Everything logged so far. */
  log(): string
  /** What `/metrics` says. */
  metrics(): Promise<string>
  /** @throws Error when anybody's data or a credential is in the log, the metrics or a span */
  close(): Promise<void>
}

export const vendors = Object.keys(portOffsets) as SandboxVendor[]

export interface SandboxGatewayOptions {
  /** With failing systems, where it is not the usual. */
  patience?: Partial<Patience>
  /** With writes, where it is not the usual. */
  writePatience?: Partial<WritePatience>
  /** In place of what the config says. */
  limits?: Partial<Settings['limits']>
  /** In place of what the config says. */
  auth?: AuthConfig
  /** false: with the rules of a gateway over real systems, e.g. that only developers see the schema. */
  sandbox?: boolean
  /** In place of what the config says. */
  redisUrl?: Settings['redisUrl']
  /** Most tests count calls, or make systems fail between two reads: nothing is kept unless told. */
  cache?: boolean
  /** Read after SANDBOX_PORT is set to the sandbox's ports; the repository's own unless told. */
  configFile?: string
  /** The gateway's time, in ms since epoch; simulators keep the real one. */
  now?: () => number
  /** Changes what a simulator would answer. */
  tamper?: (vendor: SandboxVendor, operation: string, reply: SimulatorReply) => SimulatorReply
}

const ownConfig = new URL('../../headwater.config.ts', import.meta.url).pathname

/**
 * The repository's own gateway over its own sandbox, in this process: real HTTP on free loopback ports, a data folder
 * that is gone afterwards. Simulators are served one by one, unlike startSandbox, so that a test can close one.
 */
export async function startSandboxGateway(options: SandboxGatewayOptions = {}): Promise<SandboxGateway> {
  const world = createWorld()
  const { now = Date.now } = options
  spans ??= registerTestProvider()
  const simulators = {
    hubspot: createHubspot({ world, now: Date.now }),
    businessCentral: createBusinessCentral({ world, now: Date.now }),
    opera: createOpera({ world, now: Date.now, random: Math.random }),
  }
  const { tamper } = options
  if (tamper) {
    for (const vendor of vendors)
      tamperWith(simulators[vendor], (operation, reply) => tamper(vendor, operation, reply))
  }
  const basePort = await freePorts(4)
  const servers = new Map<SandboxVendor, SimulatorServer>()
  const resume = async (vendor: SandboxVendor): Promise<void> => {
    const server = createSimulatorServer({ simulator: simulators[vendor] })
    await server.listen(basePort + portOffsets[vendor])
    servers.set(vendor, server)
  }
  const dataDir = await mkdtemp(join(tmpdir(), 'headwater-gateway-'))
  await prepareStore(dataDir)
  process.env.SANDBOX_PORT = String(basePort)
  const { loaded, problems } = await loadConfig(options.configFile ?? ownConfig)
  if (!loaded) throw new Error(JSON.stringify(problems))
  if (options.auth) loaded.config.auth = options.auth
  const environment = {
    PORT: '0',
    SANDBOX_PORT: String(basePort),
    HEADWATER_DATA_DIR: dataDir,
    HEADWATER_CACHE: options.cache ? 'on' : 'off',
  }
  const { settings } = resolveSettings(loaded, environment)
  if (!settings) throw new Error('the settings are refused')
  Object.assign(settings.limits, options.limits)
  const { sandbox, redisUrl } = options
  Object.assign(settings, { ...(sandbox !== undefined && { sandbox }), ...(redisUrl && { redisUrl }) })

  let logged = ''
  let calls: TimedCall[] = []
  const plain = createLogger({ level: 'trace', destination: { write: (line) => void (logged += line) } })
  const logger: typeof plain = {
    ...plain,
    upstream(event) {
      if (event.type === 'CALL') calls.push({ ...event, endedAt: event.startedAt + event.durationMs })
      plain.upstream(event)
    },
  }
  const opened = openDeclarations({
    loaded,
    logger,
    now,
    ...(options.patience && { patience: options.patience }),
  })
  // Only now: a config that is refused leaves nothing running, which would keep the test run from ending.
  await Promise.all(vendors.map(resume))
  const app = await createApp({
    opened,
    settings,
    logger,
    now,
    ...(options.writePatience && { writePatience: options.writePatience }),
    beforeServing: (database) =>
      fillSandboxDatabase(database, world.version, () => createDatabaseSeed(world)),
  }).catch(async (error: unknown) => {
    await Promise.all([...servers.values()].map((server) => server.close()))
    throw error
  })

  const url = `http://127.0.0.1:${app.http.port}/graphql`
  const control = async (vendor: SandboxVendor, method: string, path: string, body?: unknown) => {
    const reply = await fetch(`http://127.0.0.1:${basePort + portOffsets[vendor]}/__sandbox${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    if (!reply.ok) throw new Error(`${vendor} ${path}: ${await reply.text()}`)
    return (await reply.json()) as Record<string, unknown>
  }
  const running = () => vendors.filter((vendor) => servers.has(vendor))
  const post: SandboxGateway['post'] = async (body, headers) => {
    const reply = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': 'sandbox-developer', ...headers },
      body,
    })
    return { status: reply.status, text: await reply.text() }
  }
  const readMetrics = async () => await (await fetch(`http://127.0.0.1:${app.metrics.port}/metrics`)).text()
  const stop = async (vendor: SandboxVendor): Promise<void> => {
    await servers.get(vendor)?.close()
    servers.delete(vendor)
  }

  return {
    url,
    world,
    declarations: opened.declarations,
    post,
    async query<Data>(document: string, variables: Record<string, unknown> = {}, key = 'sandbox-developer') {
      const { status, text } = await post(JSON.stringify({ query: document, variables }), {
        'x-api-key': key,
      })
      return { status, ...(JSON.parse(text) as Omit<Reply<Data>, 'status'>) }
    },
    async requests() {
      const counts = await Promise.all(
        vendors.map(async (vendor) => {
          const read = servers.has(vendor) ? await control(vendor, 'GET', '/requests') : { operations: {} }
          return [vendor, read.operations as Record<string, number>] as const
        }),
      )
      return Object.fromEntries(counts) as Record<SandboxVendor, Record<string, number>>
    },
    async resetRequests() {
      calls = []
      await Promise.all(running().map((vendor) => control(vendor, 'DELETE', '/requests')))
    },
    calls: () => calls,
    async fault(vendor, rule) {
      await control(vendor, 'POST', '/faults', { operation: '*', ...rule })
    },
    async clearFaults() {
      await Promise.all(running().map((vendor) => control(vendor, 'DELETE', '/faults')))
    },
    async records<Wire>(vendor: SandboxVendor, type: string) {
      const { records } = await control(vendor, 'GET', `/records/${type}`)
      return records as Wire[]
    },
    stop,
    resume,
    portOf: (vendor) => basePort + portOffsets[vendor],
    control: createControlClient(dataDir),
    log: () => logged,
    metrics: readMetrics,
    async close() {
      const metrics = await readMetrics()
      await app.close(0)
      await Promise.all(running().map(stop))
      await rm(dataDir, { recursive: true, force: true })
      // Whatever the test was about: nobody's data and no credential got into what operators see.
      const seen = { log: logged, metrics, spans: JSON.stringify(spans) }
      const privateValues = collectPrivateValues(world)
      for (const [place, text] of Object.entries(seen)) {
        const found = privateValues.in(text)
        if (found.length > 0)
          throw new Error(`private values in the ${place}: ${found.slice(0, 5).join(', ')}`)
      }
    },
  }
}

let spans: EndedSpan[] | undefined

/** In place: the simulators' gates know their operations by identity. */
function tamperWith(
  simulator: Simulator,
  tamper: (operation: string, reply: SimulatorReply) => SimulatorReply,
): void {
  for (const operation of simulator.operations) {
    const { handle, name } = operation
    operation.handle = async (request) => tamper(name, await handle.call(operation, request))
  }
}
