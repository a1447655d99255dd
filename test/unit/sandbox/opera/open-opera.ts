import type {
  Operation,
  Simulator,
  SimulatorReply,
  SimulatorRequest,
} from '../../../../sandbox/kit/simulator.ts'
import { createOpera } from '../../../../sandbox/opera.ts'
import { sandboxOpera } from '../../../../sandbox/opera/credentials.ts'
import { createWorld } from '../../../../sandbox/world/create-world.ts'
import { createRandom } from '../../../../sandbox/world/random.ts'

/** Noon UTC of the world's own today. */
export const worldNoonMs = Date.parse('2026-11-01T12:00:00Z')

interface CallOptions {
  body?: unknown
  /** Replace the right ones. */
  headers?: Record<string, string>
}

/** OPERA's simulator in process, with a clock that the test sets. */
export function openOpera() {
  const clock = { nowMs: worldNoonMs }
  const simulator = createOpera({
    world: createWorld(),
    now: () => clock.nowMs,
    random: createRandom(7).next,
  })

  async function issueToken(): Promise<string> {
    const reply = await answer(simulator, tokenRequest())
    return (reply.body as { access_token: string }).access_token
  }
  let token: string | null = null

  async function request(method: Operation['method'], target: string, options: CallOptions = {}) {
    token ??= await issueToken()
    const [path = '', query = ''] = target.split('?')
    const { body, headers } = options
    return {
      method,
      path,
      params: {},
      query: new URLSearchParams(query),
      headers: {
        authorization: `Bearer ${token}`,
        'x-app-key': sandboxOpera.appKey,
        'x-hotelid': 'HWBER',
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? '' : JSON.stringify(body),
    }
  }

  return {
    simulator,
    clock,
    request,
    async call(method: Operation['method'], target: string, options?: CallOptions): Promise<SimulatorReply> {
      return answer(simulator, await request(method, target, options))
    },
  }
}

/** What the kit does for each call: route, gates, operation. */
export async function answer(simulator: Simulator, request: SimulatorRequest): Promise<SimulatorReply> {
  for (const operation of simulator.operations) {
    const match = operation.method === request.method ? operation.path.exec(request.path) : null
    if (!match) continue
    for (const gate of simulator.gates) {
      const refusal = gate(request, operation)
      if (refusal) return refusal
    }
    const params = Object.entries(match.groups ?? {}).map(([name, raw]) => [name, decodeURIComponent(raw)])
    return operation.handle({ ...request, params: Object.fromEntries(params) as Record<string, string> })
  }
  return simulator.notFound(request)
}

export function tokenRequest(changes: Partial<SimulatorRequest> = {}): SimulatorRequest {
  const { clientId, clientSecret, appKey, scope } = sandboxOpera
  return {
    method: 'POST',
    path: '/oauth/v1/tokens',
    params: {},
    query: new URLSearchParams(),
    headers: {
      authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
      'x-app-key': appKey,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope }).toString(),
    ...changes,
  }
}
