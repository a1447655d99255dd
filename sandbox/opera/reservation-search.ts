import type { Operation, SimulatorRequest } from '../kit/simulator.ts'
import { nightsBetween } from './clock.ts'
import { primaryName } from './profile-search.ts'
import { pageOf, readChoices, readDate, readList, readText } from './query.ts'
import { guestProfileId } from './guest-profile.ts'
import { reservationInfo, searchInstructions } from './reservation-info.ts'
import { searchStatuses, statusAt } from './reservation-status.ts'
import type { State } from './state.ts'
import type { ReservationRecord } from './wire.ts'

/** The spec states no ceiling for `limit` here; this is the sandbox's. */
const maxLimit = 200

const sortKeys = {
  Nights: ({ reservation: { roomStay } }) => nightsBetween(roomStay.arrivalDate, roomStay.departureDate),
  ArrivalDate: ({ reservation }) => reservation.roomStay.arrivalDate,
  DepartureDate: ({ reservation }) => reservation.roomStay.departureDate,
  RateAmount: ({ reservation }) =>
    reservation.roomStay.roomRates[0]?.rates?.rate?.[0]?.base?.amountBeforeTax ?? 0,
  RateCode: ({ reservation }) => reservation.roomStay.roomRates[0]?.ratePlanCode ?? '',
  RoomType: ({ reservation }) => reservation.roomStay.roomRates[0]?.roomType ?? '',
} as const satisfies Record<string, (record: ReservationRecord) => string | number>

const sortNames = Object.keys(sortKeys) as (keyof typeof sortKeys)[]
const statusNames = Object.keys(searchStatuses) as (keyof typeof searchStatuses)[]

/** The two searches of rsv/v1: over the named hotels, and within one. */
export function createReservationSearches(state: State): readonly Operation[] {
  function search({ query }: SimulatorRequest, hotelIds: readonly string[]) {
    const instructions = readChoices(query, 'fetchInstructions', searchInstructions)
    const tests = reservationTests(state, query)
    const wantedHotels = new Set(hotelIds.map((hotelId) => state.hotel(hotelId).property.code))
    const found = [...state.reservations.values()].filter(
      (record) => wantedHotels.has(record.reservation.hotelId) && tests.every((test) => test(record)),
    )
    const { items, ...page } = pageOf(query, sorted(query, found), maxLimit)
    if (items.length === 0) return { status: 204 }
    const hits = items.map((record) => reservationInfo(state, record, instructions))
    const reservations = { reservationInfo: hits, ...page, count: hits.length }
    return { status: 200, body: { reservations } }
  }

  return [
    {
      name: 'getReservations',
      method: 'GET',
      path: /^\/rsv\/v1\/reservations$/,
      handle(request) {
        const named = readList(request.query, 'hotelIds')
        return search(request, named.length > 0 ? named : [request.headers['x-hotelid'] ?? ''])
      },
    },
    {
      name: 'getHotelReservations',
      method: 'GET',
      path: /^\/rsv\/v1\/hotels\/(?<hotelId>[^/]+)\/reservations$/,
      handle: (request) => search(request, [request.params.hotelId ?? '']),
    },
  ]
}

function sorted(query: URLSearchParams, found: ReservationRecord[]): readonly ReservationRecord[] {
  const keys = readChoices(query, 'orderBy', sortNames)
  const directions = readChoices(query, 'sortOrder', ['Asc', 'Desc'])
  const byId = (a: ReservationRecord, b: ReservationRecord) => Number(a.id) - Number(b.id)
  return found.toSorted((a, b) => {
    for (const [index, name] of keys.entries()) {
      const [first, second] = [sortKeys[name](a), sortKeys[name](b)]
      const order = first < second ? -1 : first > second ? 1 : 0
      if (order !== 0) return (directions[index] ?? directions[0]) === 'Desc' ? -order : order
    }
    return byId(a, b)
  })
}

type ReservationTest = (record: ReservationRecord) => boolean

function reservationTests(state: State, query: URLSearchParams): readonly ReservationTest[] {
  const statuses = readChoices(query, 'reservationStatuses', statusNames)
  const text = (name: string) => readText(query, name)?.toLowerCase()
  const [profileId, surname, givenName] = [readText(query, 'profileId'), text('surname'), text('givenName')]
  const guestName = (record: ReservationRecord) => {
    const profile = state.profiles.get(guestProfileId(record) ?? '')?.profile
    return profile && primaryName(profile)
  }
  return [
    ...idTests(state, query),
    ...dateTests(query),
    ...(profileId === null ? [] : [(record: ReservationRecord) => guestProfileId(record) === profileId]),
    ...(surname ? [(record: ReservationRecord) => startsWith(guestName(record)?.surname, surname)] : []),
    ...(givenName
      ? [(record: ReservationRecord) => startsWith(guestName(record)?.givenName, givenName)]
      : []),
    ...(statuses.length === 0 ? [] : [statusTest(state, statuses)]),
  ]
}

function idTests(state: State, query: URLSearchParams): readonly ReservationTest[] {
  const typed = (parameter: string, type: string): readonly ReservationTest[] => {
    const wanted = new Set(readList(query, parameter))
    if (wanted.size === 0) return []
    return [
      ({ reservation }) =>
        reservation.reservationIdList.some((one) => one.type === type && wanted.has(one.id)),
    ]
  }
  const references = new Set(readList(query, 'externalReferenceIds'))
  return [
    ...typed('reservationIdList', 'Reservation'),
    ...typed('confirmationNumberList', 'Confirmation'),
    ...typed('cancellationNumberList', 'Cancellation'),
    ...(references.size === 0
      ? []
      : [
          ({ reservation }: ReservationRecord) =>
            state.references.isKept &&
            (reservation.externalReferences ?? []).some(({ id }) => references.has(id)),
        ]),
  ]
}

function dateTests(query: URLSearchParams): readonly ReservationTest[] {
  const range = (start: string, end: string, dateOf: ReservationDate): readonly ReservationTest[] => {
    const [from, to] = [readDate(query, start), readDate(query, end)]
    if (from === null && to === null) return []
    return [(record) => (from === null || dateOf(record) >= from) && (to === null || dateOf(record) <= to)]
  }
  const stayOn = readDate(query, 'stayOn')
  const createdOn = readDate(query, 'createdOn')
  return [
    ...range('arrivalStartDate', 'arrivalEndDate', arrivalOf),
    ...range('departureStartDate', 'departureEndDate', departureOf),
    ...(stayOn === null
      ? []
      : [(one: ReservationRecord) => arrivalOf(one) <= stayOn && departureOf(one) > stayOn]),
    ...(createdOn === null
      ? []
      : [({ reservation }: ReservationRecord) => reservation.createDateTime.startsWith(createdOn)]),
  ]
}

type ReservationDate = (record: ReservationRecord) => string
const arrivalOf: ReservationDate = ({ reservation }) => reservation.roomStay.arrivalDate
const departureOf: ReservationDate = ({ reservation }) => reservation.roomStay.departureDate

function statusTest(state: State, names: readonly (keyof typeof searchStatuses)[]): ReservationTest {
  const wanted = new Set<string>(names.flatMap((name) => searchStatuses[name]))
  return (record) => {
    const hotel = state.hotel(record.reservation.hotelId)
    return wanted.has(statusAt(record, hotel, state.now()).computedReservationStatus)
  }
}

function startsWith(text: string | undefined, start: string): boolean {
  return text?.toLowerCase().startsWith(start) ?? false
}
