import { z } from 'zod'
import type { Call } from '../datasource.ts'
import type { DatasourceTools } from '../define-datasource.ts'
import { jsonBody } from '../transport/request-body.ts'
import type { Transport } from '../transport/stack.ts'

/** Inputs of a batch call, and records of a list page: the maxima that HubSpot documents. */
export const maxBatchInputs = 100
export const maxListPage = 100
/** Largest page of a search, and how far its pages reach. */
export const maxSearchPage = 200
export const maxSearchResults = 10_000

export interface SearchFilter {
  propertyName: string
  operator: 'EQ' | 'IN' | 'NOT_IN' | 'GT' | 'GTE' | 'LT' | 'LTE' | 'HAS_PROPERTY'
  value?: string
  values?: readonly string[]
}

/** A contact as HubSpot sends it; whether it is as agreed, the mapping finds. */
export type RawContact = Readonly<Record<string, unknown>>

export interface ContactPage {
  records: readonly RawContact[]
  /** The vendor's token of the next page; null on the last one. */
  next: string | null
}

/** One error of a batch that otherwise succeeded; `ids` are the inputs that it names, if it names any. */
export interface BatchError {
  category: string | null
  ids: readonly string[]
}

export interface ContactApi {
  /** At most 100 ids; `idProperty` is a property with unique values in whose place of the id the inputs stand. */
  readBatch(
    ids: readonly string[],
    idProperty: 'email' | null,
    call: Call,
  ): Promise<{ records: readonly RawContact[]; errors: readonly BatchError[] }>
  /** All filters must hold. A contact written a moment ago may be missing: the search index lags behind. */
  search(
    request: { filters: readonly SearchFilter[]; sorts: readonly string[]; limit: number; offset: number },
    call: Call,
  ): Promise<ContactPage>
  list(page: { limit: number; after: string | null }, call: Call): Promise<ContactPage>
}

const records = z.array(z.record(z.string(), z.unknown()))

const pageReply = z.object({
  results: records,
  paging: z.object({ next: z.object({ after: z.string() }).nullish() }).nullish(),
})

const batchReply = z.object({
  results: records,
  // Every member of an error is optional, and what has another form is as good as absent.
  errors: z
    .array(
      z.object({
        category: z.string().nullish().catch(null),
        context: z.object({ ids: z.array(z.string()).catch([]) }).catch({ ids: [] }),
      }),
    )
    .nullish(),
})

/** HubSpot's calls for contacts. Shapes, paths and methods: the models and request factories of its API client. */
export function createContactApi(options: {
  transport: Transport
  contactsPath: string
  /** Internal names of the properties that every read asks for. */
  properties: readonly string[]
  failure: DatasourceTools['failure']
}): ContactApi {
  const { transport, contactsPath, properties, failure } = options

  async function post<Reply>(
    operation: string,
    path: string,
    body: object,
    reply: z.ZodType<Reply>,
    call: Call,
    quota?: 'search',
  ) {
    const request = {
      operation,
      // The API reads by POST, too.
      effect: 'READ',
      method: 'POST',
      path: contactsPath + path,
      ...jsonBody(body),
      ...(quota && { quota }),
    } as const
    return checked(operation, reply, await transport.call(request, call))
  }

  function checked<Reply>(operation: string, reply: z.ZodType<Reply>, body: unknown): Reply {
    const parsed = reply.safeParse(body)
    if (parsed.success) return parsed.data
    throw failure(
      'BAD_RESPONSE',
      `${operation}: ${parsed.error.issues.map(({ path }) => path.join('.')).join()}`,
    )
  }

  return {
    async readBatch(ids, idProperty, call) {
      const body = {
        inputs: ids.map((id) => ({ id })),
        properties,
        propertiesWithHistory: [],
        ...(idProperty !== null && { idProperty }),
      }
      const { results, errors } = await post('batchReadContacts', '/batch/read', body, batchReply, call)
      return {
        records: results,
        errors: (errors ?? []).map(({ category, context }) => ({
          category: category ?? null,
          ids: context.ids,
        })),
      }
    },

    async search({ filters, sorts, limit, offset }, call) {
      const body = {
        filterGroups: filters.length === 0 ? [] : [{ filters }],
        sorts,
        properties,
        limit,
        ...(offset > 0 && { after: String(offset) }),
      }
      return toPage(await post('searchContacts', '/search', body, pageReply, call, 'search'))
    },

    async list({ limit, after }, call) {
      const operation = 'listContacts'
      const query = { limit: String(limit), properties, ...(after !== null && { after }) }
      const request = { operation, effect: 'READ', method: 'GET', path: contactsPath, query } as const
      const body = await transport.call(request, call)
      return toPage(checked(operation, pageReply, body))
    },
  }
}

function toPage({ results, paging }: z.output<typeof pageReply>): ContactPage {
  return { records: results, next: paging?.next?.after ?? null }
}
