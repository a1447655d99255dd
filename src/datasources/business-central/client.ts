import type { GatewayError } from '../../errors/gateway-error.ts'
import type { Call } from '../datasource.ts'
import type { Effect, FailureClass } from '../failures.ts'
import type { Mapping } from '../mapping.ts'
import type { Transport } from '../transport/stack.ts'
import { odataProjection, readODataPage } from '../kit/odata.ts'
import { guidPattern } from './odata.ts'

export interface Query {
  filter?: string
  orderBy?: string
  skip?: number
  /** Most records wanted; all that match without it. */
  limit?: number
}

export type RawRecord = Readonly<Record<string, unknown>>

/** One entity set of the company, read with the properties that its mapping needs. */
export interface EntitySet {
  /** Follows the vendor's next links until the limit or the end. */
  read(query: Query, call: Call): Promise<readonly RawRecord[]>
}

export interface EntitySetOptions {
  transport: Transport
  companyId: string
  failure(failure: FailureClass, cause?: unknown, details?: { field?: string; effect?: Effect }): GatewayError
}

/** The path of an API's records: of version 2.0, or of a custom page (`publisher/group/version`). */
export function companyPath(companyId: string, api = 'v2.0'): string {
  return `/${api}/companies(${companyId})`
}

/**
 * @param paths the properties to ask for
 * @param pageSize records in one reply, so that none outgrows what the transport reads; the vendor's own limit is 20,000
 */
export function createEntitySet(
  { transport, companyId, failure }: EntitySetOptions,
  name: string,
  { paths, api }: Pick<Mapping, 'paths'> & { api?: string },
  pageSize: number,
): EntitySet {
  const projection = odataProjection(paths)
  const operation = `list${name.charAt(0).toUpperCase()}${name.slice(1)}`

  return {
    async read({ filter, orderBy, skip, limit }, call) {
      const records: RawRecord[] = []
      let query: Readonly<Record<string, string | undefined>> | null = {
        ...projection,
        $filter: filter,
        $orderby: orderBy,
        $skip: skip === undefined ? undefined : String(skip),
        $top: limit === undefined ? undefined : String(limit),
      }
      while (query !== null && (limit === undefined || records.length < limit)) {
        const request = {
          operation,
          effect: 'READ' as const,
          method: 'GET' as const,
          path: `${companyPath(companyId, api)}/${name}`,
          query,
          headers: { prefer: `odata.maxpagesize=${pageSize}` },
        }
        const page = readODataPage(await transport.call(request, call))
        if (!page) throw failure('BAD_RESPONSE', `${operation}: no list of records`)
        if (page.nextLink !== null && page.records.length === 0)
          throw failure('BAD_RESPONSE', `${operation}: an empty page with a next one`)
        records.push(...page.records)
        query = page.nextLink === null ? null : queryOf(page.nextLink)
      }
      return records
    },
  }

  /**
   * Of the next link only the query is followed: no reply may send the gateway's token to another address. The link itself names
   * the vendor's own host, also where a proxy stands before it.
   */
  function queryOf(nextLink: string): Record<string, string> {
    if (!URL.canParse(nextLink)) throw failure('BAD_RESPONSE', `${operation}: a next link that is no URL`)
    return Object.fromEntries(new URL(nextLink).searchParams)
  }
}

/** @throws GatewayError for a reply without the id of its record */
export function idOf({ id }: RawRecord, failure: EntitySetOptions['failure']): string {
  if (typeof id === 'string' && guidPattern.test(id.toLowerCase())) return id.toLowerCase()
  throw failure('BAD_RESPONSE', 'a record without an id')
}

/** The version that the vendor compares with `If-Match`. */
export function etagOf(record: RawRecord): string {
  return String(record['@odata.etag'])
}
