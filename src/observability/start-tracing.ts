import { StartRefusedError } from '../errors/start-problem.ts'

export interface Tracing {
  /** Sends what is still to be sent. */
  close(): Promise<void>
}

/** An optional peer: those who keep traces install it. It brings the OTLP exporters. */
const packageName = '@opentelemetry/sdk-node'

/** What is used of that package. */
interface Sdk {
  NodeSDK: new (options: {
    serviceName: string
    resourceDetectors: readonly unknown[]
    metricReaders: readonly never[]
    logRecordProcessors: readonly never[]
    textMapPropagator: null
  }) => { start(): void; shutdown(): Promise<void> }
  resources: { envDetector: unknown }
}

/**
 * From now on spans are kept and sent by OTLP, as the `OTEL_*` variables say. Metrics and logs are not: they have their
 * own ways. Propagation is tracing.ts's.
 *
 * @throws StartRefusedError when the package is not installed
 */
export async function startTracing({
  serviceName = process.env.OTEL_SERVICE_NAME || 'headwater',
  load = (name: string): Promise<unknown> => import(name),
} = {}): Promise<Tracing> {
  const { NodeSDK, resources } = await loadSdk(load)
  const sdk = new NodeSDK({
    serviceName,
    // OTEL_RESOURCE_ATTRIBUTES alone: the others would send host, user and command line.
    resourceDetectors: [resources.envDetector],
    metricReaders: [],
    logRecordProcessors: [],
    textMapPropagator: null,
  })
  sdk.start()
  // A collector that is down must not keep the gateway from stopping well.
  return { close: () => sdk.shutdown().catch(() => undefined) }
}

async function loadSdk(load: (name: string) => Promise<unknown>): Promise<Sdk> {
  try {
    return (await load(packageName)) as Sdk
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') throw error
    const message = `HEADWATER_TRACING=otlp needs a package that is not installed: npm install ${packageName}. Or unset it.`
    throw new StartRefusedError([{ file: null, line: null, message }], error)
  }
}
