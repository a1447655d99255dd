// The sandbox, configured as a company configures its own systems. For real vendors, leave out `sandbox` and
// `sandboxKeys`, and give each datasource its own address and secrets, e.g.
//
//   CRM: { datasource: hubspot({ token: env('HUBSPOT_TOKEN'), defaultPhoneRegion: 'DE' }), owner: ..., contact: ... }
//   DATABASE: { datasource: postgres({ url: secretFile('/run/secrets/database-url'), tables: { ... } }), ... }
//
// The options of each vendor say what they are in your editor.
import { sandboxConnection } from './sandbox/connection.ts'
import {
  businessCentral,
  defineConfig,
  emailAddress,
  group,
  hubspot,
  moneyColumns,
  opera,
  phone,
  postgres,
  Secret,
} from './src/index.ts'

const vendors = sandboxConnection(Number(process.env.SANDBOX_PORT || 4100))

/** The sandbox's credentials are public; real ones come from env() or secretFile() and stand in no file like this. */
const publicSecret = (value: string) => new Secret(value, 'the sandbox')

export default defineConfig({
  sandbox: true,
  sandboxKeys: true,
  systems: {
    CRM: {
      datasource: hubspot({
        baseUrl: vendors.hubspot.baseUrl,
        token: publicSecret(vendors.hubspot.token),
        defaultPhoneRegion: 'DE',
      }),
      owner: 'Sales and marketing',
      contact: 'crm-team@example.com',
    },
    ERP: {
      datasource: businessCentral({
        baseUrl: new URL(vendors.businessCentral.baseUrl).origin,
        tokenUrl: vendors.businessCentral.tokenUrl,
        tenant: 'sandbox',
        environment: 'production',
        companyId: vendors.businessCentral.companyId,
        clientId: vendors.businessCentral.clientId,
        clientSecret: publicSecret(vendors.businessCentral.clientSecret),
        localCurrency: 'EUR',
        defaultPhoneRegion: 'DE',
      }),
      owner: 'Finance',
      contact: 'erp-team@example.com',
    },
    CRS: {
      datasource: opera({
        baseUrl: vendors.opera.baseUrl,
        clientId: vendors.opera.clientId,
        clientSecret: publicSecret(vendors.opera.clientSecret),
        appKey: publicSecret(vendors.opera.appKey),
        hotels: [
          { code: 'HWBER', name: 'Headwater Berlin', timeZone: 'Europe/Berlin' },
          { code: 'HWMUC', name: 'Headwater München', timeZone: 'Europe/Berlin' },
          { code: 'HWNYC', name: 'Headwater New York', timeZone: 'America/New_York' },
        ],
        specials: {
          LATE: 'Late arrival, after 22:00',
          QUIET: 'Quiet room, please',
          FF: 'Feather-free bedding',
          COT: 'Baby cot',
          VIEW: 'Room with a view, please',
        },
        phoneRegion: 'DE',
      }),
      owner: 'Front office',
      contact: 'reservations-it@example.com',
    },
    DATABASE: {
      datasource: postgres({
        embedded: true,
        tables: {
          Customer: {
            schema: 'sandbox',
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
            filters: { segment: ['EQ', 'IN'], loyaltyPoints: ['EQ', 'GTE', 'LTE'] },
            sorts: ['loyaltyPoints'],
          },
          Booking: {
            schema: 'sandbox',
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
      owner: 'Customer analytics',
      contact: 'data-team@example.com',
    },
  },
})
