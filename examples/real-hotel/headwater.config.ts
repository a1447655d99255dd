import {
  claim,
  defineConfig,
  emailAddress,
  env,
  group,
  moneyColumns,
  phone,
  postgres,
  tryton,
} from 'headwater'
import { hoteldruid } from '../hoteldruid/hoteldruid.ts'

/** One Tryton is the company's ERP and its CRM: what is a party's own to decide, the schema says for each of the two. */
const company = () =>
  tryton({
    url: process.env.TRYTON_URL ?? 'http://127.0.0.1:8000/company/',
    user: process.env.TRYTON_GATEWAY_USER ?? 'gateway',
    password: env('TRYTON_GATEWAY_PASSWORD'),
    currency: 'EUR',
    warehouse: 'WH',
    timeZone: 'UTC',
    phoneRegion: 'DE',
    maxConcurrent: 4,
  })

/** A whole hotel on systems that nobody wrote for Headwater: see README.md. The gateway's own store is HEADWATER_STORE_URL. */
export default defineConfig({
  systems: {
    CRM: { datasource: company(), owner: 'Guest relations', contact: 'crm-team@example.com' },
    ERP: { datasource: company(), owner: 'Finance', contact: 'erp-team@example.com' },
    CRS: {
      datasource: hoteldruid({
        url: process.env.HOTELDRUID_URL ?? 'http://127.0.0.1/hoteldruid',
        databaseUrl: env('HOTELDRUID_DB_URL'),
        property: { code: 'HD1', name: 'Hotel Druid' },
        currency: 'EUR',
        timeZone: 'UTC',
        phoneRegion: 'DE',
      }),
      owner: 'Reception',
      contact: 'frontdesk-team@example.com',
    },
    DATABASE: {
      datasource: postgres({
        url: env('COMPANY_DATABASE_URL'),
        tables: {
          Customer: {
            table: 'customer_profile',
            id: 'customer_key',
            version: 'updated_at',
            columns: {
              customerKey: 'customer_key',
              loyaltyPoints: 'loyalty_points',
              segment: 'segment',
              lifetimeValue: moneyColumns('lifetime_value', 'lifetime_value_currency'),
            },
            keys: {
              email: { column: 'email', codec: emailAddress(), compare: 'IGNORE_CASE' },
              phone: { column: 'phone', codec: phone({ defaultRegion: 'DE' }), compare: 'LAST_DIGITS' },
            },
            writable: ['segment'],
          },
          Booking: {
            table: 'booking_attribution',
            id: 'confirmation_number',
            version: 'updated_at',
            columns: {
              attribution: group({
                source: 'campaign_source',
                medium: 'campaign_medium',
                name: 'campaign_name',
              }),
            },
            keys: { confirmationNumber: 'confirmation_number' },
          },
        },
      }),
      owner: 'Marketing',
      contact: 'data-team@example.com',
    },
  },
  auth: {
    issuers: [
      {
        issuer: process.env.OIDC_ISSUER ?? 'https://login.example.com',
        audience: process.env.OIDC_AUDIENCE ?? 'urn:headwater:gateway',
        types: ['at+jwt'],
        tenant: 'hotel',
        roles: claim('roles', {
          admin: ['DEVELOPER', 'OPERATOR'],
          agent: ['SUPPORT', 'SALES', 'FRONTDESK'],
          service: ['SALES', 'FINANCE', 'FRONTDESK'],
        }),
        scopes: 'ALL',
        attributes: { properties: 'ALL', accounts: 'ALL' },
        customer: { system: 'CRM', claim: 'customer_id' },
      },
    ],
  },
  // Replicas share their limits there.
  ...(process.env.REDIS_URL !== undefined && { redisUrl: env('REDIS_URL') }),
})
