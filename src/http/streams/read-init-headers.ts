import type { Headers } from '../../auth/principal.ts'
import { GatewayError } from '../../errors/gateway-error.ts'

/**
 * The headers that a socket's caller is authenticated by: those of its handshake, or, since browsers can set none there, what
 * the payload of `connection_init` has of the same names, in whatever case: `{ "x-api-key": "…" }`.
 *
 * @throws GatewayError UNAUTHENTICATED for a credential in both, for nobody could say who asks
 */
export function readInitHeaders(
  payload: Readonly<Record<string, unknown>> | undefined,
  handshake: Headers | null,
): Headers {
  const given = Object.entries(payload ?? {})
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name, value]) => names.has(name) && value !== undefined && value !== null)
  if (given.length === 0) return handshake ?? {}
  if (handshake)
    throw refused('There is a credential in the handshake already: send none in connection_init.')
  const texts = given.filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  if (texts.length !== new Set(given.map(([name]) => name)).size || texts.length < given.length)
    throw refused('A credential in connection_init has to be one text.')
  return Object.fromEntries(texts)
}

const names = new Set(['x-api-key', 'authorization'])

function refused(message: string): GatewayError {
  return new GatewayError('UNAUTHENTICATED', message)
}
