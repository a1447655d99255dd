import type { CustomerKey, Principal } from '../auth/principal.ts'

/** What a key may do, as somebody asks for it. */
export interface KeyRequest extends KeyRights {
  /** For people: who uses it, e.g. `nightly export`. */
  name: string
  /** Null: until it is revoked. */
  expiresInMs: number | null
}

/** The part of a `Principal` that a key decides. */
export type KeyRights = Pick<Principal, 'roles' | 'scopes' | 'attributes' | 'tenant'> & {
  customer: CustomerKey | null
}

/** A key as it is kept and shown: everything but the key. Times are ISO texts in UTC. */
export interface ApiKey extends KeyRights {
  /** Public: stands in the key's own text, in lists and in logs. */
  prefix: string
  name: string
  createdAt: string
  expiresAt: string | null
  revokedAt: string | null
}

export type KeyState = 'ACTIVE' | 'EXPIRED' | 'REVOKED'

export function stateOf({ expiresAt, revokedAt }: ApiKey, nowMs: number): KeyState {
  if (revokedAt !== null) return 'REVOKED'
  return expiresAt !== null && Date.parse(expiresAt) <= nowMs ? 'EXPIRED' : 'ACTIVE'
}
