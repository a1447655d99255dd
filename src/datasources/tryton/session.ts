import { z } from 'zod'
import type { Secret } from '../../secrets/secret.ts'
import type { GatewayError } from '../../errors/gateway-error.ts'
import { classifyReply, type FailureClass } from '../failures.ts'
import { loggedIn, type Login } from '../transport/credentials.ts'
import type { Send, UpstreamRequest, UpstreamResponse, Wrapper } from '../transport/upstream-request.ts'
import type { Call } from '../datasource.ts'
import { trytonFailures } from './failures.ts'

export interface SessionOptions {
  user: string
  password: Secret
  language: string
  now: () => number
  failure(failure: FailureClass, cause?: unknown): GatewayError
}

/**
 * How long no log-in is tried after one was refused. A server locks an account out after some failures within five
 * minutes; a gateway with a wrong password must not keep people with the right one out.
 */
const pauseAfterRefusalMs = 120_000

/**
 * Session log-in of Tryton 6.0: `common.db.login` gives the user's id and a session key; every call then carries both. A
 * session that ended is 401, before anything ran. A wrong password is 401 too, a locked-out account 429.
 */
export function trytonSession({ user, password, language, now, failure }: SessionOptions): Wrapper {
  let refused: { error: GatewayError; until: number } | null = null

  async function login(send: Send, call: Call): Promise<Login> {
    if (refused && now() < refused.until) throw refused.error
    const parameters = [user, { password: password.reveal() }, language]
    const response = await send(rpcRequest('common.db.login', parameters), call)
    const body = readJson(response)
    const failed = classifyReply(trytonFailures, response, body)
    if (failed) {
      const error = failure(failed.failure, `common.db.login: HTTP ${response.status}`)
      const isRefusal = failed.failure === 'AUTH' || failed.failure === 'RATE_LIMITED'
      if (isRefusal) refused = { error, until: now() + pauseAfterRefusalMs }
      throw error
    }
    const reply = loginReply.safeParse(body)
    if (!reply.success) throw failure('BAD_RESPONSE', 'common.db.login: no user id and session')
    const [userId, session] = reply.data.result
    const token = Buffer.from(`${user}:${userId}:${session}`).toString('base64')
    return { headers: { authorization: `Session ${token}` }, expiresInMs: null }
  }

  return loggedIn({ login, now })
}

/** One JSON-RPC request. Its `id` matters: without one, Tryton answers errors as HTML. */
export function rpcRequest(method: string, params: readonly unknown[]): UpstreamRequest {
  return {
    operation: method.replace(/^model\./, ''),
    method: 'POST',
    path: '/',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id: 1, method, params }),
  }
}

const loginReply = z.object({ result: z.tuple([z.int(), z.string().min(1)]) })

/** undefined when the reply is no JSON, as classifyReply wants it. */
function readJson(response: UpstreamResponse): unknown {
  try {
    return JSON.parse(response.body) as unknown
  } catch {
    return undefined
  }
}
