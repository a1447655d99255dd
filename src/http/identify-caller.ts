import type { RequestHandler, Response } from 'express'
import { refuseKeyInUrl } from '../auth/authenticate.ts'
import type { Authenticate, Headers, Principal } from '../auth/principal.ts'
import { GatewayError } from '../errors/gateway-error.ts'
import { denialOf, type DenialListener } from '../observability/denial-event.ts'
import { currentScope } from '../observability/request-scope.ts'
import { addressOf, rateLimited } from './limit-rate.ts'
import { createMemoryCounts } from './memory-counts.ts'
import { replyError } from './reply-error.ts'

export interface IdentifyOptions {
  authenticate: Authenticate
  /** Most failures a minute from one address, on this replica; then its requests are not looked at. */
  failuresPerMinute: number
  onDenied: DenialListener
  now: () => number
}

export interface CallerIdentification {
  identify: RequestHandler
  /** Where the credential is no request's. @throws GatewayError UNAUTHENTICATED, RATE_LIMITED, STORE_UNAVAILABLE, UPSTREAM_* */
  identifyBy(headers: Headers, address: string): Promise<Principal>
  /** @throws GatewayError UNAUTHENTICATED where `identify` did not come before */
  principalOf(response: Response): Principal
}

/** Authenticates requests, and makes trying credentials slow. */
export function createCallerIdentification(options: IdentifyOptions): CallerIdentification {
  const { authenticate, failuresPerMinute, onDenied, now } = options
  const failures = createMemoryCounts(now)

  const identifyBy = async (headers: Headers, address: string, parameters: string[] = []) => {
    const failed = failures.read(address)
    if (failed.hits >= failuresPerMinute) {
      const message = `More than ${failuresPerMinute} failed authentications a minute from this address. Correct the credential, and wait.`
      onDenied(denialOf('rate'))
      throw rateLimited(message, failed.endsAt)
    }
    try {
      refuseKeyInUrl(parameters)
      const principal = await authenticate(headers)
      const scope = currentScope()
      if (scope) scope.principal = principal.id
      return principal
    } catch (error) {
      if (error instanceof GatewayError && error.code === 'UNAUTHENTICATED') {
        failures.hit(address)
        onDenied(denialOf('authentication'))
      }
      throw error
    }
  }
  return {
    identifyBy,
    identify(request, response, next) {
      const parameters = request.url.includes('?') ? Object.keys(request.query) : []
      identifyBy(request.headers, addressOf(request), parameters).then(
        (principal) => {
          localsOf(response).principal = principal
          next()
        },
        (error: unknown) => {
          if (error instanceof GatewayError && error.code === 'RATE_LIMITED') replyError(response, error, 429)
          else next(error)
        },
      )
    },
    principalOf(response) {
      const { principal } = localsOf(response)
      if (!principal) throw new GatewayError('UNAUTHENTICATED', 'The request was not authenticated.')
      return principal
    },
  }
}

/** Where Express has a place for what belongs to one request. */
function localsOf({ locals }: Response): { principal?: Principal } {
  return locals
}
