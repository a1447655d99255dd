import type { Gate, Operation, SimulatorRequest } from '../kit/simulator.ts'
import { problem } from './problem.ts'

/** What a client of the sandbox's OPERA sends. All invented. */
export const sandboxOpera = {
  clientId: 'sandbox-opera',
  clientSecret: 'sandbox-opera-secret',
  appKey: '5d1b9c64-7f0e-4f5b-9a46-2f6f0f2c8e11',
  scope: 'urn:opc:hgbu:ws:__myscopes__',
} as const

const tokenLifetimeSeconds = 3600

export interface Credentials {
  issueToken: Operation
  gates: readonly Gate[]
  expireTokens(): void
}

interface CredentialsOptions {
  now: () => number
  /** Numbers in [0, 1). */
  random: () => number
  hotelIds: ReadonlySet<string>
}

/** OAuth client credentials, and the three headers without which no other call is answered. */
export function createCredentials({ now, random, hotelIds }: CredentialsOptions): Credentials {
  const expiryByToken = new Map<string, number>()

  const refuseToken = (status: number, error: string, reason: string) => ({
    status,
    body: { error, error_description: reason },
  })

  const issueToken: Operation = {
    name: 'getToken',
    method: 'POST',
    path: /^\/oauth\/v1\/tokens$/,
    writes: false,
    handle(request) {
      const { clientId, clientSecret, appKey } = sandboxOpera
      const expected = Buffer.from(`${clientId}:${clientSecret}`).toString('base64')
      if (!isForm(request)) return refuseToken(400, 'invalid_request', 'The body must be a form.')
      if (request.headers.authorization !== `Basic ${expected}`) {
        return refuseToken(401, 'invalid_client', 'Client id or client secret is wrong.')
      }
      if (request.headers['x-app-key'] !== appKey) {
        return refuseToken(401, 'invalid_client', 'The application key is missing or wrong.')
      }
      const form = new URLSearchParams(request.body)
      if (form.get('grant_type') !== 'client_credentials') {
        return refuseToken(400, 'unsupported_grant_type', 'Only client_credentials is set up here.')
      }
      if (form.get('scope') !== sandboxOpera.scope) {
        return refuseToken(400, 'invalid_scope', `scope must be ${sandboxOpera.scope}.`)
      }
      const nowMs = now()
      for (const [token, expiresAtMs] of expiryByToken) if (expiresAtMs <= nowMs) expiryByToken.delete(token)
      const token = `sandbox.${hex(random)}${hex(random)}${hex(random)}`
      expiryByToken.set(token, nowMs + tokenLifetimeSeconds * 1000)
      const body = { access_token: token, expires_in: tokenLifetimeSeconds, token_type: 'Bearer' }
      return { status: 200, body }
    },
  }

  const requireToken: Gate = ({ headers }, operation) => {
    if (operation === issueToken) return null
    const token = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1]
    const expiresAtMs = token === undefined ? undefined : expiryByToken.get(token)
    if (expiresAtMs !== undefined && expiresAtMs > now()) return null
    return problem(401, 'SANDBOX-TOKEN', 'The access token is missing, unknown or expired.')
  }

  const requireAppKey: Gate = ({ headers }, operation) => {
    if (operation === issueToken || headers['x-app-key'] === sandboxOpera.appKey) return null
    return problem(401, 'SANDBOX-APPKEY', 'The application key is missing or wrong.')
  }

  const requireHotel: Gate = ({ headers }, operation) => {
    if (operation === issueToken) return null
    const hotelId = headers['x-hotelid']
    if (!hotelId) return problem(400, 'OPERAWS-GEN01245', 'HTTP Header x-hotelid is mandatory.')
    if (hotelIds.has(hotelId)) return null
    return problem(403, 'OPERAWS-GEN01244', 'User is not authorized to access data for resort.')
  }

  return {
    issueToken,
    gates: [requireToken, requireAppKey, requireHotel],
    expireTokens: () => expiryByToken.clear(),
  }
}

function isForm({ headers }: SimulatorRequest): boolean {
  return (headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded')
}

function hex(random: () => number): string {
  return Math.floor(random() * 2 ** 32)
    .toString(16)
    .padStart(8, '0')
}
