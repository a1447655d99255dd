import { anonymous } from '../../../src/auth/held-roles.ts'
import { everyRight } from '../../../src/auth/rights.ts'
import { createSystemHealth } from '../../../src/observability/system-health.ts'
import { createGatewayRoots } from '../../../src/reads/gateway-roots.ts'
import type { Crosswalk } from '../../../src/identity/crosswalk.ts'
import { createResolvers } from '../../../src/resolvers/create-resolvers.ts'
import { buildCanonicalSchema } from '../../../src/schema/build-schema.ts'
import { loadSdl } from '../../../src/schema/load-sdl.ts'
import { readCatalog } from '../../../src/schema/read-catalog.ts'
import { graphql } from 'graphql'

const query = `{ systems {
  name vendor owner contact status since breaker
  lastError { code operation at status upstreamRequestId }
  rateLimit { waits refused pausedUntil }
  latency { p50Ms p95Ms calls }
  credentialExpiresAt
  drifts { entity field path problem firstSeenAt }
} }`

/** `systems` as clients get it: through the schema, which checks every value against its type. */
async function askSystems(tell: (health: ReturnType<typeof createSystemHealth>) => void) {
  const sdl = loadSdl()
  const { catalog } = readCatalog(sdl)
  const health = createSystemHealth({ systems: ['CRM'], now: () => Date.parse('2026-11-23T08:00:00Z') })
  tell(health)
  const card = { vendor: 'Vendor v1', owner: 'Sales operations', contact: 'sales-ops@hotel.example' }
  const roots = createGatewayRoots({
    catalog,
    crosswalk: {} as Crosswalk,
    systems: new Map([['CRM', card]]),
    health,
  })
  const value = await roots.systems?.({}, { principal: anonymous })
  const { data, errors } = await graphql({
    schema: buildCanonicalSchema(sdl, createResolvers(catalog)),
    source: query,
    contextValue: { rights: everyRight(catalog), reads: { root: () => ({ kind: 'loaded', value }) } },
  })
  expect(errors).toBeUndefined()
  return JSON.parse(JSON.stringify(data?.systems)) as { name: string }[]
}

test('systems: each has what operators need of it, times as DateTime, durations in whole milliseconds', async () => {
  const at = '2026-11-23T08:00:00.000Z'
  const crm = { system: 'CRM', vendor: 'Vendor v1' }
  const call = {
    ...crm,
    type: 'CALL',
    operation: 'contacts.read',
    requestId: 'r1',
    status: 503,
    startedAt: 0,
  } as const
  const systems = await askSystems(({ listen }) => {
    listen({ ...call, outcome: 'OK', durationMs: 12.3 })
    listen({ ...call, outcome: 'UPSTREAM_UNAVAILABLE', upstreamRequestId: 'v-1', durationMs: 20 })
    listen({ ...crm, type: 'QUOTA_EXCEEDED', quota: 'general', pauseMs: 1_000 })
    listen({ ...crm, type: 'SIGN_IN', outcome: 'OK', expiresAt: Date.parse('2026-11-23T09:00:00Z') })
    listen({ ...crm, type: 'DRIFT', entity: 'Customer', field: 'email', path: 'mail', problem: 'TYPE' })
  })
  expect(systems.find(({ name }) => name === 'CRM')).toEqual({
    name: 'CRM',
    vendor: 'Vendor v1',
    owner: 'Sales operations',
    contact: 'sales-ops@hotel.example',
    status: 'DEGRADED',
    since: at,
    breaker: 'CLOSED',
    lastError: {
      code: 'UPSTREAM_UNAVAILABLE',
      operation: 'contacts.read',
      at,
      status: 503,
      upstreamRequestId: 'v-1',
    },
    rateLimit: { waits: 0, refused: 0, pausedUntil: '2026-11-23T08:00:01.000Z' },
    latency: { p50Ms: 13, p95Ms: 20, calls: 2 },
    credentialExpiresAt: '2026-11-23T09:00:00.000Z',
    drifts: [{ entity: 'Customer', field: 'email', path: 'mail', problem: 'TYPE', firstSeenAt: at }],
  })
})

test('systems: one that is not configured has its name and nothing else; one not called yet is UNKNOWN', async () => {
  const systems = await askSystems(() => undefined)
  expect(systems.find(({ name }) => name === 'ERP')).toEqual({
    name: 'ERP',
    ...Object.fromEntries(
      'vendor owner contact status since breaker lastError rateLimit latency credentialExpiresAt drifts'
        .split(' ')
        .map((field) => [field, null]),
    ),
  })
  expect(systems.find(({ name }) => name === 'CRM')).toMatchObject({
    status: 'UNKNOWN',
    lastError: null,
    latency: { p50Ms: null, calls: 0 },
    drifts: [],
  })
})
