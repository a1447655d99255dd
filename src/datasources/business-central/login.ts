import { z } from 'zod'
import type { Secret } from '../../secrets/secret.ts'
import type { DatasourceTools } from '../define-datasource.ts'
import type { FailureRule } from '../failures.ts'
import { loggedIn } from '../transport/credentials.ts'
import type { Wrapper } from '../transport/upstream-request.ts'

export interface EntraOptions {
  tokenUrl: string
  clientId: string
  clientSecret: Secret
  scope: string
}

/** Entra refuses a client, its secret or its scope with 400 or 401: each is the gateway's configuration. */
const tokenFailures: readonly FailureRule[] = [
  { when: { status: 429 }, then: 'RATE_LIMITED' },
  { when: { status: [400, 499] }, then: 'AUTH' },
]

const reply = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().positive() })

/**
 * OAuth 2.0 client credentials at Microsoft Entra (its documented v2.0 token endpoint). The endpoint is on another host
 * than the API, so it has a connection of its own.
 */
export function entraLogin(
  { tokenUrl, clientId, clientSecret, scope }: EntraOptions,
  { transport, failure, now }: DatasourceTools,
): Wrapper {
  const { origin, pathname } = new URL(tokenUrl)
  const entra = transport({ baseUrl: origin, credentials: [], failures: tokenFailures, maxConcurrent: 1 })
  return loggedIn({
    now,
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
            method: 'POST',
            path: pathname,
            headers: { 'content-type': 'application/x-www-form-urlencoded' },
            body: form.toString(),
          },
          call,
        ),
      )
      if (!issued.success) throw failure('BAD_RESPONSE', 'issueToken: no access token')
      const { access_token: token, expires_in: seconds } = issued.data
      return { headers: { authorization: `Bearer ${token}` }, expiresInMs: seconds * 1000 }
    },
  })
}
