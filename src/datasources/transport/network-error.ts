/** What is known of a call that got no reply. */
export interface NetworkError {
  /** The connection's or driver's code, e.g. `ECONNREFUSED`: never its text, which names hosts. */
  code: string
  /** There was no connection yet, so that nothing of the call was sent. */
  isUnsent: boolean
}

/** Steps before there is a connection, by the system call that failed. */
const connectingCalls: ReadonlySet<unknown> = new Set(['connect', 'getaddrinfo'])

/**
 * Codes that only happen before anything is sent: undici's own, name resolution, and what a TLS handshake ends with. Those
 * of a certificate are Node's list (`tls`, "X509 certificate error codes").
 */
const unsentCodes = new RegExp(
  `^(?:${[
    'UND_ERR_CONNECT_TIMEOUT',
    'ENOTFOUND',
    'EAI_\\w+',
    'ERR_TLS_(?:CERT_ALTNAME_INVALID|HANDSHAKE_TIMEOUT)',
    'ERR_SSL_(?:WRONG_VERSION_NUMBER|\\w*HANDSHAKE_FAILURE|UNSUPPORTED_PROTOCOL|\\w*PROTOCOL_VERSION)',
    'UNABLE_TO_(?:GET|DECRYPT|DECODE|VERIFY)_\\w+',
    'CERT_\\w+|CRL_\\w+|ERROR_IN_\\w+',
    'DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN',
    'INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED|HOSTNAME_MISMATCH',
  ].join('|')})$`,
)

/** Finds both wherever undici left them. */
export function describeNetworkError(error: unknown): NetworkError {
  const code = networkCodeOf(error)
  return { code, isUnsent: unsentCodes.test(code) || hasNotConnected(error) }
}

function networkCodeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'unknown'
  const { code, cause, name } = error as { code?: unknown; cause?: unknown; name?: unknown }
  if (typeof code === 'string') return code
  if (typeof cause === 'object' && cause !== null) return networkCodeOf(cause)
  return typeof name === 'string' ? name : 'unknown'
}

/**
 * By the system call, not by the code alone: a connection that was up can end as `EHOSTUNREACH`, too. Of a host with several
 * addresses each has failed.
 */
function hasNotConnected(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false
  const { errors, syscall, cause } = error as { errors?: unknown; syscall?: unknown; cause?: unknown }
  if (Array.isArray(errors)) return errors.length > 0 && errors.every(hasNotConnected)
  return syscall === undefined ? hasNotConnected(cause) : connectingCalls.has(syscall)
}
