import { startFaultProxy } from '../../src/conformance/fault-proxy.ts'
import type { FaultOrder, Measured } from '../../src/conformance/subject.ts'
import type { Simulator } from '../../sandbox/kit/simulator.ts'
import type { Call, Datasource } from '../../src/datasources/datasource.ts'
import type { DatasourceDefinition } from '../../src/datasources/define-datasource.ts'
import type { CallEvent } from '../../src/observability/upstream-event.ts'
import { serveSimulator } from './serve-simulator.ts'
import type { Patience } from '../../src/datasources/transport/patience.ts'
import { impatient } from '../../src/conformance/impatient.ts'

export const testCall: Call = { signal: new AbortController().signal, requestId: 'test' }

export interface SimulatedDatasource {
  datasource: Datasource
  /** Of the simulator: it must never stand in an error. */
  url: string
  warnings: string[]
  /** Every call that went out, as telemetry sees it. */
  calls: CallEvent[]
  /** Calls that reached the simulator since the last `forget`, by operation; `unknown` for paths it does not have. */
  requests(): Promise<Record<string, number>>
  forget(): Promise<void>
  fail(fault: FaultOrder): Promise<void>
  heal(): Promise<void>
  /** Of what reached the simulator since the last `forget`; only where it was asked for. */
  measure?(): Promise<Measured>
  close(): Promise<void>
}

/** A datasource as an app opens it, on a simulated vendor on a free port. */
export async function openSimulated(options: {
  simulator: Simulator
  system: string
  define(url: string): DatasourceDefinition
  now?: () => number
  patience?: Partial<Patience>
  /** A proxy stands in front, and measures. */
  isMeasured?: boolean
}): Promise<SimulatedDatasource> {
  const { simulator, system, define, now = Date.now, patience = impatient, isMeasured = false } = options
  const served = await serveSimulator({ simulator })
  const meter = isMeasured
    ? await startFaultProxy({ target: served.url, operationOf: ({ method }) => method })
    : null
  const { url } = meter ?? served
  const warnings: string[] = []
  const calls: CallEvent[] = []
  const datasource = define(url).open({
    system,
    now,
    onEvent: (event) => {
      if (event.type === 'CALL') calls.push(event)
    },
    warn: (message) => void warnings.push(message),
    embeddedDatabase: null,
    patience,
  })
  const control = async (method: string, path: string, body?: unknown) => {
    const reply = await served.call(method, `/__sandbox/${path}`, { body })
    if (reply.status !== 200) throw new Error(`${method} /__sandbox/${path}: ${JSON.stringify(reply.body)}`)
    return reply.body
  }
  return {
    datasource,
    url,
    warnings,
    calls,
    async requests() {
      const counted = await control('GET', 'requests')
      return (counted as { operations: Record<string, number> }).operations
    },
    ...(meter && { measure: meter.measure }),
    forget: async () => {
      await meter?.forget()
      await control('DELETE', 'requests')
    },
    fail: async (fault) => {
      await control('POST', 'faults', fault)
    },
    heal: async () => {
      await control('DELETE', 'faults')
    },
    async close() {
      await datasource.close()
      await meter?.close()
      await served.close()
    },
  }
}
