import type { Condition, OrderBy } from '../datasource.ts'
import { searchedStatuses } from './booking-status.ts'
import type { Hotels } from './hotels.ts'

export type SearchQuery = Readonly<Record<string, string | readonly string[]>>

export interface BookingSearch {
  query: SearchQuery
  /** Statuses that the search cannot ask for, so that its hits have to be sifted; null: all hits count. */
  sift: ReadonlySet<string> | null
}

const orderNames: Readonly<Record<string, string>> = { arrival: 'ArrivalDate', departure: 'DepartureDate' }

const rangeParameters: Readonly<Record<string, string>> = {
  'arrival GTE': 'arrivalStartDate',
  'arrival LTE': 'arrivalEndDate',
  'departure GTE': 'departureStartDate',
  'departure LTE': 'departureEndDate',
}

/** What the search can compare, by canonical field. */
export const bookingFilters = {
  confirmationNumber: ['EQ', 'IN'],
  status: ['EQ', 'IN'],
  property: ['EQ', 'IN'],
  arrival: ['GTE', 'LTE'],
  departure: ['GTE', 'LTE'],
} as const satisfies Record<string, readonly Condition['comparison'][]>

export const bookingSorts: readonly string[] = Object.keys(orderNames)

/** The search for a list's conditions; null when they cannot hold for any reservation. */
export function composeSearch(filter: readonly Condition[], hotels: Hotels): BookingSearch | null {
  const query: Record<string, string | readonly string[]> = { hotelIds: hotels.codes }
  let sift: BookingSearch['sift'] = null
  for (const { field, comparison, value } of filter) {
    const values = textsOf(value)
    const range = rangeParameters[`${field} ${comparison}`]
    if (range !== undefined) query[range] = values
    if (field === 'confirmationNumber') query.confirmationNumberList = values
    if (field === 'property') query.hotelIds = values.filter((code) => hotels.has(code))
    if (field === 'status') {
      const searched = statusesFor(values)
      if (searched === null) sift = new Set(values)
      else query.reservationStatuses = searched
    }
  }
  const impossible = Object.values(query).some((value) => value.length === 0)
  return impossible ? null : { query, sift }
}

export function orderQuery(orderBy: OrderBy | null): SearchQuery {
  const name = orderBy && orderNames[orderBy.field]
  if (!name) return {}
  return { orderBy: name, sortOrder: orderBy.direction === 'ASC' ? 'Asc' : 'Desc' }
}

/** Null when one of them cannot be searched for. */
function statusesFor(statuses: readonly string[]): readonly string[] | null {
  const searched = new Set<string>()
  for (const status of statuses) {
    const names = Object.entries(searchedStatuses).find(([name]) => name === status)?.[1] ?? null
    if (names === null) return null
    for (const name of names) searched.add(name)
  }
  return [...searched]
}

function textsOf(value: unknown): readonly string[] {
  return [value].flat().filter((one): one is string => typeof one === 'string')
}
