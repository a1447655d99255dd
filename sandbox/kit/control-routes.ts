import type { Faults } from './faults.ts'
import { faultKinds, parseFaultRule } from './faults.ts'
import { parseObject } from './parse-object.ts'
import type { RequestCounter } from './request-counter.ts'
import type { Simulator, SimulatorReply } from './simulator.ts'

export const controlPrefix = '/__sandbox'

export interface ControlRoutes {
  handle(request: { method: string; path: string; body: string }): SimulatorReply
}

/** The routes by which a test or a person looks into a simulator and makes it fail; the vendor has none of them. */
export function createControlRoutes(parts: {
  simulator: Simulator
  faults: Faults
  requests: RequestCounter
}): ControlRoutes {
  const { simulator, faults, requests } = parts
  const operations = simulator.operations.map((operation) => operation.name)
  const types = Object.keys(simulator.records)

  const routes: Record<string, (body: string) => SimulatorReply> = {
    'GET /__sandbox': () => ({
      status: 200,
      body: { vendor: simulator.name, operations, kinds: faultKinds, types },
    }),
    'POST /__sandbox/faults': (body) => {
      const rule = parseFaultRule(body, operations)
      if (typeof rule === 'string') return { status: 400, body: { error: rule } }
      faults.add(rule)
      return { status: 200, body: { faults: faults.list() } }
    },
    'GET /__sandbox/faults': () => ({ status: 200, body: { faults: faults.list() } }),
    'DELETE /__sandbox/faults': () => {
      faults.clear()
      return { status: 200, body: { faults: [] } }
    },
    'GET /__sandbox/references': () => readReferences(),
    'PUT /__sandbox/references': (body) => {
      const { kept } = parseObject(body) ?? {}
      if (typeof kept !== 'boolean')
        return { status: 400, body: { error: 'The body must be {"kept": true or false}.' } }
      if (simulator.references) simulator.references.isKept = kept
      return readReferences()
    },
    'GET /__sandbox/requests': () => ({ status: 200, body: requests.read() }),
    'DELETE /__sandbox/requests': () => {
      requests.clear()
      return { status: 200, body: requests.read() }
    },
  }

  function readReferences(): SimulatorReply {
    const { references } = simulator
    if (references) return { status: 200, body: { kept: references.isKept } }
    return { status: 404, body: { error: `${simulator.name} takes no references of clients.` } }
  }

  function readRecords(path: string): SimulatorReply {
    const type = path.slice(`${controlPrefix}/records/`.length)
    const records = Object.hasOwn(simulator.records, type) ? simulator.records[type] : undefined
    if (records) return { status: 200, body: { type, total: records.size, records: [...records.values()] } }
    return { status: 404, body: { error: `No record type "${type}". There are: ${types.join(', ')}.` } }
  }

  return {
    handle({ method, path, body }) {
      const route = routes[`${method} ${path}`]
      if (route) return route(body)
      if (method === 'GET' && path.startsWith(`${controlPrefix}/records/`)) return readRecords(path)
      const known = [...Object.keys(routes), 'GET /__sandbox/records/<type>'].join('; ')
      return { status: 404, body: { error: `No such control route. There are: ${known}.` } }
    },
  }
}
