import { errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose'
import { GatewayError } from '../../errors/gateway-error.ts'
import type { TokenRefusal } from '../../observability/token-event.ts'
import type { ClaimsSet } from './claim.ts'
import { signingAlgorithms, type IssuerConfig } from './issuer-config.ts'
import { TokenRefusedError } from './token-refused-error.ts'

export interface Verification {
  config: IssuerConfig
  findKey: JWTVerifyGetKey
  /** Epoch ms. */
  now: () => number
}

/** Clocks of two machines are never the same. */
const clockToleranceSeconds = 5

/** The end of the year 9999. What is later was meant as milliseconds, and would never expire. */
const maxTimeSeconds = 253_402_300_799

/**
 * Checks type, algorithm, signature, audience, times and subject of a token of this issuer.
 *
 * @param header as read before, unverified; jose reads the same bytes again
 * @returns the claims, verified
 * @throws TokenRefusedError, GatewayError UPSTREAM_UNAVAILABLE
 */
export async function verifyToken(
  token: string,
  header: ClaimsSet,
  { config, findKey, now }: Verification,
): Promise<ClaimsSet> {
  const { issuer, audience, algorithms = signingAlgorithms, types = ['at+jwt', 'JWT'] } = config
  if (!types.map(plainType).includes(plainType(header.typ ?? 'JWT'))) throw new TokenRefusedError('TYPE')
  const checks = {
    algorithms: [...algorithms],
    issuer,
    audience,
    requiredClaims: ['exp', 'sub'],
    clockTolerance: clockToleranceSeconds,
    currentDate: new Date(now()),
  }
  try {
    const { payload } = await jwtVerify(token, findKey, checks)
    checkTimes(payload)
    if (typeof payload.sub !== 'string' || payload.sub === '') throw new TokenRefusedError('SUBJECT')
    return payload
  } catch (error) {
    if (error instanceof GatewayError || error instanceof TokenRefusedError) throw error
    throw new TokenRefusedError(refusalOf(error))
  }
}

/** `application/at+jwt` and `at+JWT` are `at+jwt`. */
function plainType(typ: unknown): unknown {
  return typeof typ === 'string' ? typ.toLowerCase().replace(/^application\//, '') : typ
}

/** jose takes any number for a time. @throws TokenRefusedError */
function checkTimes({ exp, nbf, iat }: JWTPayload): void {
  for (const time of [exp, nbf, iat]) {
    if (time === undefined || (Number.isInteger(time) && time >= 0 && time <= maxTimeSeconds)) continue
    throw new TokenRefusedError('TIMES')
  }
}

/** Which check failed, by jose's error. */
function refusalOf(error: unknown): TokenRefusal {
  if (error instanceof errors.JWTExpired) return 'EXPIRED'
  if (error instanceof errors.JWTClaimValidationFailed) return refusalOfClaim(error)
  if (error instanceof errors.JOSEAlgNotAllowed) return 'ALGORITHM'
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'SIGNATURE'
  if (error instanceof errors.JWTInvalid || error instanceof errors.JWSInvalid) return 'MALFORMED'
  // No key fits, several do, or the one that does is none: too short, not on its curve, private.
  return 'KEY'
}

function refusalOfClaim({ claim, reason }: errors.JWTClaimValidationFailed): TokenRefusal {
  if (claim === 'aud') return 'AUDIENCE'
  if (claim === 'iss') return 'ISSUER'
  if (claim === 'sub') return 'SUBJECT'
  return claim === 'nbf' && reason === 'check_failed' ? 'NOT_YET_VALID' : 'TIMES'
}
