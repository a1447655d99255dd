import { z } from 'zod'
import type { Secret } from '../../secrets/secret.ts'
import type { GatewayError } from '../../errors/gateway-error.ts'
import type { Call } from '../call.ts'
import type { FailureClass } from '../failures.ts'
import { loggedIn, type Credentials, type Login } from '../transport/credentials.ts'
import { jsonRpcRequest } from '../transport/json-rpc.ts'
import type { Send, UpstreamRequest } from '../transport/upstream-request.ts'
import { loginFailures } from './failures.ts'

export interface SessionOptions {
  user: string
  password: Secret
  language: string
  failure(failure: FailureClass, cause?: unknown): GatewayError
}

/**
 * How long no log-in is tried after one was refused. A server locks an account out after some failures within five
 * minutes; a gateway with a wrong password must not keep people with the right one out.
 */
const pauseMs = 120_000

/**
 * Session log-in of Tryton 6.0: `common.db.login` gives the user's id and a session key; every call then carries both. A
 * session that ended is 401, before anything ran. A wrong password is 401 too, a locked-out account 429.
 */
export function trytonSession({ user, password, language, failure }: SessionOptions): Credentials {
  async function login(send: Send, call: Call): Promise<Login> {
    const parameters = [user, { password: password.reveal() }, language]
    const request = { ...rpcRequest('common.db.login', parameters), failures: loginFailures }
    const { data } = await send(request, call)
    const reply = loginReply.safeParse(data)
    if (!reply.success) throw failure('BAD_RESPONSE', 'common.db.login: no user id and session')
    const [userId, session] = reply.data.result
    const token = Buffer.from(`${user}:${userId}:${session}`).toString('base64')
    return { headers: { authorization: `Session ${token}` }, expiresInMs: null }
  }

  return loggedIn({ login, pauseMs })
}

/** One JSON-RPC request. Its `id` matters: without one, Tryton answers errors as HTML. */
export function rpcRequest(
  method: string,
  params: readonly unknown[],
  effect: UpstreamRequest['effect'] = 'READ',
): UpstreamRequest {
  return jsonRpcRequest({ method, params, effect, operation: method.replace(/^model\./, ''), version: '1.0' })
}

const loginReply = z.object({ result: z.tuple([z.int(), z.string().min(1)]) })
