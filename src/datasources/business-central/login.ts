import type { Secret } from '../../secrets/secret.ts'
import type { DatasourceTools } from '../define-datasource.ts'
import { clientCredentials } from '../transport/client-credentials.ts'
import type { Credentials } from '../transport/credentials.ts'
import { tokenRequestId } from './failures.ts'

export interface EntraOptions {
  tokenUrl: string
  clientId: string
  clientSecret: Secret
  scope: string
}

/**
 * OAuth 2.0 client credentials at Microsoft Entra (its documented v2.0 token endpoint). The endpoint is on another host
 * than the API, so it has a connection of its own.
 */
export function entraLogin(
  { tokenUrl, clientId, clientSecret, scope }: EntraOptions,
  tools: DatasourceTools,
): Credentials {
  const client = { tokenEndpoint: tokenUrl, clientId, clientSecret, scope }
  return clientCredentials({ ...client, requestId: tokenRequestId }, tools)
}
