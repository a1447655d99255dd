import type { Secret } from '../../secrets/secret.ts'
import type { Call } from '../call.ts'
import type { Untold, UpstreamEvent, UpstreamName } from '../../observability/upstream-event.ts'
import { RefusedHereError, UpstreamError, type FailureClass } from '../failures.ts'
import type { Send, UpstreamRequest, UpstreamResponse, Wrapper } from './upstream-request.ts'

/** How calls are authenticated; given what it takes to tell of it. */
export type Credentials = (context: CredentialsContext) => Wrapper

export interface CredentialsContext {
  upstream: UpstreamName
  tell(event: Untold<UpstreamEvent>): void
  /** Epoch ms. */
  now: () => number
  /** Wins over what the sign-in itself says; null: it decides. */
  signInPauseMs?: number | null
}

/** Headers that are the same for every call; secrets are revealed only here. */
export function staticHeaders(headers: Readonly<Record<string, string | Secret>>): Credentials {
  return () => (next) => (request, call) => next(withProof(request, { headers: revealed(headers) }), call)
}

export function bearer(token: Secret): Credentials {
  return () => (next) => (request, call) =>
    next(withProof(request, { headers: { authorization: `Bearer ${token.reveal()}` } }), call)
}

/** HTTP Basic (RFC 7617), in UTF-8. @throws TypeError for a user name that it cannot carry */
export function basic(user: string, password: Secret): Credentials {
  if (user.includes(':')) throw new TypeError('HTTP Basic: a user name has no colon')
  return () => (next) => (request, call) =>
    next(withProof(request, { headers: { authorization: basicCredentials(user, password) } }), call)
}

/** The value of its header. */
export function basicCredentials(user: string, password: Secret): string {
  return `Basic ${Buffer.from(`${user}:${password.reveal()}`).toString('base64')}`
}

/** A key in a header of the vendor's own, e.g. `x-api-key`. */
export function apiKeyHeader(name: string, key: Secret): Credentials {
  return staticHeaders({ [name]: key })
}

/** A key in the query, where a vendor takes it nowhere else. Nothing here tells of addresses; a proxy's log may. */
export function apiKeyQuery(name: string, key: Secret): Credentials {
  return () => (next) => (request, call) =>
    next(withProof(request, { headers: {}, query: { [name]: key.reveal() } }), call)
}

/** What goes with a call to prove who calls. */
interface Proof {
  headers: Readonly<Record<string, string>>
  /** For systems whose sessions are parameters. */
  query?: Readonly<Record<string, string>>
}

/** What a sign-in gives: what proves it, and how long it lasts (null: until refused). */
export interface Login extends Proof {
  expiresInMs: number | null
}

export interface LoginOptions {
  /** Obtains a token or session; `send` is the same transport, below this wrapper. */
  login(send: Send, call: Call): Promise<Login>
  /** After a failed sign-in none is tried for so long: 30 s unless told. Some systems lock accounts out. */
  pauseMs?: number
}

/** Classes that, at a sign-in, all say: not with these credentials. */
const aboutCredentials: ReadonlySet<FailureClass> = new Set([
  'AUTH',
  'EXPIRED',
  'FORBIDDEN',
  'VALIDATION',
  'NOT_FOUND',
])

interface Refusal {
  error: UpstreamError
  until: number
}

interface Held {
  proof: Proof
  renewAt: number
  endsAt: number
}

/**
 * OAuth2 tokens and session log-ins alike: one sign-in at a time for all callers. From 80 % of its life on it is renewed
 * in the background, while the last one still serves; a reply of class EXPIRED renews it once. A failed sign-in is every
 * waiting caller's failure, and for some time that of those who come after.
 */
export function loggedIn({ login, ...options }: LoginOptions): Credentials {
  return ({ upstream, tell, now, signInPauseMs }) => {
    const pauseMs = signInPauseMs ?? options.pauseMs ?? 30_000
    let held: Held | null = null
    let hasBeenIn = false
    let pending: Promise<Proof> | null = null
    let refused: Refusal | null = null

    async function signIn(send: Send): Promise<Proof> {
      if (refused && now() < refused.until) throw refused.error
      try {
        const { expiresInMs, ...proof } = await login(send, sharedCall())
        const life = expiresInMs ?? Infinity
        held = { proof, renewAt: now() + life * 0.8, endsAt: now() + life }
        hasBeenIn = true
        refused = null
        tell({ type: 'SIGN_IN', outcome: 'OK', expiresAt: expiresInMs === null ? null : held.endsAt })
        return proof
      } catch (error) {
        refused = refusal(error)
        const expiresAt = held && Number.isFinite(held.endsAt) ? held.endsAt : null
        tell({ type: 'SIGN_IN', outcome: 'FAILED', expiresAt, ...reasonOf(error) })
        // Whoever waited for the sign-in has sent nothing, whatever the sign-in itself leaves open.
        const isVague = error instanceof UpstreamError && error.effect !== 'NONE'
        throw refused.error.failure === 'AUTH' || isVague ? refused.error : error
      }
    }

    /** Before the first sign-in it is what it is; later, when calls can no longer be made, a matter of credentials. */
    function refusal(cause: unknown): Refusal {
      const failure = cause instanceof UpstreamError ? cause.failure : 'BAD_RESPONSE'
      const isRefused = aboutCredentials.has(failure)
      const shown = failure === 'RATE_LIMITED' || !(isRefused || hasBeenIn) ? failure : 'AUTH'
      // Until it was let in once, a system may only just be starting: asked again as soon as a breaker would.
      const restMs = hasBeenIn ? 30_000 : 5_000
      const patienceMs = isRefused || failure === 'RATE_LIMITED' ? pauseMs : restMs
      const waitMs = Math.min(pauseMs, patienceMs)
      const retryAfter = Math.ceil(waitMs / 1_000)
      return { error: new RefusedHereError(upstream, shown, { retryAfter }, cause), until: now() + waitMs }
    }

    function renew(send: Send): Promise<Proof> {
      pending ??= signIn(send).finally(() => {
        pending = null
      })
      return pending
    }

    function credentials(send: Send): Proof | Promise<Proof> {
      if (!held || now() >= held.endsAt) return renew(send)
      // Its failure is told of; the last token serves until its end.
      if (now() >= held.renewAt) renew(send).catch(() => undefined)
      return held.proof
    }

    const mayRenew = (): boolean => !refused || now() >= refused.until

    return (next) => {
      /** Sends at once what there are credentials for; else after the sign-in. */
      function prove(
        call: Call,
        send: (proof: Proof) => Promise<UpstreamResponse>,
      ): Promise<UpstreamResponse> {
        const proof = credentials(next)
        return proof instanceof Promise ? orEnded(proof, call).then(send) : send(proof)
      }

      const sendRenewed = (request: UpstreamRequest, call: Call): Promise<UpstreamResponse> =>
        prove(call, (renewed) =>
          next(withProof(request, renewed), call).catch((error: unknown) => {
            // Signing in does not help, so the next call does not try; what the new credentials do open stays open.
            if (isExpired(error)) refused = refusal(error)
            throw error
          }),
        )

      return (request, call) =>
        prove(call, (used) => {
          const proven = withProof(request, used)
          proven.mayRenew = mayRenew
          return next(proven, call).catch((error: unknown) => {
            if (!isExpired(error) || !mayRenew()) throw error
            // Others may have renewed it meanwhile: only the credentials that were refused are dropped.
            if (held?.proof === used) held = null
            return sendRenewed(request, call)
          })
        })
    }
  }
}

/** What may be told of it: nothing that the upstream said, nothing that was sent. */
function reasonOf(error: unknown) {
  if (!(error instanceof UpstreamError)) return { failure: 'INTERNAL', code: 'INTERNAL', status: null }
  const { failure, code, status } = error
  const { upstreamRequestId } = error.details
  return { failure, code, status, ...(upstreamRequestId !== undefined && { upstreamRequestId }) }
}

/** The credentials came to their end, which may be all that is wrong. */
export function isExpired(error: unknown): boolean {
  return error instanceof UpstreamError && error.disposition === 'reauthenticate'
}

/** A sign-in is shared by all that wait for it, so no single request may end it; the transport's time-out does. */
function sharedCall(): Call {
  return { signal: new AbortController().signal, requestId: 'sign-in' }
}

/** So each that waits for it ends for itself. */
function orEnded<Value>(value: Promise<Value>, { signal }: Call): Promise<Value> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason as Error)
    if (signal.aborted) onAbort()
    signal.addEventListener('abort', onAbort, { once: true })
    value.finally(() => signal.removeEventListener('abort', onAbort)).then(resolve, reject)
  })
}

function withProof(request: UpstreamRequest, { headers, query }: Proof): UpstreamRequest {
  const proven: UpstreamRequest = { ...request, headers: { ...request.headers, ...headers } }
  if (query) proven.query = { ...request.query, ...query }
  return proven
}

function revealed(headers: Readonly<Record<string, string | Secret>>): Record<string, string> {
  const shown: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers))
    shown[name] = typeof value === 'string' ? value : value.reveal()
  return shown
}
