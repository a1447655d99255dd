import type { Secret } from '../../secrets/secret.ts'
import type { Call } from '../datasource.ts'
import type { Send, UpstreamRequest, UpstreamResponse, Wrapper } from './upstream-request.ts'

/** Headers that are the same for every call; secrets are revealed only here. */
export function staticHeaders(headers: Readonly<Record<string, string | Secret>>): Wrapper {
  return (next) => (request, call) => next(withHeaders(request, revealed(headers)), call)
}

export function bearer(token: Secret): Wrapper {
  return (next) => (request, call) =>
    next(withHeaders(request, { authorization: `Bearer ${token.reveal()}` }), call)
}

/** What a log-in gives: the headers that prove it, and how long it lasts (null: until refused). */
export interface Login {
  headers: Readonly<Record<string, string>>
  expiresInMs: number | null
}

export interface LoginOptions {
  /** Obtains a token or session through the same transport, below this wrapper. */
  login(send: Send, call: Call): Promise<Login>
  /** A reply that means "token or session no longer valid; nothing was done". 401 unless told. */
  isExpired?: (response: UpstreamResponse) => boolean
  now: () => number
}

/**
 * OAuth2 tokens and session log-ins alike: one log-in at a time for all callers, renewed at 80 % of its life, and
 * repeated once after a reply that says it expired. A failed log-in is every waiting caller's failure; the next call
 * tries again.
 */
export function loggedIn({
  login,
  isExpired = (response) => response.status === 401,
  now,
}: LoginOptions): Wrapper {
  return (next) => {
    let current: { headers: Readonly<Record<string, string>>; renewAt: number } | null = null
    let pending: Promise<Readonly<Record<string, string>>> | null = null

    const logIn = (): Promise<Readonly<Record<string, string>>> => {
      // Shared by many callers, so it must outlive the one that began it: its own signal.
      const call: Call = { signal: new AbortController().signal, requestId: 'log-in' }
      pending ??= login(next, call)
        .then(({ headers, expiresInMs }) => {
          current = { headers, renewAt: expiresInMs === null ? Infinity : now() + expiresInMs * 0.8 }
          return headers
        })
        .finally(() => {
          pending = null
        })
      return pending
    }
    const credentials = () => (current && now() < current.renewAt ? current.headers : logIn())

    return async (request, call) => {
      const used = await credentials()
      const response = await next(withHeaders(request, used), call)
      if (!isExpired(response)) return response
      // Others may have renewed it meanwhile: only the credentials that were refused are dropped.
      if (current?.headers === used) current = null
      return next(withHeaders(request, await credentials()), call)
    }
  }
}

function withHeaders(request: UpstreamRequest, headers: Readonly<Record<string, string>>): UpstreamRequest {
  return { ...request, headers: { ...request.headers, ...headers } }
}

function revealed(headers: Readonly<Record<string, string | Secret>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : value.reveal(),
    ]),
  )
}
