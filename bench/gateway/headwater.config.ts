// Headwater over the simulated systems of the benchmark, with a model of its own: that of the peers.
import { at, defineConfig, env, group, listOf, postgres, text } from 'headwater'
import { crm } from './crm.ts'
import { crs } from './crs.ts'
import { erp } from './erp.ts'

const baseUrl = process.env.SIM_URL ?? 'http://127.0.0.1:4900'
const unlimited = 10_000_000
const simulated = { owner: 'Benchmark', contact: 'bench@example.com' }

/** Joined by the database, in one statement. */
const profiles = `select p.customer_key, p.loyalty_points as points, p.loyalty_tier as tier, p.tags,
  o.order_count, o.lifetime_value
from customer_profile p join orders_rollup o using (customer_key)`

export default defineConfig({
  model: ['model.graphql'],
  http: { host: '127.0.0.1' },
  // All of its load comes from one address.
  limits: { requestsPerMinute: unlimited, requestsPerMinutePerCaller: unlimited },
  contractCheck: { everyMinutes: 0 },
  systems: {
    CRM: { datasource: crm({ baseUrl }), ...simulated },
    CRS: { datasource: crs({ baseUrl }), ...simulated },
    ERP: { datasource: erp({ baseUrl }), ...simulated },
    // Without a database to measure with, there is none: its field reads null, and Q2 leaves it out.
    ...(process.env.PG_URL && {
      DATABASE: {
        datasource: postgres({
          url: env('PG_URL'),
          tables: {
            Customer: {
              table: { sql: profiles },
              id: 'customer_key',
              columns: {
                loyalty: group({
                  points: 'points',
                  tier: 'tier',
                  tags: at('tags', listOf(text())),
                  orderCount: 'order_count',
                  lifetimeValue: 'lifetime_value',
                }),
              },
            },
          },
        }),
        ...simulated,
      },
    }),
  },
})
