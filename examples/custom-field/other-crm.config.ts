import { join } from 'node:path'
import { defineConfig } from 'headwater'
import { addressBook } from './address-book.ts'

/** The same schema, answered by another CRM: clients see no difference. */
export default defineConfig({
  sandboxKeys: true,
  http: { host: '127.0.0.1' },
  schema: ['company.graphql'],
  systems: {
    CRM: {
      datasource: addressBook({
        file: join(import.meta.dirname, 'address-book.json'),
        fields: { Customer: { vipTier: 'tier' } },
      }),
      owner: 'Sales and marketing',
      contact: 'crm-team@example.com',
    },
  },
})
