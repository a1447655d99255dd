import { UpstreamError } from '../failures.ts'
import type { Call, PageRequest } from '../datasource.ts'
import { valueAt, type Mapping } from '../mapping.ts'
import { pageByNumber } from '../kit/paging-kinds.ts'
import type { RawPage } from '../paging.ts'
import type { RecordCalls } from '../vendor-calls.ts'
import { maxPage, type CloudbedsClient } from './client.ts'
import { asListed } from './customer-mapping.ts'
import type { Properties } from './properties.ts'

/** The vendor gives one guest a call, and 5 calls a second: more would outlast the request. */
const maxGuests = 10

export interface CustomerOptions {
  client: CloudbedsClient
  mapping: Mapping
  properties: Properties
}

/** Guests. Who was merged into another guest is gone. Not by phone: numbers are compared as they were typed. */
export function customerCalls({ client, mapping, properties }: CustomerOptions): RecordCalls {
  const propertyIDs = properties.ids.join(',')

  function loadPage(
    query: Readonly<Record<string, string>>,
    request: PageRequest,
    call: Call,
  ): Promise<RawPage> {
    return pageByNumber(request, { pageSize: maxPage, keeps: isGuest }, ({ page, size }) => {
      const paging = { pageNumber: String(page), pageSize: String(size) }
      return client.list('getGuestList', { propertyIDs, includeGuestInfo: 'true', ...query, ...paging }, call)
    })
  }

  async function loadOne(guestID: string, call: Call): Promise<readonly unknown[]> {
    try {
      return [asListed(guestID, await client.get('getGuest', { guestID }, call))]
    } catch (error) {
      if (error instanceof UpstreamError && error.failure === 'NOT_FOUND') return []
      throw error
    }
  }

  return {
    mapping,
    idPattern: /^[\w-]{1,40}$/,
    byId: {
      max: maxGuests,
      async load(ids, call) {
        const found = await Promise.all([...new Set(ids)].map((id) => loadOne(id, call)))
        return { records: found.flat().filter(isGuest) }
      },
    },
    byKey: {
      email: {
        max: maxGuests,
        async load(addresses, call) {
          const possible = addresses.filter((address) => address.length <= 254)
          const found = await Promise.all(
            possible.map((guestEmail) => loadPage({ guestEmail }, { first: maxPage, after: null }, call)),
          )
          return found.flatMap(({ records }) => records)
        },
      },
    },
    list: {
      paging: 'SHIFTING',
      filters: {},
      sorts: [],
      load: (request, call) => loadPage({}, request, call),
    },
  }
}

function isGuest(raw: unknown): boolean {
  return valueAt(raw, ['isMerged']) !== true
}
