import { apiKeyHeader, defineDatasource, jsonBody, pageByOffset, Secret, type Call } from 'headwater'
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
      credentials: [apiKeyHeader('x-api-key', apiKey)],
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
            load(page, call) {
              return pageByOffset(page, { pageSize: 200, looksAhead: true }, async ({ offset, limit }) => ({
                records: await find('list', { skip: String(offset), top: String(limit) }, call),
              }))
            },
          },
          writing: {
            patch: {
              isConditional: true,
              async run({ externalId, fields, ifVersion }, call) {
                const path = `/records/${encodeURIComponent(externalId)}`
                const { headers, body } = jsonBody(fields)
                const match = ifVersion !== null && { 'if-match': ifVersion }
                const sent = { method: 'PATCH', path, headers: { ...headers, ...match }, body } as const
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
