import { defineConfig, emailAddress, env, group, moneyColumns, phone, postgres, tryton } from 'headwater'

/** A real Tryton 6.0 and a real PostgreSQL: see README.md. The gateway's own store is HEADWATER_STORE_URL. */
export default defineConfig({
  systems: {
    ERP: {
      datasource: tryton({
        url: process.env.TRYTON_URL ?? 'http://127.0.0.1:8000/company/',
        user: process.env.TRYTON_GATEWAY_USER ?? 'gateway',
        password: env('TRYTON_GATEWAY_PASSWORD'),
        currency: 'EUR',
        warehouse: 'WH',
        timeZone: 'UTC',
        phoneRegion: 'DE',
      }),
      owner: 'Finance',
      contact: 'erp-team@example.com',
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
            filters: { segment: ['EQ', 'IN'], loyaltyPoints: ['GTE', 'LTE'] },
            sorts: ['loyaltyPoints'],
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
  // For trying it out: the README's keys work, and so the gateway listens on 127.0.0.1. Others get keys of their own by
  // `headwater keys create`, once this line is gone: real people's data is behind it.
  sandboxKeys: true,
})
