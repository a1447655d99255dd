import type { Claim, ClaimName, PlainClaim } from './claim.ts'

/** Signatures that a public key checks. There is no `none` and no HS256: with those, who can check can also sign. */
export const signingAlgorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
] as const
export type SigningAlgorithm = (typeof signingAlgorithms)[number]

/** An issuer of access tokens (OpenID Connect or OAuth 2, signed JWTs), and what its tokens mean here. */
export interface IssuerConfig {
  /** Exactly its `iss` claim: an https URL (http on loopback). Its keys are found by its discovery document. */
  issuer: string
  /** The `aud` claim of tokens that are for this gateway. */
  audience: string
  /** All asymmetric ones unless told. */
  algorithms?: SigningAlgorithm[]
  /** Values of the `typ` header, case and `application/` aside: `at+jwt` and `JWT` unless told; without one it is `JWT`. */
  types?: string[]
  /** Where its keys are, for an issuer without a discovery document. */
  jwksUri?: string
  tenant: string | PlainClaim
  /** Roles of the schema for everybody, or by what the token claims. A claim may be a text or a list. */
  roles: string[] | Claim
  /**
   * What the tokens are good for within the roles: a list, a claim (a text with spaces, or a list), or `ALL`: tokens of this
   * issuer are not bound to scopes. A token without the claim is good for nothing.
   */
  scopes: string[] | Claim | 'ALL'
  /** For tokens of customers: the claim that has their key in one of the systems. Without the claim it is no customer. */
  customer?: { system: string; claim: ClaimName }
  /** What record rules (`@restrict`) compare records with. `ALL` is no restriction; a missing claim matches no record. */
  attributes?: Record<string, string[] | Claim | 'ALL'>
  /** Who it is in logs: `claim('sub')` unless told, and where the token has no such claim. */
  id?: PlainClaim
}

export interface AuthConfig {
  /** Whose access tokens (`authorization: Bearer`) are accepted; none unless told. */
  issuers?: IssuerConfig[]
}

/** How logs and metrics call an issuer: by its place in the config, for its address is in no log. */
export function placeOfIssuer(index: number): string {
  return `auth.issuers.${index}`
}
