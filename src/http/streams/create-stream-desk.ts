import type { FormattedExecutionResult } from 'graphql'
import { GraphQLError } from 'graphql'
import { anonymous } from '../../auth/held-roles.ts'
import type { Principal } from '../../auth/principal.ts'
import { GatewayError } from '../../errors/gateway-error.ts'
import { denialOf, type DenialListener } from '../../observability/denial-event.ts'
import { currentScope } from '../../observability/request-scope.ts'
import type { StreamListener, StreamTransport } from '../../observability/stream-event.ts'
import { mapStream } from '../../resolvers/map-stream.ts'
import { createPlaces } from './count-places.ts'
import type { AskedSubscription, OpenedSubscription, Subscriptions } from './open-subscription.ts'

export interface StreamLimits {
  /** Most subscriptions that are open at a time on this replica. */
  maxSubscriptions: number
  /** Most of them of one caller. */
  maxSubscriptionsPerCaller: number
}

/** Where subscriptions of all transports are opened: within their limits, counted and logged. */
export interface StreamDesk {
  open(asked: AskedSubscription, of: Subscriber): Promise<OpenedSubscription>
  formatErrors: Subscriptions['formatErrors']
  /** Nothing is opened before. */
  serve(subscriptions: Subscriptions): void
}

interface Subscriber {
  principal: Principal
  /** As far as limits go. */
  address: string
  transport: StreamTransport
}

export function createStreamDesk(options: {
  limits: StreamLimits
  onDenied: DenialListener
  onEvent: StreamListener
}): StreamDesk {
  const { limits, onDenied, onEvent } = options
  const { maxSubscriptions: total, maxSubscriptionsPerCaller: perHolder } = limits
  const places = createPlaces({ total, perHolder })
  let subscriptions: Subscriptions | null = null

  return {
    serve: (given) => void (subscriptions = given),
    formatErrors: (errors) => subscriptions?.formatErrors(errors) ?? [],
    async open(asked, { principal, address, transport }) {
      if (!subscriptions) return refused(new GatewayError('STORE_UNAVAILABLE', 'The gateway is starting.'))
      const place = places.take(holderOf(principal, address))
      if ('full' in place) {
        onDenied(denialOf('rate'))
        const whose = place.full === 'ALL' ? `this gateway has ${total}` : `this caller has ${perHolder}`
        return refused(tooMany(`Too many subscriptions: ${whose} open. End one, or try again later.`))
      }
      const opened = await subscriptions.open(asked, principal)
      if (opened.kind === 'refused') {
        place.release()
        return opened
      }
      const tell = observe(transport, onEvent)
      const onEnd = (): void => {
        place.release()
        tell.ended()
      }
      return { kind: 'open', results: mapStream(opened.results, tell.sent, onEnd) }
    },
  }
}

/** Callers without a credential are no one: their addresses count. */
export function holderOf(principal: Principal, address: string): string {
  return principal === anonymous ? `address ${address}` : `caller ${principal.id}`
}

export function tooMany(message: string): GatewayError {
  return new GatewayError('RATE_LIMITED', message, { retryAfter: 10 })
}

function observe(transport: StreamTransport, onEvent: StreamListener) {
  const scope = currentScope()
  const startedAt = performance.now()
  let events = 0
  onEvent({ type: 'SUBSCRIBED', transport })
  return {
    sent(result: FormattedExecutionResult) {
      events++
      return result
    },
    ended() {
      const { requestId = null, principal = null, operation = null, errors = [] } = scope ?? {}
      const durationMs = performance.now() - startedAt
      const who = { requestId, principal, operation }
      onEvent({ type: 'ENDED', transport, ...who, events, durationMs, errors: [...errors] })
    },
  }
}

function refused(originalError: GatewayError): OpenedSubscription {
  return { kind: 'refused', errors: [new GraphQLError(originalError.message, { originalError })] }
}
