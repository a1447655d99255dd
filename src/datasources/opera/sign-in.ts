import type { Secret } from '../../secrets/secret.ts'
import type { DatasourceTools } from '../define-datasource.ts'
import { clientCredentials } from '../transport/client-credentials.ts'
import type { Credentials } from '../transport/credentials.ts'
import { tokenFailures } from './failures.ts'

export interface SignInOptions {
  clientId: string
  clientSecret: Secret
  scope: string
  enterpriseId: string | undefined
}

/**
 * OAuth2 client credentials as OPERA Cloud has them (oauth/v1 in the vendor's API description): Basic with client id
 * and secret, the application key beside, and a scope. The header is `enterpriseId`, without the x- of the others.
 */
export function operaSignIn(options: SignInOptions, tools: DatasourceTools): Credentials {
  const { enterpriseId, ...client } = options
  return clientCredentials(
    {
      ...client,
      tokenEndpoint: '/oauth/v1/tokens',
      authentication: 'client_secret_basic',
      operation: 'getToken',
      ...(enterpriseId !== undefined && { headers: { enterpriseId } }),
      failures: tokenFailures,
    },
    tools,
  )
}
