import { GraphQLError } from 'graphql'
import { errorCodes } from '../errors/codes.ts'
import type { GatewayError } from '../errors/gateway-error.ts'

/**
 * A request that was refused as a whole: a caller's mistake is a 400, as everywhere else in GraphQL over HTTP, and what the
 * caller is not permitted to ask a 403. Nothing was executed, so there is no `data` that a 200 could be for.
 */
export function refuseRequest(error: GatewayError): GraphQLError {
  const status = refusedStatus[error.code] ?? errorCodes[error.code].httpStatus
  return new GraphQLError(error.message, { originalError: error, extensions: { http: { status } } })
}

const refusedStatus: Partial<Record<GatewayError['code'], number>> = { BAD_USER_INPUT: 400, FORBIDDEN: 403 }
