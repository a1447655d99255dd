/** The one table of error codes: what a client may rely on (`extensions.code`), and what the gateway does about each. */

/** What the gateway itself does with an error of this code: try again, refuse, keep the write for later, wake a person. */
export type Disposition = 'retry' | 'reject' | 'queue' | 'alert'

export const errorCodes = {
  UNAUTHENTICATED: { disposition: 'reject', retryable: false, httpStatus: 401 },
  FORBIDDEN: { disposition: 'reject', retryable: false, httpStatus: 200 },
  BAD_USER_INPUT: { disposition: 'reject', retryable: false, httpStatus: 200 },
  NOT_FOUND: { disposition: 'reject', retryable: false, httpStatus: 200 },
  CONFLICT: { disposition: 'reject', retryable: false, httpStatus: 200 },
  IDEMPOTENCY_MISMATCH: { disposition: 'reject', retryable: false, httpStatus: 200 },
  RATE_LIMITED: { disposition: 'retry', retryable: true, httpStatus: 200 },
  UPSTREAM_UNAVAILABLE: { disposition: 'retry', retryable: true, httpStatus: 200 },
  UPSTREAM_TIMEOUT: { disposition: 'retry', retryable: true, httpStatus: 200 },
  UPSTREAM_AUTH: { disposition: 'alert', retryable: false, httpStatus: 200 },
  UPSTREAM_BAD_RESPONSE: { disposition: 'alert', retryable: true, httpStatus: 200 },
  UPSTREAM_BAD_VALUE: { disposition: 'reject', retryable: false, httpStatus: 200 },
  UPSTREAM_SCHEMA_DRIFT: { disposition: 'alert', retryable: false, httpStatus: 200 },
  STORE_UNAVAILABLE: { disposition: 'retry', retryable: true, httpStatus: 503 },
  INTERNAL: { disposition: 'alert', retryable: false, httpStatus: 200 },
} as const satisfies Record<string, { disposition: Disposition; retryable: boolean; httpStatus: number }>

export type ErrorCode = keyof typeof errorCodes

/**
 * Two more codes that a client may see: the document never became a request. They keep the names that GraphQL
 * clients and tools already know (Apollo Server's), come with HTTP 400, and are the caller's to correct. No code of
 * the gateway throws them.
 */
export const documentCodes = ['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED'] as const
export type DocumentCode = (typeof documentCodes)[number]
