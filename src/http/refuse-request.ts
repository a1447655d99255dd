import { GraphQLError } from 'graphql'
import { errorCodes } from '../errors/codes.ts'
import type { GatewayError } from '../errors/gateway-error.ts'

/**
 * The HTTP status of a request that was refused as a whole: a caller's mistake is a 400, as everywhere else in GraphQL over
 * HTTP, and what the caller is not permitted to ask a 403. Nothing was executed, so there is no `data` that a 200 could be for.
 */
export function refusedStatusOf({ code }: GatewayError): number {
  return refusedStatus[code] ?? errorCodes[code].httpStatus
}

/** The same, as Apollo Server takes it where it makes the reply. */
export function refuseRequest(error: GatewayError): GraphQLError {
  const http = { status: refusedStatusOf(error) }
  return new GraphQLError(error.message, { originalError: error, extensions: { http } })
}

const refusedStatus: Partial<Record<GatewayError['code'], number>> = { BAD_USER_INPUT: 400, FORBIDDEN: 403 }
