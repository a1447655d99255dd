import { GatewayError } from '../errors/gateway-error.ts'
import type { Authenticate, Headers, Identify, Principal } from './principal.ts'

export interface AuthenticationOptions {
  /** Who an API key stands for: the first that knows it decides. */
  keys: readonly Identify[]
  /** Who a bearer token stands for; null where no issuer is configured. */
  token: Identify | null
  /** Who asks without a credential; null refuses them. */
  anonymous: Principal | null
}

const howToAuthenticate =
  'Send a key in the header x-api-key, or a token in the header authorization: Bearer.'

/**
 * Authenticates by the header `x-api-key` or `authorization: Bearer`. A credential that is not good is refused, also where
 * callers without any are served; two at once are refused, for nobody could say who asks.
 */
export function createAuthentication({ keys, token, anonymous }: AuthenticationOptions): Authenticate {
  return async (headers) => {
    const credential = readCredential(headers)
    switch (credential.kind) {
      case 'none':
        if (anonymous) return anonymous
        throw refused(`The request has no credential. ${howToAuthenticate}`)
      case 'key':
        for (const identify of keys) {
          const principal = await identify(credential.text)
          if (principal) return principal
        }
        throw refused('The key in the header x-api-key is not known here, or no longer valid.')
      case 'token': {
        const principal = (await token?.(credential.text)) ?? null
        if (principal) return principal
        throw refused('The bearer token is not accepted here.')
      }
    }
  }
}

type Credential = { kind: 'none' } | { kind: 'key' | 'token'; text: string }

/** @throws GatewayError UNAUTHENTICATED for headers that say it twice, or not at all although they are there */
function readCredential(headers: Headers): Credential {
  const key = headers['x-api-key']
  const authorization = headers.authorization
  if (key !== undefined && authorization !== undefined)
    throw refused('The request has two credentials. Send either x-api-key or authorization.')
  if (key !== undefined) {
    if (typeof key === 'string' && key !== '') return { kind: 'key', text: key }
    throw refused('The header x-api-key has to have exactly one key.')
  }
  if (authorization === undefined) return { kind: 'none' }
  const [, text] = typeof authorization === 'string' ? (/^Bearer +(\S+) *$/i.exec(authorization) ?? []) : []
  if (text === undefined) throw refused(`The header authorization has no bearer token. ${howToAuthenticate}`)
  return { kind: 'token', text }
}

function refused(message: string): GatewayError {
  return new GatewayError('UNAUTHENTICATED', message)
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
