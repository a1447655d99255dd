import type { RoleName } from '../schema/catalog.ts'

/** Who is asking. What they may see is decided from this alone. */
export interface Principal {
  /** Stable name of the caller, safe to log. */
  id: string
  roles: readonly RoleName[]
  /** Rights of an API client, e.g. `write:bookings`; empty for a person. */
  scopes: readonly string[]
  tenant: string
  /** The customer that the caller is, for the role SELF; null for everybody else. */
  customer: CustomerKey | null
}

/** A customer by a key that does not depend on which records were seen before. */
export interface CustomerKey {
  system: string
  externalId: string
}

/** Finds out who is asking from the request's headers (names in lower case). @throws GatewayError UNAUTHENTICATED */
export type Authenticate = (
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
) => Promise<Principal>
