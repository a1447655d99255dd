import { randomUUID } from 'node:crypto'
import { ReplyError } from '../kit/reply-error.ts'
import type { SimulatorReply } from '../kit/simulator.ts'

/** Business Central's error body: a stable code, and a message that ends with a correlation id. */
export function failureReply(status: number, code: string, message: string): SimulatorReply {
  return { status, body: { error: { code, message: `${message}  CorrelationId:  ${randomUUID()}.` } } }
}

/** Thrown inside an operation. */
export function failure(status: number, code: string, message: string): ReplyError {
  return new ReplyError(failureReply(status, code, message))
}

export function badRequest(message: string): ReplyError {
  return failure(400, 'BadRequest', message)
}

/** What the company's own rules do not allow, in words for people. */
export function refusal(message: string): ReplyError {
  return failure(400, 'Application_DialogException', message)
}

export function recordNotFound(): ReplyError {
  return failure(404, 'Internal_RecordNotFound', 'The record that was asked for does not exist.')
}

export function unauthorized(): SimulatorReply {
  return failureReply(
    401,
    'Authentication_InvalidCredentials',
    'The server has rejected the client credentials.',
  )
}

/** 6,000 requests in five minutes a user, as the vendor documents. */
export function rateLimited(): SimulatorReply {
  const reply = failureReply(
    429,
    'Application_TooManyRequests',
    'Too many requests reached. Actual (6000). Maximum (6000).',
  )
  return { ...reply, headers: { 'retry-after': '5' } }
}

/** The vendor's code for a status that was asked for as a fault. */
export function failureOf(status: number): SimulatorReply {
  if (status === 401) return unauthorized()
  if (status === 429) return rateLimited()
  const [code, message] = codes[status] ?? (status < 500 ? badRequestCode : serverErrorCode)
  return failureReply(status, code, message)
}

const badRequestCode = ['BadRequest', 'The request cannot be processed.'] as const
const serverErrorCode = ['Internal_ServerError', 'An internal server error occurred.'] as const
const codes: Record<number, readonly [code: string, message: string]> = {
  403: ['Authorization_RequestDenied', 'Insufficient privileges to complete the operation.'],
  404: ['BadRequest_NotFound', 'Bad Request - Error in query syntax.'],
  408: ['Application_RequestTimeout', 'The request took too long.'],
  409: ['Request_EntityChanged', 'Another user has already changed the record.'],
  503: ['Internal_ServiceUnavailable', 'The service is temporarily unavailable.'],
  504: ['Internal_GatewayTimeout', 'The operation took longer than allowed.'],
}
