import { defineConfig, env, tryton } from 'headwater'

/** One server in two roles: a company that keeps its customers in its ERP and has no other system for them. */
const server = () =>
  tryton({
    url: process.env.TRYTON_URL ?? '',
    user: 'gateway',
    password: env('TRYTON_GATEWAY_PASSWORD'),
    currency: 'EUR',
    warehouse: 'WH',
    phoneRegion: 'DE',
  })

export default defineConfig({
  systems: {
    CRM: { datasource: server(), owner: 'Sales', contact: 'sales@example.com' },
    ERP: { datasource: server(), owner: 'Finance', contact: 'finance@example.com' },
  },
  sandboxKeys: true,
})
