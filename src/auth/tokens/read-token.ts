import { isUtf8 } from 'node:buffer'
import { parseJson } from '../../json/parse-json.ts'
import type { ClaimsSet } from './claim.ts'
import { TokenRefusedError } from './token-refused-error.ts'

/** A token as it reads, its signature not checked: good for choosing who checks it. */
export interface UnverifiedToken {
  header: ClaimsSet
  claims: ClaimsSet
}

const maxTokenLength = 8_192

/** Where a token names or brings its own key, or wants to be understood in another way. */
const refusedHeaders = ['jku', 'x5u', 'jwk', 'x5c', 'crit']

/** @throws TokenRefusedError TOO_LONG, MALFORMED, HEADER */
export function readToken(token: string): UnverifiedToken {
  if (token.length > maxTokenLength) throw new TokenRefusedError('TOO_LONG')
  const parts = token.split('.')
  const [header, claims] = parts.map(decode)
  if (parts.length !== 3 || !header || !claims) throw new TokenRefusedError('MALFORMED')
  const read = { header: readObject(header), claims: readObject(claims) }
  const { kid } = read.header
  if (kid !== undefined && typeof kid !== 'string') throw new TokenRefusedError('MALFORMED')
  if (refusedHeaders.some((name) => Object.hasOwn(read.header, name))) throw new TokenRefusedError('HEADER')
  return read
}

/** Only the one way to write the bytes: otherwise a token with another last letter would be the same token. */
function decode(part: string): Buffer {
  const bytes = Buffer.from(part, 'base64url')
  if (bytes.toString('base64url') !== part) throw new TokenRefusedError('MALFORMED')
  return bytes
}

/** As strict as upstreams' replies are read: a claim that stands twice could be read differently elsewhere. */
function readObject(bytes: Buffer): ClaimsSet {
  const value = isUtf8(bytes) ? parseJson(bytes.toString('utf8')) : undefined
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new TokenRefusedError('MALFORMED')
  return value as ClaimsSet
}
