import type { Request, RequestHandler, Response } from 'express'
import type { ExecutionResult } from 'graphql'
import { createHandler } from 'graphql-sse'
import { once } from 'node:events'
import type { Authenticate, Principal } from '../../auth/principal.ts'
import { GatewayError } from '../../errors/gateway-error.ts'
import { toGraphQLReply } from '../../errors/to-graphql.ts'
import type { DenialListener } from '../../observability/denial-event.ts'
import { currentScope } from '../../observability/request-scope.ts'
import { isRecord } from '../find-operation.ts'
import { addressOf } from '../limit-rate.ts'
import { replyError } from '../reply-error.ts'
import type { StreamDesk } from './create-stream-desk.ts'
import type { OpenedSubscription } from './open-subscription.ts'
import { watchCredential } from './watch-credential.ts'

export interface EventsOptions {
  desk: StreamDesk
  principalOf: (response: Response) => Principal
  authenticate: Authenticate
  onDenied: DenialListener
  times: { credentialEveryMs: number; stalledReplyMs: number }
}

export interface EventStreams {
  /** Answers requests for a stream; others go on. */
  answer: RequestHandler
  /** Completes all streams. */
  close(): void
}

type Open = Extract<OpenedSubscription, { kind: 'open' }>

/**
 * Subscriptions as server-sent events, one a connection (graphql-sse's distinct connections): POST with
 * `accept: text/event-stream`, or at `/graphql/stream`. What is refused is plain JSON with its status.
 */
export function createEventStreams(options: EventsOptions): EventStreams {
  const { desk, principalOf, authenticate, onDenied, times } = options
  const running = new Set<() => void>()
  let isClosing = false

  const handler = createHandler<Response, { opened: Open }>({
    authenticate: () => null,
    // Its types want errors as they are before they are shown; it prints what it gets.
    onSubscribe: ({ context }) => context.opened.results as AsyncGenerator<ExecutionResult, void, void>,
  })

  const stream = async (request: Request, response: Response): Promise<void> => {
    const body: unknown = request.body
    const asked = isRecord(body) ? body : {}
    const principal = principalOf(response)
    const opened = await desk.open(asked, { principal, address: addressOf(request), transport: 'sse' })
    if (opened.kind === 'refused') {
      response.status(statusOf(opened)).json({ errors: desk.formatErrors(opened.errors) })
      return
    }
    const scope = currentScope()
    if (scope) scope.isStream = true
    const { results } = opened
    const end = (): void => void results.return()
    let last: string | null = null
    const stopWatching = watchCredential(
      { authenticate, everyMs: times.credentialEveryMs, onDenied },
      request.headers,
      (error) => {
        last = JSON.stringify(toGraphQLReply(error, scope?.requestId ?? '').body)
        end()
      },
    )
    running.add(end)
    if (isClosing) end()
    response.once('close', end)
    try {
      const paced = pace(opened, response, times.stalledReplyMs)
      await send(await handler(toSse(request, response, paced)), response, () => last)
    } finally {
      running.delete(end)
      stopWatching()
      end()
    }
  }

  return {
    answer(request, response, next) {
      if (!wantsStream(request)) {
        next()
        return
      }
      if (request.method !== 'POST') {
        const message = 'A stream of events is asked for with POST.'
        replyError(response.setHeader('allow', 'POST'), new GatewayError('BAD_USER_INPUT', message), 405)
        return
      }
      if (isClosing) {
        const message = 'This gateway is stopping. Try again in a moment.'
        replyError(response, new GatewayError('STORE_UNAVAILABLE', message, { retryAfter: 1 }), 503)
        return
      }
      stream(request, response).catch(next)
    },
    close() {
      isClosing = true
      for (const end of running) end()
    },
  }
}

/** Clients that take JSON too, and prefer it, get it: many send all that they know with every request. */
function wantsStream(request: Request): boolean {
  if (request.path === '/stream') return true
  const { accept } = request.headers
  // Whoever neither names a text nor weighs types prefers what is named first here.
  if (accept === undefined || !/text|q=/i.test(accept)) return false
  const types = ['application/json', 'application/graphql-response+json', 'text/event-stream']
  return request.accepts(types) === 'text/event-stream'
}

function statusOf({ errors }: Extract<OpenedSubscription, { kind: 'refused' }>): number {
  const error = errors[0]?.originalError
  const code = error instanceof GatewayError ? error.code : null
  return (code === null ? null : statuses[code]) ?? 400
}

const statuses: Partial<Record<GatewayError['code'], number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  RATE_LIMITED: 429,
  STORE_UNAVAILABLE: 503,
  INTERNAL: 500,
}

/** graphql-sse takes what it is given as fast as it comes: here it comes as fast as the client reads. */
function pace({ results }: Open, response: Response, stalledMs: number): Open {
  const { next } = results
  results.next = async () => {
    if (response.writableNeedDrain) await drained(response, stalledMs)
    return next.call(results)
  }
  return { kind: 'open', results }
}

/** A client that takes nothing for so long is gone. */
async function drained(response: Response, stalledMs: number): Promise<void> {
  const timer = setTimeout(() => response.destroy(), stalledMs).unref()
  await Promise.race([once(response, 'drain'), once(response, 'close')])
  clearTimeout(timer)
}

type SseHandler = ReturnType<typeof createHandler<Response, { opened: Open }>>

/** What was checked before is not checked again: the request is one that graphql-sse answers with a stream. */
function toSse(request: Request, response: Response, opened: Open): Parameters<SseHandler>[0] {
  const headers = new Map([
    ['accept', 'text/event-stream'],
    ['content-type', 'application/json'],
  ])
  return {
    method: 'POST',
    url: request.originalUrl,
    headers: { get: (name) => headers.get(name) },
    body: { query: 'subscription' },
    raw: response,
    context: { opened },
  }
}

async function send(
  [body]: Awaited<ReturnType<SseHandler>>,
  response: Response,
  lastOf: () => string | null,
): Promise<void> {
  if (body === null || typeof body === 'string') throw new Error('graphql-sse gave no stream')
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    // A proxy that gathered events would make them late.
    'x-accel-buffering': 'no',
  })
  for await (const chunk of body) {
    if (response.destroyed) break
    const last = chunk.startsWith('event: complete') ? lastOf() : null
    if (last !== null) response.write(`event: next\ndata: ${last}\n\n`)
    response.write(chunk)
  }
  response.end()
}
