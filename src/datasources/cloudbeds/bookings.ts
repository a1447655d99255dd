import type { Call, Condition, PageRequest } from '../datasource.ts'
import { changesByWindow } from '../kit/changed-since.ts'
import { valueAt, type Mapping } from '../mapping.ts'
import { pageByIds } from '../kit/page-by-ids.ts'
import { emptyPage, type RawPage } from '../paging.ts'
import { pageByNumber, type PagingOptions } from '../kit/paging-kinds.ts'
import type { RecordCalls } from '../vendor-calls.ts'
import { bookingStatuses, readUtcTime } from './booking-mapping.ts'
import { maxPage, type CloudbedsClient } from './client.ts'
import type { Properties } from './properties.ts'

/** Reservations: numbers, or the numbers with a part of a group behind a dash. */
const idPattern = /^[\w-]{1,40}$/

const rangeParameters: Readonly<Record<string, string>> = {
  'arrival GTE': 'checkInFrom',
  'arrival LTE': 'checkInTo',
  'departure GTE': 'checkOutFrom',
  'departure LTE': 'checkOutTo',
}

export interface BookingOptions {
  client: CloudbedsClient
  mapping: Mapping
  properties: Properties
  now: () => number
}

/**
 * The list that can be filtered has neither prices nor rates; the one that has both takes ids. So a page is two calls: which
 * reservations, then all of them.
 */
export function bookingCalls({ client, mapping, properties, now }: BookingOptions): RecordCalls {
  const everywhere = properties.ids.join(',')

  async function load(ids: readonly string[], call: Call): Promise<readonly unknown[]> {
    const query = { propertyID: everywhere, reservationID: ids.join(','), pageSize: String(maxPage) }
    return (await client.list('getReservationsWithRateDetails', query, call)).records
  }

  function loadPage(
    query: Readonly<Record<string, string>>,
    request: PageRequest,
    call: Call,
    sifting: Pick<PagingOptions, 'keeps'> = {},
  ): Promise<RawPage> {
    const pageOfIds = async (asked: PageRequest) => {
      const options = { pageSize: maxPage, ...sifting }
      const page = await pageByNumber(asked, options, ({ page: pageNumber, size }) => {
        const paging = { pageNumber: String(pageNumber), pageSize: String(size) }
        return client.list('getReservations', { propertyID: everywhere, ...query, ...paging }, call)
      })
      return { ...page, records: page.records.map(idOf) }
    }
    return pageByIds(request, { max: maxPage, idOf }, pageOfIds, (ids) => load(ids, call))
  }

  return {
    mapping,
    idPattern,
    byId: { max: maxPage, load: async (ids, call) => ({ records: await load(ids, call) }) },
    byKey: {
      confirmationNumber: {
        max: maxPage,
        async load(numbers, call) {
          const possible = numbers.filter((number) => idPattern.test(number))
          return possible.length === 0 ? [] : load(possible, call)
        },
      },
    },
    byReference: {
      customer: {
        paging: 'SHIFTING',
        // The vendor also finds the stays of others whom the guest goes along with.
        load: async (guestID, page, call) =>
          idPattern.test(guestID)
            ? loadPage({ guestID }, page, call, { keeps: (raw) => valueAt(raw, ['guestID']) === guestID })
            : emptyPage,
      },
    },
    list: {
      paging: 'SHIFTING',
      filters: {
        status: ['EQ', 'IN'],
        property: ['EQ', 'IN'],
        arrival: ['GTE', 'LTE'],
        departure: ['GTE', 'LTE'],
      },
      sorts: [],
      async load({ filter, ...page }, call) {
        const query = toQuery(filter, properties)
        return query ? loadPage(query.parameters, page, call, query.sifting) : emptyPage
      },
    },
    changedSince: {
      // The vendor: some changes may not be reflected in the time stamp, or not at once.
      overlapMs: 600_000,
      changedAt: (raw) => readUtcTime(valueAt(raw, ['dateModifiedUTC'])),
      load: (request, call) =>
        changesByWindow(request, { pageSize: maxPage, now }, ({ since, until, page, size }) => {
          const paging = { pageNumber: String(page), pageSize: String(size) }
          const query = { propertyID: everywhere, modifiedFrom: since, modifiedTo: until, ...paging }
          return client.list('getReservationsWithRateDetails', query, call)
        }),
    },
    writing: {
      actions: {
        cancel: {
          async run({ externalId }, call) {
            await client.put('putReservation', { reservationID: externalId, status: 'canceled' }, call)
            return { externalId }
          },
          isDone: ({ values }) => values.status === 'CANCELLED',
        },
      },
      needsReadBack: true,
    },
  }
}

/** Null where nothing can match. The vendor takes one status; of several, all are read and those that are wanted kept. */
function toQuery(filter: readonly Condition[], properties: Properties) {
  const parameters: Record<string, string> = {}
  let sifting: Pick<PagingOptions, 'keeps'> = {}
  for (const { field, comparison, value } of filter) {
    const values = [value].flat().map(String)
    const range = rangeParameters[`${field} ${comparison}`]
    if (range !== undefined) parameters[range] = String(value)
    if (field === 'property') parameters.propertyID = values.filter((id) => properties.has(id)).join(',')
    if (field !== 'status') continue
    const known = Object.entries(bookingStatuses).filter(([status]) => values.includes(status))
    const wanted = new Set<unknown>(known.flatMap(([, own]) => own))
    const [only = ''] = known.flatMap(([, own]) => own)
    if (wanted.size > 1) sifting = { keeps: (raw) => wanted.has(valueAt(raw, ['status'])) }
    else parameters.status = only
  }
  return Object.values(parameters).includes('') ? null : { parameters, sifting }
}

function idOf(raw: unknown): string {
  return String(valueAt(raw, ['reservationID']))
}
