import type { Call } from '../call.ts'
import type { UpstreamListener, UpstreamName } from '../../observability/upstream-event.ts'
import type { FailureRule } from '../failures.ts'
import { jsonFormat, type BodyFormat } from './body-format.ts'
import { breakCircuit } from './circuit-breaker.ts'
import { classifyReplies } from './classify.ts'
import { limitConcurrency } from './concurrency.ts'
import type { Credentials } from './credentials.ts'
import { keepDeadline } from './deadline.ts'
import { finishWrites } from './finish-writes.ts'
import type { Patience } from './patience.ts'
import type { Quota } from './quota-line.ts'
import { limitRate, type Quotas } from './rate-limit.ts'
import { rejectThrows } from './reject-throws.ts'
import { retryFailures } from './retry.ts'
import { createHttpSend } from './send.ts'
import { reportCalls, tellAbout } from './telemetry.ts'
import { tellClock } from './tell-clock.ts'
import { traceCalls, traceGuardedCalls } from './trace-calls.ts'
import type {
  Guard,
  Next,
  Operation,
  Send,
  UpstreamRequest,
  UpstreamResponse,
  Wrapper,
} from './upstream-request.ts'

/** What is gentle to an upstream, whatever its protocol. */
export interface GuardOptions {
  /** Most calls in flight at once; the vendor's limit or politeness. */
  maxConcurrent: number
  /** What the vendor allows; none unless told. */
  quotas?: Quotas
  /** What people call this connection, where a system has several; numbered unless told. */
  connection?: string
}

export interface TransportOptions extends GuardOptions {
  baseUrl: string
  /** How bodies of replies are read: JSON unless told. */
  format?: BodyFormat
  /** How calls are authenticated, innermost last. */
  credentials: readonly Credentials[]
  failures: readonly FailureRule[]
  /** The response header with the vendor's own id of a call. */
  requestIdHeader?: string
  /** The same from the body of a failure, where the header has none. */
  requestId?: (body: unknown) => string | undefined
  /** 10 s unless told. */
  timeoutMs?: number
  /** 5 MB unless told. */
  maxReplyBytes?: number
  /** It only signs in, with the patience of its callers: nothing is repeated, limited or broken off. */
  isSignIn?: boolean
}

export interface Transport {
  /** Sends and gives the body as its format reads it (null when the reply has none). @throws GatewayError for every failure. */
  call(request: UpstreamRequest, call: Call): Promise<unknown>
  /** The same, with status, headers and the body's text, for what a vendor says beside the body. */
  reply(request: UpstreamRequest, call: Call): Promise<UpstreamResponse>
  close(): Promise<void>
}

export interface StackContext {
  upstream: UpstreamName
  listener: UpstreamListener
  /** Epoch ms. */
  now: () => number
  patience: Patience
}

/** What stands around every call; the order, outermost first, with the reason why each stands where it stands. */
export function createGuards(
  context: StackContext,
  options: GuardOptions,
): { outer: Guard[]; atWire: Guard[] } {
  const { upstream, listener, patience } = context
  const told = { upstream, tell: tellAbout(upstream, listener), patience }
  const rate = limitRate({ ...told, quotas: options.quotas ?? { general: null } })
  return {
    outer: [
      keepDeadline(upstream), // whatever waits below, the caller's time ends here
      retryFailures(told), // each repetition passes all that follows
      breakCircuit({ ...told, connection: options.connection ?? '1' }), // sees every attempt; a refusal takes no quota and no slot
      rate.waitForTurn, // refuses at once what would wait too long, before it waits for a slot
      limitConcurrency(upstream, options.maxConcurrent), // the slot is held while the call is out, and no longer
      rejectThrows, // credentials are a datasource's: whatever they do, the slot is left
    ],
    // After every wait, for a slot or a sign-in: whoever went out together would exceed the quota all the same.
    atWire: [
      rate.useTurn,
      finishWrites(), // nothing below waits for leave to go out
    ],
  }
}

/** Guards, then what is HTTP's own. */
export function createTransport(context: StackContext, options: TransportOptions): Transport {
  const { upstream, listener, now, patience } = context
  const requestIdHeader = options.requestIdHeader ?? 'x-request-id'
  const http = createHttpSend({
    upstream,
    baseUrl: options.baseUrl,
    // A sign-in has no guards, and so no limit.
    ...(!options.isSignIn && { maxConcurrent: options.maxConcurrent }),
    timeoutMs: options.timeoutMs ?? 10_000,
    maxReplyBytes: options.maxReplyBytes ?? 5_000_000,
    format: options.format ?? jsonFormat,
  })
  const guards = options.isSignIn ? null : createGuards(context, options)
  const wrappers: Wrapper[] = [
    ...(guards?.outer ?? [rejectThrows]),
    // Inside retry and breaker: a token that ran out is renewed at once, and is no failure of the upstream.
    ...options.credentials.map((create) =>
      create({ upstream, tell: tellAbout(upstream, listener), now, signInPauseMs: patience.signInPauseMs }),
    ),
    ...(guards?.atWire ?? []), // the repetition of a call with renewed credentials takes a turn of its own
    traceCalls(upstream), // a span an attempt, which the upstream can continue
    reportCalls(upstream, requestIdHeader, listener), // every single attempt as it goes out, sign-ins too
    classifyReplies({
      upstream,
      failures: options.failures,
      requestIdHeader,
      requestId: options.requestId,
      now,
    }), // all above see errors or successes
    ...(options.isSignIn ? [] : [tellClock(now)]), // a refusal has the time of day too; a sign-in elsewhere, another clock's
  ]
  const send = wrapAll<Send>(wrappers, http.send)
  return {
    call: (request, call) => send(request, call).then(dataOf),
    reply: send,
    close: http.close,
  }
}

/** For upstreams that do not speak HTTP: the same guards around any call. */
export function guardCalls<Request extends Operation, Reply>(
  context: StackContext,
  options: GuardOptions,
  next: Next<Request, Reply>,
): Next<Request, Reply> {
  const { outer, atWire } = createGuards(context, options)
  const guards = [...outer, ...atWire, traceGuardedCalls(context.upstream), rejectThrows]
  return wrapAll<Next<Request, Reply>>(guards, next)
}

function dataOf({ data }: UpstreamResponse): unknown {
  return data ?? null
}

function wrapAll<Function>(
  wrappers: readonly ((next: Function) => Function)[],
  innermost: Function,
): Function {
  return wrappers.reduceRight((next, wrap) => wrap(next), innermost)
}

export type { Quota, Quotas }
