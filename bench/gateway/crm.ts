import { defineDatasource, defineMapping, jsonBody } from 'headwater'
import { z } from 'zod'
import { itemsOf } from './items.ts'

const contactMapping = defineMapping({
  entity: 'Customer',
  id: 'id',
  fields: {
    firstName: 'firstName',
    lastName: 'lastName',
    email: 'email',
    phone: 'phone',
    country: 'country',
    status: 'status',
    createdAt: 'createdAt',
  },
})

const readOnly = ['firstName', 'lastName', 'phone', 'country', 'status', 'createdAt']

/** The simulated CRM: one contact by its address, many in a batch. */
export const crm = defineDatasource({
  vendor: 'Simulated CRM',
  options: z.strictObject({ baseUrl: z.url() }),
  open({ baseUrl }, { transport, mapping, failure }) {
    // Nobody is not a failure: the reply says so, and has no contact.
    const nobody = { when: { status: 404 }, then: null } as const
    const http = transport({ baseUrl, credentials: [], failures: [nobody], maxConcurrent: 512 })
    return {
      records: [
        {
          mapping: mapping(contactMapping),
          idPattern: /^c\d{1,9}$/,
          byId: {
            max: 100,
            async load(ids, call) {
              if (ids.length > 1) {
                const sent = {
                  method: 'POST',
                  path: '/crm/contacts/batch/read',
                  ...jsonBody({ ids }),
                } as const
                const reply = await http.call({ operation: 'contacts', effect: 'READ', ...sent }, call)
                return { records: itemsOf(reply, failure) }
              }
              const path = `/crm/contacts/${ids.join()}`
              const request = { operation: 'contact', effect: 'READ', method: 'GET', path } as const
              const { status, data } = await http.reply(request, call)
              return { records: status === 404 ? [] : [data] }
            },
          },
          writing: {
            readOnly: Object.fromEntries(readOnly.map((field) => [field, 'the benchmark changes addresses'])),
            patch: {
              isConditional: false,
              async run({ externalId, fields }, call) {
                const path = `/crm/contacts/${externalId}`
                const sent = { method: 'PATCH', path, ...jsonBody(fields) } as const
                const raw = await http.call({ operation: 'update', effect: 'WRITE', ...sent }, call)
                return { externalId, raw }
              },
            },
          },
        },
      ],
    }
  },
})
