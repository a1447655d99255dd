import type { ErrorRequestHandler, Response } from 'express'
import { randomUUID } from 'node:crypto'
import { GatewayError } from '../errors/gateway-error.ts'
import { toGraphQLReply } from '../errors/to-graphql.ts'
import type { Logger } from '../observability/logger.ts'
import { currentScope } from '../observability/request-scope.ts'

/** Answers with a GraphQL error outside GraphQL: same shape, and an HTTP status of its own where given. */
export function replyError(response: Response, error: GatewayError, status?: number): void {
  const scope = currentScope()
  scope?.errors.add(error.code)
  const reply = toGraphQLReply(error, scope?.requestId ?? '')
  const { retryAfter } = error.details
  if (retryAfter !== undefined) response.setHeader('retry-after', String(Math.ceil(retryAfter)))
  if (error.code === 'UNAUTHENTICATED') response.setHeader('www-authenticate', 'Bearer')
  // In GraphQL a part may fail with 200; here it is the whole request that has to wait.
  response.status(status ?? (error.retryable ? 503 : reply.status)).json(reply.body)
}

/** The last handler: Express's own would answer HTML with a stack trace. */
export function handleErrors(logger: Logger): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) {
      next(error)
      return
    }
    if (error instanceof GatewayError) {
      replyError(response, error)
      return
    }
    const refusal = describeBodyError(error)
    if (refusal) {
      replyError(response, new GatewayError('BAD_USER_INPUT', refusal.message), refusal.status)
      return
    }
    const errorId = randomUUID()
    logger.unknownError({ error, errorId, requestId: currentScope()?.requestId })
    const message = `The gateway failed to answer this. Report it with error id ${errorId}.`
    replyError(response, new GatewayError('INTERNAL', message), 500)
  }
}

/** Refusals of Express and its body parser, which carry a 4xx status and a type; null for every other error. */
function describeBodyError(error: unknown): { status: number; message: string } | null {
  if (!(error instanceof Error) || !('status' in error) || typeof error.status !== 'number') return null
  if (error.status < 400 || error.status > 499) return null
  const type = 'type' in error ? error.type : undefined
  return { status: error.status, message: bodyErrors.get(type) ?? 'The request cannot be read.' }
}

const bodyErrors = new Map<unknown, string>([
  ['entity.too.large', 'The request body is larger than 1 MB.'],
  ['entity.parse.failed', 'The request body is not valid JSON.'],
  [
    'encoding.unsupported',
    'The request body has an encoding that is not supported. Send it as gzip or plain.',
  ],
  ['charset.unsupported', 'The request body has a character set that is not supported. Send it as UTF-8.'],
  ['request.size.invalid', 'The request body is not as long as its Content-Length says.'],
])
