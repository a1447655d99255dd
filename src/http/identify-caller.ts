import type { RequestHandler, Response } from 'express'
import { refuseKeyInUrl } from '../auth/authenticate.ts'
import type { Authenticate, Principal } from '../auth/principal.ts'
import { GatewayError } from '../errors/gateway-error.ts'
import { denialOf, type DenialListener } from '../observability/denial-event.ts'
import { currentScope } from '../observability/request-scope.ts'
import { addressOf, refuseForNow } from './limit-rate.ts'
import { createMemoryCounts } from './memory-counts.ts'

export interface IdentifyOptions {
  authenticate: Authenticate
  /** Most failures a minute from one address, on this replica; then its requests are not looked at. */
  failuresPerMinute: number
  onDenied: DenialListener
  now: () => number
}

export interface CallerIdentification {
  identify: RequestHandler
  /** @throws GatewayError UNAUTHENTICATED where `identify` did not come before */
  principalOf(response: Response): Principal
}

/** Authenticates requests, and makes trying credentials slow. */
export function createCallerIdentification(options: IdentifyOptions): CallerIdentification {
  const { authenticate, failuresPerMinute, onDenied, now } = options
  const principals = new WeakMap<Response, Principal>()
  const failures = createMemoryCounts(now)

  return {
    async identify(request, response, next) {
      const address = addressOf(request)
      const failed = failures.read(address)
      if (failed.hits >= failuresPerMinute) {
        const message = `More than ${failuresPerMinute} failed authentications a minute from this address. Correct the credential, and wait.`
        onDenied(denialOf('rate'))
        refuseForNow(response, message, failed.endsAt)
        return
      }
      try {
        refuseKeyInUrl(Object.keys(request.query))
        const principal = await authenticate(request.headers)
        principals.set(response, principal)
        const scope = currentScope()
        if (scope) scope.principal = principal.id
      } catch (error) {
        if (error instanceof GatewayError && error.code === 'UNAUTHENTICATED') {
          failures.hit(address)
          onDenied(denialOf('authentication'))
        }
        throw error
      }
      next()
    },
    principalOf(response) {
      const principal = principals.get(response)
      if (!principal) throw new GatewayError('UNAUTHENTICATED', 'The request was not authenticated.')
      return principal
    },
  }
}
