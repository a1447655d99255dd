import type { IssuerKeysEvent } from './token-event.ts'
import type { Backlog } from './write-event.ts'
import type { UpstreamEvent, UpstreamName } from './upstream-event.ts'

/** What an operator is woken for. */
export type AlertCondition =
  | 'SYSTEM_DOWN'
  | 'CREDENTIAL_REFUSED'
  | 'CREDENTIAL_EXPIRING'
  | 'SCHEMA_DRIFT'
  | 'STORE_DOWN'
  | 'REDIS_DOWN'
  | 'ISSUER_DOWN'
  | 'WRITES_STUCK'

/** A condition that holds, told to people. */
export interface RaisedCondition {
  condition: AlertCondition
  /** Null where it is the gateway itself. */
  system: string | null
  /** What is wrong and where, one sentence. */
  what: string
  /** What to do about it. */
  advice: string
  /** It is over when it was not raised again for so long; otherwise only when it is resolved. */
  quietMs?: number
}

/** A field that nobody reads is not seen drifting: a day covers what is read at all. */
const driftQuietMs = 24 * 3_600_000

const nameOf = ({ system, vendor }: UpstreamName) => `${system} (${vendor})`

export function systemDown(upstream: UpstreamName, forMs: number): RaisedCondition {
  return {
    condition: 'SYSTEM_DOWN',
    system: upstream.system,
    what: `${nameOf(upstream)} has been failing for ${forMs / 1_000} s: its circuit breaker is not closed.`,
    advice:
      'What it owns is answered with null and an error until it is back; the gateway keeps trying by itself. ' +
      'Check that the system runs and can be reached from the gateway; `query { systems }` has its last error.',
  }
}

export function signInFailed(upstream: UpstreamName): RaisedCondition {
  return {
    condition: 'CREDENTIAL_REFUSED',
    system: upstream.system,
    what: `The gateway cannot sign in to ${nameOf(upstream)} and holds no session or token that is still valid.`,
    advice:
      'Check that its sign-in can be reached and that the credentials in the configuration still hold: ' +
      'expired, revoked, locked or changed? New ones are read at the next start.',
  }
}

export function callsRefused(upstream: UpstreamName): RaisedCondition {
  return {
    condition: 'CREDENTIAL_REFUSED',
    system: upstream.system,
    what: `${nameOf(upstream)} refuses the gateway's calls for their credentials.`,
    advice:
      "Check the token and the rights of the gateway's account there: expired, revoked, a scope or role missing? " +
      'New credentials are read at the next start.',
  }
}

export function credentialExpiring(upstream: UpstreamName, expiresAt: number): RaisedCondition {
  const end = new Date(expiresAt).toISOString()
  return {
    condition: 'CREDENTIAL_EXPIRING',
    system: upstream.system,
    what: `The credentials of the gateway at ${nameOf(upstream)} end at ${end}, and their renewal fails.`,
    advice: 'Calls still work until then. Check the sign-in and its credentials before that.',
  }
}

export function schemaDrift(event: Extract<UpstreamEvent, { type: 'DRIFT' }>): RaisedCondition {
  const { system, path, entity, field, problem } = event
  const found = problem === 'MISSING' ? 'is missing' : 'has another type than agreed'
  return {
    condition: 'SCHEMA_DRIFT',
    system,
    what: `${system}.${path} → ${entity}.${field}: the path ${found} in records of ${nameOf(event)}.`,
    advice:
      'The field is null with an error. Was it renamed or removed there? Adapt the mapping, or undo it.',
    quietMs: driftQuietMs,
  }
}

export const storeDown: RaisedCondition = {
  condition: 'STORE_DOWN',
  system: null,
  what: "The gateway's own store does not answer.",
  advice:
    'Reads go on for what is in memory; everything else is STORE_UNAVAILABLE. Check its database: running, ' +
    'reachable, disk space, connections?',
}

export const redisDown: RaisedCondition = {
  condition: 'REDIS_DOWN',
  system: null,
  what: 'The Redis that replicas share does not answer.',
  advice:
    'Nothing fails: each replica counts limits and keeps records for itself, so that the systems get more calls. Check ' +
    'that it runs and can be reached from the gateway; it is found again by itself.',
}

export function issuerDown(event: Extract<IssuerKeysEvent, { outcome: 'FAILED' }>): RaisedCondition {
  const { issuer, problem, usableUntil } = event
  return {
    condition: 'ISSUER_DOWN',
    system: null,
    what: `The keys of the issuer at ${issuer} of the config cannot be read: ${problem}.`,
    advice:
      usableUntil === null
        ? 'Its tokens are answered with 503 until they can. Check that the issuer runs and can be reached from the gateway.'
        : `Tokens signed with known keys are accepted until ${new Date(usableUntil).toISOString()}. Check the issuer before that.`,
  }
}

export function writesStuck({ system, needsReview, dead }: Backlog): RaisedCondition {
  return {
    condition: 'WRITES_STUCK',
    system,
    what: `${needsReview + dead} writes to ${system} wait for a person: ${needsReview} may have been applied and cannot be verified, ${dead} were given up.`,
    advice:
      'Later writes to the same records wait behind them. `headwater writes list --status NEEDS_REVIEW` (and FAILED) shows ' +
      'which and why; look into the system, then `headwater writes retry` or `cancel` each.',
  }
}
