import { z } from 'zod'
import type { Secret } from '../../secrets/secret.ts'
import type { GatewayError } from '../../errors/gateway-error.ts'
import type { Call } from '../call.ts'
import type { FailureClass } from '../failures.ts'
import { loggedIn, type Credentials, type Login } from '../transport/credentials.ts'
import { readTokenLife } from '../transport/token-life.ts'
import type { Send } from '../transport/upstream-request.ts'
import { tokenFailures } from './failures.ts'

export interface SignInOptions {
  clientId: string
  clientSecret: Secret
  scope: string
  enterpriseId: string | undefined
  failure(failure: FailureClass, cause?: unknown): GatewayError
}

/**
 * OAuth2 client credentials as OPERA Cloud has them (oauth/v1 in the vendor's API description): Basic with client id
 * and secret, the application key beside, and a scope. The header is `enterpriseId`, without the x- of the others.
 */
export function operaSignIn(options: SignInOptions): Credentials {
  const { clientId, clientSecret, scope, enterpriseId, failure } = options

  async function login(send: Send, call: Call): Promise<Login> {
    const basic = Buffer.from(`${clientId}:${clientSecret.reveal()}`).toString('base64')
    const { data } = await send(
      {
        operation: 'getToken',
        effect: 'READ',
        method: 'POST',
        path: '/oauth/v1/tokens',
        headers: {
          authorization: `Basic ${basic}`,
          'content-type': 'application/x-www-form-urlencoded',
          ...(enterpriseId !== undefined && { enterpriseId }),
        },
        body: new URLSearchParams({ grant_type: 'client_credentials', scope }).toString(),
        failures: tokenFailures,
      },
      call,
    )
    const reply = tokenReply.safeParse(data)
    if (!reply.success) throw failure('BAD_RESPONSE', 'getToken: no access_token')
    const { access_token: token, expires_in: expiresIn } = reply.data
    return { headers: { authorization: `Bearer ${token}` }, expiresInMs: readTokenLife(expiresIn) }
  }

  return loggedIn({ login })
}

const tokenReply = z.object({ access_token: z.string().min(1), expires_in: z.unknown() })
