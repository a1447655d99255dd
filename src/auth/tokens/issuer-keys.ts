import { createLocalJWKSet, errors, type JWK, type JWTVerifyGetKey, type LocalJWKSet } from 'jose'
import { GatewayError } from '../../errors/gateway-error.ts'
import type { IssuerKeysEvent } from '../../observability/token-event.ts'
import { isSafeUrlOf } from './issuer-url.ts'
import type { FetchJson } from './json-fetcher.ts'
import { KeysUnreadError } from './keys-unread-error.ts'

export interface IssuerKeysOptions {
  issuer: string
  /** Where it stands in the config, for events. */
  place: string
  /** Null: where the issuer's discovery document says. */
  jwksUri: string | null
  fetchJson: FetchJson
  /** Epoch ms. */
  now: () => number
  onEvent: (event: IssuerKeysEvent) => void
}

interface Held {
  set: LocalJWKSet
  readAt: number
}

/** From then on they are read anew behind the requests. */
const refreshAfterMs = 5 * 60_000
/** When nobody tried for so long, requests wait for it: at most so long a key that was withdrawn is accepted. */
const waitAfterMs = 10 * 60_000
/** So long they are used when the issuer cannot be reached. */
const keepMs = 24 * 3_600_000
/** Between two attempts, whatever the reason and the outcome: nobody's tokens make the gateway ask more often. */
const pauseMs = 30_000

/**
 * The public keys of one issuer, for jose: read when the first token needs them, one attempt at a time for all, and again for
 * a key that they do not have. jose's own remote key set would ask a failing endpoint for every token.
 *
 * The function throws jose's errors where no key fits, and GatewayError UPSTREAM_UNAVAILABLE where that cannot be known.
 */
export function createIssuerKeys(options: IssuerKeysOptions): JWTVerifyGetKey {
  const { issuer, place, fetchJson, now, onEvent } = options
  let held: Held | null = null
  let pending: Promise<void> | null = null
  let triedAt = -Infinity
  let failuresInARow = 0

  const usable = (): Held | null => (held && now() - held.readAt < keepMs ? held : null)

  /** Resolves once there is nothing more to wait for; whether the keys are new then, `held` says. */
  function refresh(): Promise<void> {
    if (pending) return pending
    if (now() - triedAt < pauseMs) return Promise.resolve()
    triedAt = now()
    pending = attempt().finally(() => {
      pending = null
    })
    return pending
  }

  async function attempt(): Promise<void> {
    try {
      const keys = publicKeysOf(await fetchJson(options.jwksUri ?? (await discover())))
      // Also where there is none: an issuer that withdraws all its keys means it.
      held = { set: createLocalJWKSet({ keys }), readAt: now() }
      if (keys.length === 0) throw new KeysUnreadError('NO_KEYS')
      failuresInARow = 0
      onEvent({ type: 'ISSUER_KEYS', issuer: place, outcome: 'OK', keys: keys.length })
    } catch (error) {
      if (!(error instanceof KeysUnreadError)) throw error
      failuresInARow += 1
      const { problem, status } = error
      const usableUntil = usable() && problem !== 'NO_KEYS' ? (held?.readAt ?? 0) + keepMs : null
      const failure = { problem, status, failuresInARow, usableUntil }
      onEvent({ type: 'ISSUER_KEYS', issuer: place, outcome: 'FAILED', ...failure })
    }
  }

  async function discover(): Promise<string> {
    const document = await fetchJson(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`)
    const { issuer: said, jwks_uri: uri } = membersOf(document)
    if (said !== issuer) throw new KeysUnreadError('OTHER_ISSUER')
    if (typeof uri !== 'string' || !isSafeUrlOf(issuer, uri)) throw new KeysUnreadError('BAD_JWKS_URI')
    return uri
  }

  function unavailable(): GatewayError {
    const retryAfter = Math.max(1, Math.ceil((triedAt + pauseMs - now()) / 1_000))
    const message =
      'The token cannot be checked: the keys of its issuer cannot be read at the moment. Try again later.'
    return new GatewayError('UPSTREAM_UNAVAILABLE', message, { retryAfter })
  }

  return async (header, token) => {
    if (!usable() || now() - triedAt >= waitAfterMs) await refresh()
    else if (held && now() - held.readAt >= refreshAfterMs) void refresh()
    const keys = usable()
    if (!keys) throw unavailable()
    try {
      return await keys.set(header, token)
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error
      await refresh()
      const renewed = usable()
      if (renewed && renewed !== keys) return renewed.set(header, token)
      throw failuresInARow > 0 ? unavailable() : error
    }
  }
}

/** The members of a key set that can check a signature and are public. @throws KeysUnreadError when it is no key set */
function publicKeysOf(set: unknown): JWK[] {
  const { keys } = membersOf(set)
  if (!Array.isArray(keys)) throw new KeysUnreadError('NO_JSON')
  return keys.filter((key): key is JWK => {
    const { kty, d } = membersOf(key)
    return (kty === 'RSA' || kty === 'EC' || kty === 'OKP') && d === undefined
  })
}

function membersOf(value: unknown): Record<string, unknown> {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isObject ? (value as Record<string, unknown>) : {}
}
