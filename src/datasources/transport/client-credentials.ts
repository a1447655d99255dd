import { z } from 'zod'
import type { GatewayError } from '../../errors/gateway-error.ts'
import type { Secret } from '../../secrets/secret.ts'
import type { FailureClass, FailureRule } from '../failures.ts'
import { basicCredentials, loggedIn, type Credentials } from './credentials.ts'
import { formBody, type FormFields } from './request-body.ts'
import type { Transport, TransportOptions } from './stack.ts'
import { readTokenLife } from './token-life.ts'
import type { Send, UpstreamRequest } from './upstream-request.ts'

export interface ClientCredentialsOptions {
  /** Where tokens are issued: an absolute URL, or a path of the system itself, asked behind the credentials that follow this one. */
  tokenEndpoint: string
  clientId: string
  clientSecret: Secret
  scope?: string
  /** Parameters beyond the standard's, e.g. `audience`. */
  parameters?: FormFields
  /** How the client proves who it is (RFC 6749, section 2.3.1): in the form unless told. */
  authentication?: 'client_secret_post' | 'client_secret_basic'
  headers?: Readonly<Record<string, string>>
  /** The vendor's name of the operation, for logs; `issueToken` unless told. */
  operation?: string
  /** Where the endpoint differs from `tokenFailures`. */
  failures?: readonly FailureRule[]
  /** Of an endpoint at an address of its own: see `TransportOptions`. */
  requestId?: TransportOptions['requestId']
}

/** What it takes to reach the endpoint, of the tools that a datasource is opened with. */
export interface ClientCredentialsTools {
  transport(options: TransportOptions): Transport
  failure(failure: FailureClass, cause?: unknown): GatewayError
}

/** OAuth 2.0 client credentials (RFC 6749, section 4.4): a bearer token, renewed as `loggedIn` renews. */
export function clientCredentials(
  options: ClientCredentialsOptions,
  { transport, failure }: ClientCredentialsTools,
): Credentials {
  const { tokenEndpoint, operation = 'issueToken', failures = [], requestId } = options
  const isElsewhere = !tokenEndpoint.startsWith('/')
  const { origin, pathname, searchParams } = new URL(tokenEndpoint, 'https://the-system-itself.invalid')
  const issuer = isElsewhere
    ? transport({
        baseUrl: origin,
        credentials: [],
        failures: [],
        ...(requestId && { requestId }),
        maxConcurrent: 1,
        isSignIn: true,
      })
    : null
  const rules = [...failures, ...tokenFailures]

  return loggedIn({
    async login(send: Send, call) {
      const request: UpstreamRequest = {
        operation,
        effect: 'READ',
        method: 'POST',
        path: pathname,
        query: Object.fromEntries(searchParams),
        ...tokenRequest(options),
        failures: rules,
      }
      const { data } = await (issuer ? issuer.reply(request, call) : send(request, call))
      const issued = tokenReply.safeParse(data)
      if (!issued.success) throw failure('BAD_RESPONSE', `${operation}: no access token`)
      const { access_token: token, expires_in: expiresIn } = issued.data
      return { headers: { authorization: `Bearer ${token}` }, expiresInMs: readTokenLife(expiresIn) }
    },
  })
}

/**
 * A token endpoint refuses a client, its secret or its scope with 400 or 401 and an OAuth error code; each is the gateway's
 * configuration, and no further attempt mends it.
 */
export const tokenFailures: readonly FailureRule[] = [
  { when: { status: 408 }, then: 'TIMEOUT' },
  { when: { status: 429 }, then: 'RATE_LIMITED' },
  { when: { body: { error: /^(temporarily_unavailable|server_error)$/ } }, then: 'UNAVAILABLE' },
  { when: { status: [400, 499] }, then: 'AUTH' },
]

const tokenReply = z.object({ access_token: z.string().min(1), expires_in: z.unknown() })

function tokenRequest(options: ClientCredentialsOptions): Pick<UpstreamRequest, 'headers' | 'body'> {
  const { clientId, clientSecret, scope, parameters, authentication = 'client_secret_post' } = options
  const isBasic = authentication === 'client_secret_basic'
  const form = formBody({
    grant_type: 'client_credentials',
    ...(!isBasic && { client_id: clientId, client_secret: clientSecret.reveal() }),
    scope,
    ...parameters,
  })
  return {
    ...form,
    headers: {
      ...form.headers,
      ...options.headers,
      ...(isBasic && { authorization: basicCredentials(clientId, clientSecret) }),
    },
  }
}
