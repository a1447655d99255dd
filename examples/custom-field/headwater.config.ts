import { defineConfig, hubspot, Secret } from 'headwater'
import { sandboxConnection } from 'headwater/sandbox'

const { baseUrl, token } = sandboxConnection().hubspot

/** The CRM is the sandbox's HubSpot, and one line says which of its properties the company's own field is. */
export default defineConfig({
  sandbox: true,
  sandboxKeys: true,
  schema: ['company.graphql'],
  systems: {
    CRM: {
      datasource: hubspot({
        baseUrl,
        token: new Secret(token, 'the sandbox'),
        defaultPhoneRegion: 'DE',
        fields: { Customer: { vipTier: 'properties.vip_tier' } },
      }),
      owner: 'Sales and marketing',
      contact: 'crm-team@example.com',
    },
  },
})
