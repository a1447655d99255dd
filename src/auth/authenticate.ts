import { createHash, timingSafeEqual } from 'node:crypto'
import { GatewayError } from '../errors/gateway-error.ts'
import type { Authenticate, Principal } from './principal.ts'

/** A key and who it stands for. */
export interface ApiKey {
  key: string
  principal: Principal
}

/**
 * Authenticates by the header `x-api-key`. Every known key is compared, each in constant time over its digest, so
 * that neither a key's length nor its place in the list shows in how long a refusal takes.
 */
export function createApiKeyAuthentication(keys: readonly ApiKey[]): Authenticate {
  const known = keys.map(({ key, principal }) => ({ digest: digestOf(key), principal }))
  return async (headers) => {
    const given = headers['x-api-key']
    if (typeof given !== 'string' || given === '') {
      throw new GatewayError('UNAUTHENTICATED', 'The request has no key. Send one in the header x-api-key.')
    }
    const digest = digestOf(given)
    let found: Principal | null = null
    for (const candidate of known) if (timingSafeEqual(candidate.digest, digest)) found = candidate.principal
    if (found) return found
    throw new GatewayError('UNAUTHENTICATED', 'The key in the header x-api-key is not known here.')
  }
}

function digestOf(key: string): Buffer {
  return createHash('sha256').update(key).digest()
}

/** Query parameters that people put keys into. */
const keyParameters = new Set(['x-api-key', 'api-key', 'api_key', 'apikey', 'access_token', 'token', 'key'])

/** Addresses end in logs and histories: a key there is refused, even beside a good one. @throws GatewayError */
export function refuseKeyInUrl(parameters: Iterable<string>): void {
  for (const name of parameters) {
    if (!keyParameters.has(name.toLowerCase())) continue
    throw new GatewayError(
      'UNAUTHENTICATED',
      'Keys are not accepted in the URL, where logs keep them. Send it in the header x-api-key, and replace it if it is real.',
    )
  }
}
