import { GatewayError } from '../../errors/gateway-error.ts'
import type { TokenRefusal } from '../../observability/token-event.ts'

/** What the caller is told: which check failed, and nothing of the token. */
const messages: Record<TokenRefusal, string> = {
  TOO_LONG: 'The token is longer than 8 kB.',
  MALFORMED:
    'The bearer token is no signed JWT that can be read without doubt. Send an access token as its issuer gave it.',
  HEADER: 'The token brings a key of its own, or an extension, in its header: neither is accepted.',
  TYPE: 'The token is not of a type (typ) that is accepted here. Send an access token.',
  ISSUER: 'The token is not for this gateway: its issuer (iss) is not one that is accepted here.',
  ALGORITHM: 'The token is signed with an algorithm (alg) that is not accepted here.',
  KEY: 'The token is signed with a key that its issuer does not publish. Get a new one.',
  SIGNATURE: 'The signature of the token is not right.',
  AUDIENCE: 'The token is not for this gateway: its audience (aud) is another.',
  EXPIRED: 'The token has expired (exp). Get a new one.',
  NOT_YET_VALID: 'The token is not valid yet (nbf). Wait, or have the clocks compared.',
  TIMES: 'The times of the token are not right: exp has to be there; exp, nbf and iat are whole seconds.',
  SUBJECT: 'The token does not say whom it stands for: its subject (sub) has to be a text.',
}

/** A token that is not accepted, and which check it failed. */
export class TokenRefusedError extends Error {
  override readonly name = 'TokenRefusedError'
  readonly refusal: TokenRefusal

  constructor(refusal: TokenRefusal) {
    super(`refused: ${refusal}`)
    this.refusal = refusal
  }

  forCaller(): GatewayError {
    return new GatewayError('UNAUTHENTICATED', messages[this.refusal])
  }
}
