import type { TokenListener } from '../../observability/token-event.ts'
import type { Identify, Principal } from '../principal.ts'
import { placeOfIssuer, type IssuerConfig } from './issuer-config.ts'
import { createIssuerKeys } from './issuer-keys.ts'
import { createJsonFetcher, type JsonFetcher } from './json-fetcher.ts'
import { readPrincipal } from './read-principal.ts'
import { readToken } from './read-token.ts'
import { TokenRefusedError } from './token-refused-error.ts'
import { verifyToken, type Verification } from './verify-token.ts'

export interface TokensOptions {
  issuers: readonly IssuerConfig[]
  /** Epoch ms. */
  now: () => number
  onEvent: TokenListener
  /** How issuers are asked: over HTTP unless told. */
  fetcher?: JsonFetcher
}

export interface Tokens {
  /** Null where no issuer is configured. Throws GatewayError UNAUTHENTICATED with the check that failed, UPSTREAM_UNAVAILABLE. */
  identify: Identify | null
  close(): Promise<void>
}

/** Access tokens of the configured issuers. Nothing is asked of an issuer before its first token comes. */
export function createTokens({
  issuers,
  now,
  onEvent,
  fetcher = createJsonFetcher(),
}: TokensOptions): Tokens {
  const { fetchJson } = fetcher
  const known = new Map(
    issuers.map((config, index): [string, Verification] => {
      const { issuer, jwksUri = null } = config
      const keys = { issuer, place: placeOfIssuer(index), jwksUri, fetchJson, now, onEvent }
      return [issuer, { config, findKey: createIssuerKeys(keys), now }]
    }),
  )

  async function identify(token: string): Promise<Principal> {
    const { header, claims } = readToken(token)
    const verification = typeof claims.iss === 'string' ? known.get(claims.iss) : undefined
    if (!verification) throw new TokenRefusedError('ISSUER')
    return readPrincipal(verification.config, await verifyToken(token, header, verification))
  }

  async function identifyAndTell(token: string): Promise<Principal> {
    try {
      const principal = await identify(token)
      onEvent({ type: 'TOKEN', outcome: 'OK' })
      return principal
    } catch (error) {
      const refused = error instanceof TokenRefusedError ? error : null
      onEvent({ type: 'TOKEN', outcome: refused?.refusal ?? 'KEYS_UNAVAILABLE' })
      throw refused?.forCaller() ?? error
    }
  }

  return { identify: issuers.length > 0 ? identifyAndTell : null, close: fetcher.close }
}
