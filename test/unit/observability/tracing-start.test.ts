import { StartRefusedError } from '../../../src/errors/start-problem.ts'
import { startTracing } from '../../../src/observability/start-tracing.ts'

function fakeSdk({ shutdown = () => Promise.resolve() } = {}) {
  const steps: unknown[] = []
  const envDetector = { name: 'env' }
  class NodeSDK {
    constructor(options: object) {
      steps.push(options)
    }
    start() {
      steps.push('started')
    }
    shutdown() {
      steps.push('shut down')
      return shutdown()
    }
  }
  return { steps, envDetector, load: () => Promise.resolve({ NodeSDK, resources: { envDetector } }) }
}

test('starts the SDK with traces alone, and with nothing of the machine in them', async () => {
  const { steps, envDetector, load } = fakeSdk()
  const tracing = await startTracing({ serviceName: 'gateway', load })
  expect(steps).toEqual([
    {
      serviceName: 'gateway',
      resourceDetectors: [envDetector],
      metricReaders: [],
      logRecordProcessors: [],
      textMapPropagator: null,
    },
    'started',
  ])
  await tracing.close()
  expect(steps.at(-1)).toBe('shut down')
})

test('a collector that is down does not keep it from closing', async () => {
  const { load } = fakeSdk({ shutdown: () => Promise.reject(new Error('ECONNREFUSED')) })
  await expect((await startTracing({ load })).close()).resolves.toBeUndefined()
})

test('without the package the start is refused in one line that says what to install', async () => {
  const missing = Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' })
  const refusal = await startTracing({ load: () => Promise.reject(missing) }).catch((error: unknown) => error)
  expect(refusal).toBeInstanceOf(StartRefusedError)
  expect((refusal as Error).message).toBe(
    'HEADWATER_TRACING=otlp needs a package that is not installed: npm install @opentelemetry/sdk-node. Or unset it.',
  )
})

test('a package that is there and broken is not said to be missing', async () => {
  const broken = new SyntaxError('Unexpected token')
  await expect(startTracing({ load: () => Promise.reject(broken) })).rejects.toBe(broken)
})
