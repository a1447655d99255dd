import type { Request, RequestHandler, Response } from 'express'
import { ipKeyGenerator, rateLimit, type Store } from 'express-rate-limit'
import { createHash } from 'node:crypto'
import { anonymous } from '../auth/held-roles.ts'
import type { Principal } from '../auth/principal.ts'
import { GatewayError } from '../errors/gateway-error.ts'
import { denialOf, type DenialListener } from '../observability/denial-event.ts'
import { addHeaders } from './late-headers.ts'
import { windowMs } from './memory-counts.ts'
import { rememberFew } from './remember-few.ts'
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
  const limitNamed = limitRate(limit, {
    name: 'caller',
    keyOf: (_request, response) => principalOf(response).id,
    whose: 'of this caller',
  })
  return (request, response, next) => {
    if (principalOf(response) === anonymous) next()
    else limitNamed(request, response, next)
  }
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
  whose: string
}

function limitRate({ perMinute, counts, onDenied }: RateLimit, subject: Subject): RequestHandler {
  const { name, keyOf, whose } = subject
  const property = `${name}Rate`
  const policyOf = rememberFew((key) => describePolicy(name, perMinute, key))
  /** `RateLimit` and `RateLimit-Policy` as in draft 8. */
  const tell = (request: Request, response: Response): Count | undefined => {
    const count = (request as unknown as Record<string, Count | undefined>)[property]
    if (!count) return undefined
    const seconds = Math.max(0, Math.ceil((count.resetTime.getTime() - Date.now()) / 1_000))
    addHeaders(response, 'RateLimit', `"${name}"; r=${count.remaining}; t=${seconds}`)
    addHeaders(response, 'RateLimit-Policy', policyOf(count.key))
    return count
  }
  const limit = rateLimit({
    windowMs,
    limit: perMinute,
    requestPropertyName: property,
    keyGenerator: keyOf,
    store: counts,
    // It would compute the digest of the key anew for each request.
    standardHeaders: false,
    legacyHeaders: false,
    // It would print to the console, and knows nothing of how it is set up here.
    validate: false,
    handler(request, response) {
      const count = tell(request, response)
      onDenied(denialOf('rate'))
      const endsAt = count?.resetTime.getTime() ?? Date.now() + windowMs
      replyError(response, rateLimited(tooFast(perMinute, whose), endsAt), 429)
    },
  })
  return (request, response, next) => {
    // It passes on itself what goes wrong in it.
    void limit(request, response, (error?: unknown) => {
      if (error === undefined) tell(request, response)
      next(error)
    })
  }
}

/** What express-rate-limit leaves at the request, whose types are the application's. */
interface Count {
  key: string
  remaining: number
  resetTime: Date
}

/** Keys are told apart by a part of their digests. */
function describePolicy(name: string, perMinute: number, key: string): string {
  const digest = createHash('sha256').update(key).digest('hex').slice(0, 12)
  const partition = Buffer.from(digest).toString('base64')
  return `"${name}"; q=${perMinute}; w=${windowMs / 1_000}; pk=:${partition}:`
}

/** With the seconds until `endsAt` (ms since epoch) after which it makes sense to come again. */
export function rateLimited(message: string, endsAt: number): GatewayError {
  const retryAfter = Math.max(1, Math.ceil((endsAt - Date.now()) / 1_000))
  return new GatewayError('RATE_LIMITED', message, { retryAfter })
}

/** Who is on the other end, as far as limits go: an IPv6 network of one household or machine is one. */
export function addressOf({ ip = '' }: Request): string {
  return keyOfAddress(ip)
}

const keyOfAddress = rememberFew((ip) => ipKeyGenerator(ip))
