/** Why the keys of an issuer could not be read: kinds, never a text or address of the issuer's. */
export type KeyProblem =
  /** No connection, or one that broke. */
  | 'UNREACHABLE'
  | 'TIMEOUT'
  /** An HTTP status other than 200; redirects are not followed. */
  | 'STATUS'
  | 'TOO_LARGE'
  | 'NO_JSON'
  /** The discovery document says another issuer than the one it was read from. */
  | 'OTHER_ISSUER'
  /** The discovery document names no address for the keys, or one that is not asked. */
  | 'BAD_JWKS_URI'
  /** A key set without one public key. */
  | 'NO_KEYS'

/** Why a token is refused. */
export const tokenRefusals = [
  'TOO_LONG',
  'MALFORMED',
  'HEADER',
  'TYPE',
  'ISSUER',
  'ALGORITHM',
  'KEY',
  'SIGNATURE',
  'AUDIENCE',
  'EXPIRED',
  'NOT_YET_VALID',
  'TIMES',
  'SUBJECT',
] as const
export type TokenRefusal = (typeof tokenRefusals)[number]

/** What happened to tokens and to the keys that they are checked with. `issuer`: where it stands in the config. */
export type TokenEvent =
  /** A token was decided. `KEYS_UNAVAILABLE`: it could not be, for want of its issuer's keys. */
  | { type: 'TOKEN'; outcome: 'OK' | TokenRefusal | 'KEYS_UNAVAILABLE' }
  | { type: 'ISSUER_KEYS'; issuer: string; outcome: 'OK'; keys: number }
  | {
      type: 'ISSUER_KEYS'
      issuer: string
      outcome: 'FAILED'
      problem: KeyProblem
      /** HTTP status, where that is the problem. */
      status: number | null
      failuresInARow: number
      /** Until when the keys that were read before are used, epoch ms; null without any. */
      usableUntil: number | null
    }

export type IssuerKeysEvent = Extract<TokenEvent, { type: 'ISSUER_KEYS' }>
export type TokenListener = (event: TokenEvent) => void
