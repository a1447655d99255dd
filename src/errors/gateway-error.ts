import { errorCodes, type ErrorCode } from './codes.ts'

/** Typed details of an error, each safe to show to a client. */
export interface ErrorDetails {
  /** The system (role, e.g. `CRM`) that the error is about. */
  system?: string
  /** The canonical field or input that the error is about. */
  field?: string
  /** Seconds after which a retry makes sense. */
  retryAfter?: number
  /** Canonical id of the entity that stands in the way. */
  id?: string
  /** The vendor's own id of the failed request, for a support case. */
  upstreamRequestId?: string
}

/**
 * An error that a client may see: its message is written here, never taken from an upstream. `cause` is for
 * the log only. Everything else that is thrown is masked as INTERNAL.
 */
export class GatewayError extends Error {
  override readonly name = 'GatewayError'
  readonly code: ErrorCode
  readonly details: ErrorDetails

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.details = details
  }

  get retryable(): boolean {
    return errorCodes[this.code].retryable
  }
}
