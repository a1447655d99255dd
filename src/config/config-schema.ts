import { z } from 'zod'
import type { DatasourceDefinition } from '../datasources/define-datasource.ts'
import { authSchema } from './auth-schema.ts'
import { parseDurationMs } from '../schema/duration.ts'
import type { HeadwaterConfig } from './define-config.ts'
import { Secret } from '../secrets/secret.ts'

const required = (what: string) =>
  z
    .string({ error: `needs ${what}` })
    .trim()
    .min(1, { error: `needs ${what}` })

const wholeNumber = (least: number, most: number) => z.int().min(least).max(most).optional()

const duration = (least: string, example: string) =>
  z
    .string()
    .refine((text) => (parseDurationMs(text) ?? 0) >= (parseDurationMs(least) ?? 0), {
      error: `has to be a duration of ${least} at least, e.g. ${example}`,
    })
    .optional()

const system = z.strictObject(
  {
    datasource: z.custom<DatasourceDefinition>(isDatasource, {
      error: 'needs a datasource, such as hubspot({ ... }) or your own made with defineDatasource',
    }),
    owner: required('an owner: who in the business decides over its data, e.g. "Sales operations"'),
    contact: required('a contact: whom to call when it fails, e.g. "crm@example.com"'),
  },
  { error: 'needs { datasource, owner, contact }' },
)

const graphqlFile = z.string().endsWith('.graphql', { error: 'has to be a .graphql file' })

/** The shape of a config, strict: a key that is not listed is refused, for it is mostly a typing error. */
export const configSchema = z.strictObject(
  {
    systems: z.record(z.string(), system, { error: 'needs the systems, e.g. { CRM: { ... } }' }),
    schema: z.array(graphqlFile).optional(),
    model: z.array(graphqlFile).min(1, { error: 'needs a .graphql file' }).optional(),
    http: z
      .strictObject({
        port: wholeNumber(0, 65_535),
        host: z.string().min(1).optional(),
        trustedProxies: z
          .array(
            z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], {
              error: 'has to be an address or a network, e.g. 10.0.0.0/8',
            }),
          )
          .optional(),
        corsOrigins: z
          .array(
            z.string().refine(isOrigin, {
              error: 'has to be an origin without a path, e.g. https://app.example.com',
            }),
          )
          .optional(),
      })
      .optional(),
    auth: authSchema.optional(),
    sandboxKeys: z.boolean().optional(),
    sandbox: z.boolean().optional(),
    dataDir: z.string().min(1).optional(),
    storeUrl: z
      .instanceof(Secret, { error: "has to be a secret: env('HEADWATER_STORE_URL') or secretFile(path)" })
      .optional(),
    storeMigrateUrl: z
      .instanceof(Secret, {
        error: "has to be a secret: env('HEADWATER_STORE_MIGRATE_URL') or secretFile(path)",
      })
      .optional(),
    redisUrl: z
      .instanceof(Secret, { error: "has to be a secret: env('HEADWATER_REDIS_URL') or secretFile(path)" })
      .optional(),
    operations: z
      .strictObject(
        {
          file: required('the manifest of operations, e.g. "operations.json"'),
          only: z.boolean().optional(),
        },
        { error: "needs { file: 'operations.json' }" },
      )
      .optional(),
    limits: z
      .strictObject({
        maxDepth: wholeNumber(3, 100),
        maxFields: wholeNumber(10, 100_000),
        maxRootFields: wholeNumber(1, 1_000),
        maxAliases: wholeNumber(1, 10_000),
        maxDirectives: wholeNumber(1, 10_000),
        maxPrice: wholeNumber(1, 1_000_000_000),
        requestTimeoutMs: wholeNumber(100, 600_000),
        requestsPerMinute: wholeNumber(1, 10_000_000),
        requestsPerMinutePerCaller: wholeNumber(1, 10_000_000),
        failedAuthenticationsPerMinute: wholeNumber(1, 10_000_000),
        maxSockets: wholeNumber(1, 100_000),
        maxSocketsPerCaller: wholeNumber(1, 100_000),
        maxSubscriptions: wholeNumber(1, 100_000),
        maxSubscriptionsPerCaller: wholeNumber(1, 100_000),
        maxReplyBytes: wholeNumber(1_000, 500_000_000),
      })
      .optional(),
    permissions: z
      .strictObject({
        onDenied: z.enum(['NULL', 'REJECT'], { error: "has to be 'NULL' or 'REJECT'" }).optional(),
      })
      .optional(),
    contractCheck: z.strictObject({ everyMinutes: wholeNumber(0, 10_080) }).optional(),
    retention: z
      .strictObject({
        audit: duration('31d', '400d'),
        writes: duration('1d', '90d'),
        idempotency: duration('1h', '24h'),
      })
      .optional(),
    metrics: z.strictObject({ port: wholeNumber(0, 65_535) }).optional(),
    alerts: z
      .strictObject({
        webhook: z.instanceof(Secret, {
          error: "has to be a secret: env('ALERTS_WEBHOOK') or secretFile(path)",
        }),
      })
      .optional(),
  },
  { error: 'has to be an object: export default defineConfig({ ... })' },
) satisfies z.ZodType<HeadwaterConfig>

/** Compared with what browsers send, so exactly that: scheme and host in lower case, no default port, no slash. */
function isOrigin(text: string): boolean {
  return URL.canParse(text) && /^https?:/.test(text) && new URL(text).origin === text
}

function isDatasource(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'vendor' in value && 'open' in value
}
