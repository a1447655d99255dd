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

/** Counts what is no request of its own. @throws GatewayError RATE_LIMITED */
export async function countRate(
  { perMinute, counts, onDenied }: RateLimit,
  key: string,
  whose: string,
): Promise<void> {
  const { totalHits, resetTime } = await counts.increment(key)
  if (totalHits <= perMinute) return
  onDenied(denialOf('rate'))
  throw rateLimited(tooFast(perMinute, whose), resetTime?.getTime() ?? Date.now() + windowMs)
}

function tooFast(perMinute: number, whose: string): string {
  return `More than ${perMinute} requests a minute ${whose}. Wait, then go slower.`
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
      onDenied(denialOf('rate'))
      replyError(response, rateLimited(tooFast(perMinute, whose), endOf(request)), 429)
    },
  })
}

/** When the minute of a request's count ends, in ms since epoch. */
function endOf(request: Request): number {
  // Where express-rate-limit puts it; its types leave that to the application.
  const { rateLimit: info } = request as Request & { rateLimit?: { resetTime?: Date } }
  return info?.resetTime?.getTime() ?? Date.now() + windowMs
}

/** With the seconds until `endsAt` (ms since epoch) after which it makes sense to come again. */
export function rateLimited(message: string, endsAt: number): GatewayError {
  const retryAfter = Math.max(1, Math.ceil((endsAt - Date.now()) / 1_000))
  return new GatewayError('RATE_LIMITED', message, { retryAfter })
}

/** Who is on the other end, as far as limits go: an IPv6 network of one household or machine is one. */
export function addressOf({ ip = '' }: Request): string {
  return ipKeyGenerator(ip)
}
