import { randomUUID } from 'node:crypto'
import type { SimulatorReply, SimulatorRequest } from '../kit/simulator.ts'
import { businessCentralCredentials } from './credentials.ts'

const lifetimeMs = 3_599_000

export interface Tokens {
  issue(request: SimulatorRequest): SimulatorReply
  isValid(authorization: string | undefined): boolean
  expireAll(): void
}

/** OAuth2 client credentials as Microsoft Entra answers them. Tokens are forgotten when the process ends. */
export function createTokens(now: () => number): Tokens {
  const expiryByToken = new Map<string, number>()

  function refuse(status: number, error: string, code: number, what: string): SimulatorReply {
    const ids = { trace_id: randomUUID(), correlation_id: randomUUID() }
    const description = `AADSTS${code}: ${what}`
    const timestamp = new Date(now()).toISOString()
    return { status, body: { error, error_description: description, error_codes: [code], timestamp, ...ids } }
  }

  return {
    issue(request) {
      const form = new URLSearchParams(request.body)
      const [basicId, basicSecret] = readBasic(request.headers.authorization)
      const id = form.get('client_id') ?? basicId
      const secret = form.get('client_secret') ?? basicSecret
      if (form.get('grant_type') !== 'client_credentials') {
        return refuse(400, 'unsupported_grant_type', 70_003, 'The grant type must be client_credentials.')
      }
      if (!form.get('scope')?.endsWith('/.default')) {
        return refuse(400, 'invalid_scope', 1_002_012, 'The scope must be a resource followed by /.default.')
      }
      if (id !== businessCentralCredentials.clientId)
        return refuse(401, 'unauthorized_client', 700_016, 'The application was not found.')
      if (secret !== businessCentralCredentials.clientSecret)
        return refuse(401, 'invalid_client', 7_000_215, 'Invalid client secret provided.')
      const at = now()
      for (const [token, expiry] of expiryByToken) if (expiry <= at) expiryByToken.delete(token)
      const token = `sandbox-bc.${randomUUID()}`
      expiryByToken.set(token, at + lifetimeMs)
      const lifetimeSeconds = lifetimeMs / 1000
      const lifetime = { expires_in: lifetimeSeconds, ext_expires_in: lifetimeSeconds }
      const headers = { 'cache-control': 'no-store, no-cache' }
      return { status: 200, headers, body: { token_type: 'Bearer', ...lifetime, access_token: token } }
    },
    isValid(authorization) {
      const token = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1]
      return token !== undefined && (expiryByToken.get(token) ?? 0) > now()
    },
    expireAll: () => expiryByToken.clear(),
  }
}

function readBasic(authorization: string | undefined): [id: string | null, secret: string | null] {
  const encoded = /^Basic (.+)$/i.exec(authorization ?? '')?.[1]
  if (!encoded) return [null, null]
  const [id = '', secret = ''] = Buffer.from(encoded, 'base64').toString('utf8').split(':')
  return [id, secret]
}
