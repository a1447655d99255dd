import type { Request, RequestHandler, Response } from 'express'
import { ipKeyGenerator, rateLimit, type Store } from 'express-rate-limit'
import { anonymous } from '../auth/held-roles.ts'
import type { Principal } from '../auth/principal.ts'
import { GatewayError } from '../errors/gateway-error.ts'
import { denialOf, type DenialListener } from '../observability/denial-event.ts'
import { windowMs } from './memory-counts.ts'
import { replyError } from './reply-error.ts'

export interface RateLimit {
  perMinute: number
  counts: Store
  onDenied: DenialListener
}

/** A generous ceiling in front of everything that costs, authentication included. */
export function limitAddresses(limit: RateLimit): RequestHandler {
  return limitRate(limit, { name: 'address', keyOf: addressOf, whose: 'from this address' })
}

/** The same for one caller, from however many addresses. Callers without a credential are no one: their addresses count. */
export function limitCallers(
  limit: RateLimit,
  principalOf: (response: Response) => Principal,
): RequestHandler {
  return limitRate(limit, {
    name: 'caller',
    keyOf: (_request, response) => principalOf(response).id,
    skip: (_request, response) => principalOf(response) === anonymous,
    whose: 'of this caller',
  })
}

interface Subject {
  name: string
  keyOf: (request: Request, response: Response) => string
  skip?: (request: Request, response: Response) => boolean
  whose: string
}

function limitRate({ perMinute, counts, onDenied }: RateLimit, subject: Subject): RequestHandler {
  const { name, keyOf, skip = () => false, whose } = subject
  return rateLimit({
    windowMs,
    limit: perMinute,
    identifier: name,
    keyGenerator: keyOf,
    skip,
    store: counts,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    // It would print to the console, and knows nothing of how it is set up here.
    validate: false,
    handler(request, response) {
      const message = `More than ${perMinute} requests a minute ${whose}. Wait, then go slower.`
      onDenied(denialOf('rate'))
      refuseForNow(response, message, endOf(request))
    },
  })
}

/** When the minute of a request's count ends, in ms since epoch. */
function endOf(request: Request): number {
  // Where express-rate-limit puts it; its types leave that to the application.
  const { rateLimit: info } = request as Request & { rateLimit?: { resetTime?: Date } }
  return info?.resetTime?.getTime() ?? Date.now() + windowMs
}

/** 429, with the seconds until `endsAt` (ms since epoch) after which it makes sense to come again. */
export function refuseForNow(response: Response, message: string, endsAt: number): void {
  const retryAfter = Math.max(1, Math.ceil((endsAt - Date.now()) / 1_000))
  replyError(response, new GatewayError('RATE_LIMITED', message, { retryAfter }), 429)
}

/** Who is on the other end, as far as limits go: an IPv6 network of one household or machine is one. */
export function addressOf({ ip = '' }: Request): string {
  return ipKeyGenerator(ip)
}
