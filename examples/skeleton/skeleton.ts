import { defineDatasource, offsetOf, offsetPage, Secret, staticHeaders, type Call } from 'headwater'
import { z } from 'zod'
import { customerMapping } from './skeleton-mapping.ts'

const reply = z.object({ records: z.array(z.unknown()) })

/** Skeleton: what calls there are. */
export const skeleton = defineDatasource({
  vendor: 'Skeleton',
  options: z.strictObject({ baseUrl: z.url(), apiKey: z.instanceof(Secret) }),
  open({ baseUrl, apiKey }, { transport, mapping, failure }) {
    const http = transport({
      baseUrl,
      credentials: [staticHeaders({ 'x-api-key': apiKey })],
      // Where failures look otherwise than HTTP means them.
      failures: [],
      maxConcurrent: 5,
    })
    const find = async (operation: string, query: Record<string, string>, call: Call) => {
      const request = { operation, effect: 'READ', method: 'GET', path: '/records', query } as const
      const body = reply.safeParse(await http.call(request, call))
      if (!body.success) throw failure('SCHEMA_DRIFT', body.error)
      return body.data.records
    }
    return {
      records: [
        {
          mapping: mapping(customerMapping),
          idPattern: /^[1-9]\d{0,8}$/,
          byId: {
            max: 50,
            load: async (ids, call) => ({ records: await find('byId', { ids: ids.join(',') }, call) }),
          },
          byKey: {
            email: {
              max: 20,
              async load(mails, call) {
                // No address is longer, and a URL that is too long fails for all.
                const possible = mails.filter((mail) => mail.includes('@') && mail.length <= 254)
                return possible.length > 0 ? find('byMail', { mails: possible.join(',') }, call) : []
              },
            },
          },
          list: {
            paging: 'SHIFTING',
            filters: {},
            sorts: [],
            async load({ first, after }, call) {
              const page = { skip: String(offsetOf(after)), top: String(first + 1) }
              const records = await find('list', page, call)
              return offsetPage(after, records.slice(0, first), records.length > first)
            },
          },
          writing: {
            patch: {
              isConditional: true,
              async run({ externalId, fields, ifVersion }, call) {
                const path = `/records/${encodeURIComponent(externalId)}`
                const headers = {
                  'content-type': 'application/json',
                  ...(ifVersion !== null && { 'if-match': ifVersion }),
                }
                const sent = { method: 'PATCH', path, headers, body: JSON.stringify(fields) } as const
                await http.call({ operation: 'update', effect: 'WRITE', ...sent }, call)
                return { externalId }
              },
            },
          },
        },
      ],
    }
  },
})
