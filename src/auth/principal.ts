import type { RoleName } from '../schema/catalog.ts'

/** Who is asking. What they may see and change is decided from this and the SDL alone. */
export interface Principal {
  /** Stable name of the caller, safe to log. */
  id: string
  /**
   * What they ask through, for people who read the audit trail: the name of the API key, or the client that the token was
   * issued to; absent where neither is known.
   */
  client?: string
  /** Roles that were given to the caller. `SELF`, `GUEST` and `ANONYMOUS` are never given: they follow from who asks. */
  roles: readonly RoleName[]
  /**
   * The part of what the roles allow that this credential is good for: `read:Customer`, `write:Booking.arrival`, `read:*`;
   * `ALL` where a credential is not bound to scopes. An empty list allows nothing.
   */
  scopes: readonly string[] | 'ALL'
  tenant: string
  /** The customer that the caller is; null for everybody else. */
  customer: CustomerKey | null
  /**
   * What record rules (`@restrict`) compare records with, by name: `{ properties: ['BER'] }`. `ALL` is no restriction; one
   * that is missing matches no record.
   */
  attributes: Readonly<Record<string, readonly string[] | 'ALL'>>
}

/** A customer by a key that does not depend on which records were seen before. */
export interface CustomerKey {
  system: string
  externalId: string
}

/** A request's headers, names in lower case. */
export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>

/** Finds out who is asking from the request's headers. @throws GatewayError UNAUTHENTICATED, STORE_UNAVAILABLE, UPSTREAM_* */
export type Authenticate = (headers: Headers) => Promise<Principal>

/** Who a credential stands for; null when it stands for nobody. @throws GatewayError when that cannot be found out */
export type Identify = (credential: string) => Promise<Principal | null>
