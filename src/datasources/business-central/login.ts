import { z } from 'zod'
import type { Secret } from '../../secrets/secret.ts'
import type { DatasourceTools } from '../define-datasource.ts'
import { loggedIn, type Credentials } from '../transport/credentials.ts'
import { readTokenLife } from '../transport/token-life.ts'
import { tokenFailures, tokenRequestId } from './failures.ts'

export interface EntraOptions {
  tokenUrl: string
  clientId: string
  clientSecret: Secret
  scope: string
}

const reply = z.object({ access_token: z.string().min(1), expires_in: z.unknown() })

/**
 * OAuth 2.0 client credentials at Microsoft Entra (its documented v2.0 token endpoint). The endpoint is on another host
 * than the API, so it has a connection of its own.
 */
export function entraLogin(
  { tokenUrl, clientId, clientSecret, scope }: EntraOptions,
  { transport, failure }: DatasourceTools,
): Credentials {
  const { origin, pathname } = new URL(tokenUrl)
  const entra = transport({
    baseUrl: origin,
    credentials: [],
    failures: tokenFailures,
    requestId: tokenRequestId,
    maxConcurrent: 1,
    isSignIn: true,
  })
  return loggedIn({
    async login(_send, call) {
      const form = new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: clientSecret.reveal(),
        scope,
      })
      const issued = reply.safeParse(
        await entra.call(
          {
            operation: 'issueToken',
            effect: 'READ',
            method: 'POST',
            path: pathname,
            headers: { 'content-type': 'application/x-www-form-urlencoded' },
            body: form.toString(),
          },
          call,
        ),
      )
      if (!issued.success) throw failure('BAD_RESPONSE', 'issueToken: no access token')
      const { access_token: token, expires_in: expiresIn } = issued.data
      return { headers: { authorization: `Bearer ${token}` }, expiresInMs: readTokenLife(expiresIn) }
    },
  })
}
