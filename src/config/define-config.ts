import type { AuthConfig } from '../auth/tokens/issuer-config.ts'
import type { DatasourceDefinition } from '../datasources/define-datasource.ts'
import type { Secret } from '../secrets/secret.ts'

/** What a company writes in headwater.config.ts. Environment variables win over what stands here. */
export interface HeadwaterConfig {
  /** By system: `CRM`, `ERP`, `CRS`, `DATABASE`, or one that the company's own .graphql files add. */
  systems: Record<string, SystemConfig>
  /** The company's own .graphql files, relative to the config file. */
  schema?: string[]
  http?: HttpConfig
  auth?: AuthConfig
  /** Accept the throw-away keys of the sandbox, which are public: outside of the sandbox on a loopback address only. */
  sandboxKeys?: boolean
  /** Start the simulated vendors beside the gateway, and fill the embedded database with their world. */
  sandbox?: boolean
  /** Folder of the embedded store, relative to the config file. `HEADWATER_DATA_DIR`, else `./data`. */
  dataDir?: string
  /** Connection string of a PostgreSQL to use as the gateway's store instead. `HEADWATER_STORE_URL`. */
  storeUrl?: Secret
  limits?: LimitsConfig
  permissions?: PermissionsConfig
  contractCheck?: ContractCheckConfig
  metrics?: MetricsConfig
  alerts?: AlertsConfig
}

export interface PermissionsConfig {
  /**
   * A field that the caller may never read: `NULL` (unless told) reads null with FORBIDDEN, and the rest is answered; `REJECT`
   * refuses the whole operation before anything is asked.
   */
  onDenied?: 'NULL' | 'REJECT'
}

export interface ContractCheckConfig {
  /** How often a few records of every system are read to see whether they still come as mapped: 15; 0 is never. */
  everyMinutes?: number
}

export interface MetricsConfig {
  /** `METRICS_PORT`, else 9464 or, where that is taken, a free one. */
  port?: number
}

export interface AlertsConfig {
  /** Where alerts are posted, as JSON that Slack and its like understand. */
  webhook: Secret
}

export interface SystemConfig {
  datasource: DatasourceDefinition
  /** Who in the business decides over the system's data: a department or role. */
  owner: string
  /** Whom to call when it fails: an address or a channel. */
  contact: string
}

export interface HttpConfig {
  /** `PORT`, else 4000. */
  port?: number
  /** Address to listen on: 127.0.0.1 with the sandbox or its keys unless told, else 0.0.0.0. */
  host?: string
  /** Browser origins that may call the API; none unless told. */
  corsOrigins?: string[]
}

export interface LimitsConfig {
  /** Deepest nesting of a query. */
  maxDepth?: number
  /** Most fields that a query selects, fragments counted each time they are used. */
  maxFields?: number
  /** Most root fields of a query, aliases included. */
  maxRootFields?: number
  /**
   * Milliseconds that a request may take, 10,000 unless told: what is not there by then is null, with UPSTREAM_TIMEOUT.
   * A caller may ask for less by `x-headwater-timeout-ms`.
   */
  requestTimeoutMs?: number
  /** Most requests a minute from one address. */
  requestsPerMinute?: number
  /** Bytes of an upstream's reply; one that has more is UPSTREAM_BAD_RESPONSE. 5,000,000 unless told. */
  maxReplyBytes?: number
}

/** Gives the config back as it is: it is there for the editor and the type checker. */
export function defineConfig(config: HeadwaterConfig): HeadwaterConfig {
  return config
}
