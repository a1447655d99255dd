// A hotel group whose four systems are played by the sandbox, so that this starts at once:
//
//   npx headwater check    does everything fit together?
//   npx headwater start    run it
//
// To connect your own, replace one system after another by what its comment shows. A system that you do not have you
// delete: its fields then read null. Once none is played by the sandbox, delete `sandbox` and `sandboxKeys` too.
// Secrets stand in no file like this: env('NAME') reads an environment variable, secretFile('/path') a mounted file.
// The options of each vendor say what they are in your editor.
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
} from 'headwater'
import { sandboxConnection } from 'headwater/sandbox'

const vendors = sandboxConnection()

/** The sandbox's credentials are public. */
const publicSecret = (value: string) => new Secret(value, 'the sandbox')

export default defineConfig({
  // Starts the simulated vendors, and fills the embedded database.
  sandbox: true,
  // The keys that `start` prints. Never where real people's data is: there `headwater keys create` makes real ones.
  sandboxKeys: true,
  // Your own fields: .graphql files, relative to this one, and a line in the `fields` of the owner's datasource.
  // schema: ['company.graphql'],
  systems: {
    // Who the customers are. `owner` and `contact`: who decides over the data, and whom to call when it fails.
    //   datasource: hubspot({ token: env('HUBSPOT_TOKEN'), defaultPhoneRegion: 'DE' }),
    CRM: {
      datasource: hubspot({
        baseUrl: vendors.hubspot.baseUrl,
        token: publicSecret(vendors.hubspot.token),
        defaultPhoneRegion: 'DE',
        // The simulators take what comes. The real ones do not: without these lines their published limits are kept.
        quota: null,
        searchQuota: null,
      }),
      owner: 'Sales and marketing',
      contact: 'crm-team@example.com',
    },
    // Orders, stock and money.
    //   datasource: businessCentral({
    //     tenant: 'example.com',
    //     environment: 'production',
    //     companyId: '00000000-0000-0000-0000-000000000000',
    //     clientId: '00000000-0000-0000-0000-000000000000',
    //     clientSecret: env('BUSINESS_CENTRAL_SECRET'),
    //     localCurrency: 'EUR',
    //     defaultPhoneRegion: 'DE',
    //   }),
    // or tryton({ url: 'https://erp.example.com/company/', user: 'gateway', password: env('TRYTON_PASSWORD'), ... })
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
        // A page of the company's own, for what API v2.0 cannot do: without it, no stock is adjusted.
        stockAdjustments: vendors.businessCentral.stockAdjustments,
        quota: null,
      }),
      owner: 'Finance',
      contact: 'erp-team@example.com',
    },
    // Bookings and availability.
    //   datasource: opera({
    //     baseUrl: 'https://ohip.example.com',
    //     clientId: 'headwater',
    //     clientSecret: env('OPERA_SECRET'),
    //     appKey: env('OPERA_APP_KEY'),
    //     hotels: [{ code: 'BER', name: 'Hotel Berlin', timeZone: 'Europe/Berlin' }],
    //     phoneRegion: 'DE',
    //   }),
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
        quota: null,
      }),
      owner: 'Front office',
      contact: 'reservations-it@example.com',
    },
    // Your own tables and views: what of them is which field.
    //   datasource: postgres({ url: env('COMPANY_DATABASE_URL'), tables: { ... } }),
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
            // Nothing else of the tables is ever changed; `touch` gives a changed row its new version.
            writable: ['segment', 'loyaltyPoints'],
            touch: 'updated_at',
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
