import type { AuthConfig } from '../auth/tokens/issuer-config.ts'
import type { DatasourceDefinition } from '../datasources/define-datasource.ts'
import type { Secret } from '../secrets/secret.ts'

/** What a company writes in headwater.config.ts. Environment variables win over what stands here. */
export interface HeadwaterConfig {
  /** By system: `CRM`, `ERP`, `CRS`, `DATABASE`, or one that the company's own .graphql files add. */
  systems: Record<string, SystemConfig>
  /** The company's own .graphql files, relative to the config file: what they add to the model. */
  schema?: string[]
  /**
   * A model of the company's own: .graphql files, relative to the config file, instead of the canonical Customer, Booking,
   * Order and InventoryItem with their root fields and mutations.
   */
  model?: string[]
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
  /**
   * Another role of the same database, which owns the tables and changes them for a new version; the role of `storeUrl`
   * then can neither change nor delete what was audited. `HEADWATER_STORE_MIGRATE_URL`.
   */
  storeMigrateUrl?: Secret
  /** Connection string of a Redis in which replicas share their limits: `redis://` or `rediss://`. `HEADWATER_REDIS_URL`. */
  redisUrl?: Secret
  /** Operations that clients may ask for by id, or that are the only ones served. */
  operations?: OperationsConfig
  limits?: LimitsConfig
  permissions?: PermissionsConfig
  contractCheck?: ContractCheckConfig
  retention?: RetentionConfig
  metrics?: MetricsConfig
  alerts?: AlertsConfig
}

/** How long things are kept that are over, e.g. `90d`. */
export interface RetentionConfig {
  /** Entries of the audit trail: 400d unless told, 31d at least. */
  audit?: string
  /** Writes that are settled, with their receipts: 90d unless told, 1d at least. */
  writes?: string
  /** Idempotency keys: 24h unless told, 1h at least. */
  idempotency?: string
}

export interface PermissionsConfig {
  /**
   * A field that the caller may never read: `NULL` (unless told) reads null with FORBIDDEN, and the rest is answered; `REJECT`
   * refuses the whole operation before anything is asked.
   */
  onDenied?: 'NULL' | 'REJECT'
}

export interface OperationsConfig {
  /** The manifest that `headwater operations register` writes, relative to the config file. */
  file: string
  /** Nothing else is served, to nobody. */
  only?: boolean
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
  /**
   * Addresses and networks (`10.0.0.0/8`) of the proxies in front, whose `x-forwarded-for` then says which address asks. Without
   * them a load balancer is the one address that everybody asks from, and limits an address are limits of all.
   */
  trustedProxies?: string[]
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
  /** Most aliased fields of a query, those of fragments counted each time they are used. 200 unless told. */
  maxAliases?: number
  /** Most directives of a query, counted in the same way. 100 unless told. */
  maxDirectives?: number
  /**
   * Dearest query: one for each upstream call that it may come to, one for every 100 entities that it may read. 5,000 unless
   * told; `headwater explain` prints what a query's price is.
   */
  maxPrice?: number
  /**
   * Milliseconds that a request may take, 10,000 unless told: what is not there by then is null, with UPSTREAM_TIMEOUT.
   * A caller may ask for less by `x-headwater-timeout-ms`.
   */
  requestTimeoutMs?: number
  /** Most requests a minute from one address. */
  requestsPerMinute?: number
  /** Most requests a minute of one caller, from whatever addresses. */
  requestsPerMinutePerCaller?: number
  /** Most failed authentications a minute from one address; more, and no request from it is looked at. 20,000 unless told. */
  failedAuthenticationsPerMinute?: number
  /** Most WebSockets that are open at a time on a replica. 2,000 unless told. */
  maxSockets?: number
  /** Most of them of one caller. 500 unless told. */
  maxSocketsPerCaller?: number
  /** Most subscriptions that are open at a time on a replica. 5,000 unless told. */
  maxSubscriptions?: number
  /** Most of them of one caller. 1,000 unless told. */
  maxSubscriptionsPerCaller?: number
  /** Bytes of an upstream's reply; one that has more is UPSTREAM_BAD_RESPONSE. 5,000,000 unless told. */
  maxReplyBytes?: number
}

/** Gives the config back as it is: it is there for the editor and the type checker. */
export function defineConfig(config: HeadwaterConfig): HeadwaterConfig {
  return config
}
