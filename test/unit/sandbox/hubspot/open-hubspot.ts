import type { HubspotOptions } from '../../../../sandbox/hubspot.ts'
import { createHubspot } from '../../../../sandbox/hubspot.ts'
import { createWorld } from '../../../../sandbox/world/create-world.ts'
import type { World } from '../../../../sandbox/world/world.ts'
import type { Called } from '../../../support/serve-simulator.ts'
import { serveSimulator } from '../../../support/serve-simulator.ts'

export interface OpenHubspot {
  world: World
  /** @param path below /crm/v3/objects/contacts */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Called>
  fault(fault: unknown): Promise<Called>
  advance(ms: number): void
  close(): Promise<void>
}

export interface Wire {
  id: string
  properties: Record<string, string | null>
  createdAt: string
  updatedAt: string
  archived: boolean
}

export async function openHubspot(options: Pick<HubspotOptions, 'rateLimit'> = {}): Promise<OpenHubspot> {
  const world = createWorld()
  let now = Date.parse('2026-11-01T12:00:00Z')
  const served = await serveSimulator({ simulator: createHubspot({ world, now: () => now, ...options }) })
  return {
    world,
    close: () => served.close(),
    advance: (ms) => void (now += ms),
    fault: (body) => served.call('POST', '/__sandbox/faults', { body }),
    call: (method, path, body, headers = {}) =>
      served.call(method, `/crm/v3/objects/contacts${path}`, {
        headers: { authorization: 'Bearer pat-sandbox-hubspot', ...headers },
        body,
      }),
  }
}
