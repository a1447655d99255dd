import { createBusinessCentral } from '../../../../sandbox/business-central.ts'
import { sandboxConnection } from '../../../../sandbox/connection.ts'
import type { World } from '../../../../sandbox/world/world.ts'
import { createWorld } from '../../../../sandbox/world/create-world.ts'
import type { Called } from '../../../support/serve-simulator.ts'
import { serveSimulator } from '../../../support/serve-simulator.ts'

export interface OpenBusinessCentral {
  world: World
  /** @param path below the company; with a token unless the headers say otherwise */
  call(
    method: string,
    path: string,
    options?: { headers?: Record<string, string>; body?: unknown },
  ): Promise<Called>
  issueToken(form?: Record<string, string>): Promise<Called>
  advance(ms: number): void
  post(fault: unknown): Promise<Called>
  url: string
  close(): Promise<void>
}

export const company = `/v2.0/sandbox/production/api/v2.0/companies(${sandboxConnection().businessCentral.companyId})`

export async function openBusinessCentral(): Promise<OpenBusinessCentral> {
  const world = createWorld()
  let now = Date.parse('2026-11-01T12:00:00Z')
  const served = await serveSimulator({ simulator: createBusinessCentral({ world, now: () => now }) })
  const { clientId, clientSecret, scope } = sandboxConnection().businessCentral
  const issueToken = (form: Record<string, string> = {}) => {
    const all = {
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
      scope,
      ...form,
    }
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    return served.call('POST', '/sandbox/oauth2/v2.0/token', {
      headers,
      body: new URLSearchParams(all).toString(),
    })
  }
  const issued = await issueToken()
  const authorization = `Bearer ${(issued.body as { access_token: string }).access_token}`
  return {
    world,
    url: served.url,
    issueToken,
    close: () => served.close(),
    advance: (ms) => void (now += ms),
    post: (fault) => served.call('POST', '/__sandbox/faults', { body: fault }),
    call: (method, path, { headers, body } = {}) =>
      served.call(method, company + path, { headers: { authorization, ...headers }, body }),
  }
}
