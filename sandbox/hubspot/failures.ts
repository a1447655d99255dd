import { randomUUID } from 'node:crypto'
import { ReplyError } from '../kit/reply-error.ts'
import type { SimulatorReply } from '../kit/simulator.ts'

interface Detail {
  message: string
  code?: string
  in?: string
  context?: Record<string, string[]>
}

export interface Failure {
  status: number
  category: string
  message: string
  errors?: Detail[]
  context?: Record<string, string[]>
}

/** HubSpot's error body. Its documentation says to rely on none of the members but the status. */
export function failureReply({ status, category, message, errors, context }: Failure): SimulatorReply {
  const correlationId = randomUUID()
  return {
    status,
    body: {
      status: 'error',
      message,
      correlationId,
      ...(errors && { errors }),
      ...(context && { context }),
      category,
    },
  }
}

/** Thrown for a single record, so that a batch can tell which of its inputs failed. */
export class ContactFailure extends ReplyError {
  readonly failure: Failure

  constructor(failure: Failure) {
    super(failureReply(failure))
    this.failure = failure
  }
}

export function invalid(message: string, errors?: Detail[]): ContactFailure {
  return new ContactFailure({ status: 400, category: 'VALIDATION_ERROR', message, ...(errors && { errors }) })
}

/** A member of a JSON body has the wrong type; HubSpot's parser says so before anything is looked at. */
export function invalidJson(what: string): ContactFailure {
  return invalid(`Invalid input JSON: ${what}`)
}

export function contactNotFound(): ContactFailure {
  return new ContactFailure({ status: 404, category: 'OBJECT_NOT_FOUND', message: 'resource not found' })
}

export const unauthorized: Failure = {
  status: 401,
  category: 'INVALID_AUTHENTICATION',
  message: 'Authentication credentials not found. This API supports OAuth 2.0 and private app tokens.',
}

export const expired: Failure = {
  status: 401,
  category: 'EXPIRED_AUTHENTICATION',
  message: 'The token used to make this call expired.',
}

export const missingScope = (scope: string): Failure => ({
  status: 403,
  category: 'MISSING_SCOPES',
  message: 'This app has not been granted all required scopes to make this call.',
  errors: [{ message: 'One or more scopes are required.', context: { requiredScopes: [scope] } }],
})

/** The ten-second limit of a private app: 190 requests, as of the vendor's change log. */
export function rateLimited(): SimulatorReply {
  return {
    status: 429,
    headers: { 'x-hubspot-ratelimit-interval-milliseconds': '10000', 'x-hubspot-ratelimit-remaining': '0' },
    body: {
      status: 'error',
      message: 'You have reached your ten_secondly_rolling limit.',
      errorType: 'RATE_LIMIT',
      correlationId: randomUUID(),
      policyName: 'TEN_SECONDLY_ROLLING',
      category: 'RATE_LIMITS',
    },
  }
}
