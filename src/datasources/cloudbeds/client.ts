import { z } from 'zod'
import type { Call } from '../datasource.ts'
import type { DatasourceTools } from '../define-datasource.ts'
import { formBody, type FormFields } from '../transport/request-body.ts'
import type { Transport } from '../transport/stack.ts'

/** The vendor's limit of a page, and so of ids in one call. */
export const maxPage = 100

type Query = Readonly<Record<string, string | undefined>>

export interface CloudbedsClient {
  /** The `data` of a reply. @throws GatewayError */
  get(operation: string, query: Query, call: Call): Promise<unknown>
  /** Records of a list, or of an object that has them by id, and how many there are in all. @throws GatewayError */
  list(operation: string, query: Query, call: Call): Promise<{ records: readonly unknown[]; total: number }>
  put(operation: string, fields: FormFields, call: Call): Promise<void>
}

const reply = z.object({ success: z.literal(true), data: z.unknown() })
const listReply = z.object({
  success: z.literal(true),
  // What is empty comes as a list also where records stand by id.
  data: z.union([z.array(z.unknown()), z.record(z.string(), z.unknown()).transform(Object.values<unknown>)]),
  total: z.int().min(0),
})

/** Methods of the API are its paths. Every reply has HTTP 200; whether it is a success stands in the body. */
export function createCloudbedsClient(
  transport: Transport,
  failure: DatasourceTools['failure'],
): CloudbedsClient {
  async function read<Reply>(
    shape: z.ZodType<Reply>,
    operation: string,
    query: Query,
    call: Call,
  ): Promise<Reply> {
    const request = { operation, effect: 'READ', method: 'GET', path: `/${operation}`, query } as const
    return checked(shape, operation, await transport.call(request, call))
  }

  function checked<Reply>(shape: z.ZodType<Reply>, operation: string, body: unknown): Reply {
    const parsed = shape.safeParse(body)
    if (!parsed.success) throw failure('BAD_RESPONSE', `${operation}: another shape than agreed`)
    return parsed.data
  }

  return {
    get: async (operation, query, call) => (await read(reply, operation, query, call)).data,
    async list(operation, query, call) {
      const { data, total } = await read(listReply, operation, query, call)
      return { records: data, total }
    },
    async put(operation, fields, call) {
      const request = {
        operation,
        effect: 'WRITE',
        method: 'PUT',
        path: `/${operation}`,
        ...formBody(fields),
      } as const
      checked(reply.partial({ data: true }), operation, await transport.call(request, call))
    },
  }
}
