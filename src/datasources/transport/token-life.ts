const maxSeconds = 365 * 86_400

/**
 * How long a token lasts by the `expires_in` of its endpoint (RFC 6749, section 5.1), in ms; null, until it is refused,
 * where that is missing or makes no sense: a life of nothing would be a sign-in for every call. Some send it as text.
 */
export function readTokenLife(expiresIn: unknown): number | null {
  const isNumeric =
    typeof expiresIn === 'number' || (typeof expiresIn === 'string' && /^\d+$/.test(expiresIn))
  const seconds = isNumeric ? Number(expiresIn) : 0
  return seconds >= 1 ? Math.min(maxSeconds, seconds) * 1_000 : null
}
