import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { loadVendorSpec, type WireRequest } from '../../../support/vendor-spec.ts'

type Row = Record<string, unknown>

/** Replies that are not the vendor's usual ones, by operation, each once. */
export type Scripted = Map<string, { status?: number; body: string }>

export const apiKey = 'cbat_invented-key-77'
const day = (offset: number) => new Date(Date.UTC(2026, 0, 1 + offset)).toISOString().slice(0, 10)
const statuses = ['confirmed', 'not_confirmed', 'canceled', 'checked_in', 'checked_out', 'no_show']

/** 230 reservations of 40 guests in two properties; every seventh has two rooms. */
function createRecords() {
  const guests = new Map(
    Array.from({ length: 40 }, (_, index): [string, Row] => [
      String(5_000 + index),
      {
        reservationID: String(90_000 + index),
        guestID: String(5_000 + index),
        guestName: `Zoë Guest${index}`,
        guestFirstName: 'Zoë',
        guestLastName: `Guest${index}`,
        guestEmail: `guest${index}@example.com`,
        guestPhone: index % 2 === 0 ? `030 1234${String(index).padStart(3, '0')}` : '',
        guestCellPhone: `+49 171 55500${String(index).padStart(2, '0')}`,
        guestCountry: 'DE',
        dateCreated: '2026-01-01T10:00:00Z',
        dateModified: '2026-01-01T10:00:00Z',
        isMainGuest: true,
        isAnonymized: false,
        isMerged: index === 39,
        ...(index === 39 && { newGuestID: '5000' }),
      },
    ]),
  )
  const bookings = Array.from({ length: 230 }, (_, index): Row => {
    const guestID = String(5_000 + (index % 38))
    const room = {
      roomTypeID: '653-0',
      roomTypeName: 'Double',
      rateID: '1',
      rateName: 'Flexible',
      guestID,
      adults: '2',
      children: '1',
    }
    const paid = [0, 50, 200][index % 3]!
    return {
      propertyID: index % 5 === 0 ? '202' : '101',
      reservationID: String(90_000 + index),
      isDeleted: false,
      dateCreated: '2026-01-01T11:00:00Z',
      dateCreatedUTC: '2026-01-01T10:00:00Z',
      dateModified: `2026-01-02T10:${String(index % 60).padStart(2, '0')}:00Z`,
      dateModifiedUTC: `2026-01-02T09:${String(index % 60).padStart(2, '0')}:00Z`,
      status: statuses[index % statuses.length],
      reservationCheckIn: `${day(index)}T00:00:00Z`,
      reservationCheckOut: `${day(index + 2)}T00:00:00Z`,
      guestID,
      sourceName: 'Website',
      propertyCurrency: 'EUR',
      total: 200,
      balance: 200 - paid,
      balanceDetailed: {
        suggestedDeposit: index % 2 === 0 ? '40.00' : '0.00',
        subTotal: 180,
        additionalItems: 0,
        taxesFees: 20,
        grandTotal: 200,
        paid,
      },
      rooms:
        index % 7 === 0 ? [room, { ...room, roomTypeName: 'Single', adults: '1', children: '0' }] : [room],
    }
  })
  return { guests, bookings }
}

function pageOf(rows: readonly Row[], query: URLSearchParams) {
  const [page, size] = [
    Number(query.get('pageNumber') ?? 1),
    Math.min(100, Number(query.get('pageSize') ?? 100)),
  ]
  const some = rows.slice((page - 1) * size, page * size)
  return { rows: some, count: some.length, total: rows.length }
}

/** Cloudbeds in memory, on a free port. `problems`: what its description does not allow of requests and of these replies. */
export async function serveCloudbeds() {
  const spec = loadVendorSpec({
    file: 'cloudbeds/pms-v1.3-openapi.yaml',
    mistakes: [
      {
        pattern: /(adults|children)ExtraCharge must be array/,
        reason: 'its own text: an associative array by number',
      },
    ],
  })
  const { guests, bookings } = createRecords()
  const scripted: Scripted = new Map()
  const seen: string[] = []
  /** Each once, wherever in a list it is. */
  const problems = new Set<string>()
  const note = (found: readonly string[]) =>
    found.forEach((problem) => problems.add(problem.replaceAll(/\/\d+\b/g, '/n')))

  const inProperties = ({ propertyID }: Row, ids: string | null) =>
    ids === null || ids.split(',').includes(String(propertyID))
  const within = (value: unknown, from: string | null, to: string | null) =>
    (from === null || String(value) >= from) && (to === null || String(value) <= to)
  const utc = (time: unknown) => new Date(String(time)).toISOString()
  const refusal = (message: string) => ({ success: false, message })

  const methods: Record<string, (query: URLSearchParams) => Row> = {
    getReservations(query) {
      const found = bookings.filter(
        (row) =>
          inProperties(row, query.get('propertyID')) &&
          (query.get('status') ?? row.status) === row.status &&
          (query.get('guestID') ?? row.guestID) === row.guestID &&
          within(
            String(row.reservationCheckIn).slice(0, 10),
            query.get('checkInFrom'),
            query.get('checkInTo'),
          ) &&
          within(
            String(row.reservationCheckOut).slice(0, 10),
            query.get('checkOutFrom'),
            query.get('checkOutTo'),
          ),
      )
      const { rows, ...counts } = pageOf(found, query)
      const data = rows.map(
        ({
          propertyID,
          reservationID,
          status,
          guestID,
          reservationCheckIn,
          reservationCheckOut,
          balance,
        }) => ({
          propertyID,
          reservationID,
          status,
          guestID,
          startDate: String(reservationCheckIn).slice(0, 10),
          endDate: String(reservationCheckOut).slice(0, 10),
          balance,
          adults: '2',
          children: '1',
        }),
      )
      return { success: true, data, ...counts }
    },
    getReservationsWithRateDetails(query) {
      const ids = query.get('reservationID')?.split(',')
      const found = bookings.filter(
        (row) =>
          inProperties(row, query.get('propertyID')) &&
          (ids?.includes(String(row.reservationID)) ?? true) &&
          within(utc(row.dateModifiedUTC), query.get('modifiedFrom'), query.get('modifiedTo')),
      )
      const { rows, ...counts } = pageOf(found, query)
      return { success: true, data: rows, ...counts }
    },
    getGuestList(query) {
      const email = query.get('guestEmail')?.toLowerCase()
      const found = [...guests.values()].filter(
        ({ guestEmail }) => email === undefined || guestEmail === email,
      )
      const { rows, ...counts } = pageOf(found, query)
      const byId = Object.fromEntries(rows.map((row) => [String(row.guestID), row]))
      return { success: true, data: byId, ...counts }
    },
    getGuest(query) {
      const guest = guests.get(query.get('guestID') ?? '')
      if (!guest) return refusal('Guest not found')
      const {
        guestFirstName: firstName,
        guestLastName: lastName,
        guestEmail: email,
        guestPhone: phone,
        guestCellPhone: cellPhone,
        isMerged,
      } = guest
      return { success: true, data: { firstName, lastName, email, phone, cellPhone, isMerged } }
    },
    getAvailableRoomTypes: () => ({
      success: true,
      data: [
        {
          propertyID: '101',
          propertyCurrency: [{ currencyCode: 'EUR', currencySymbol: '€', currencyPosition: 'after' }],
          propertyRooms: [
            offer({ ratePlanNamePublic: 'Flexible', rates: [100.1, 100.2] }),
            offer({ ratePlanNamePublic: 'Saver', rates: [90, 80] }),
            offer({ roomTypeName: 'Suite', ratePlanNamePublic: 'Half told', rates: [300] }),
            offer({ roomTypeName: 'Attic', roomsAvailable: 0, rates: [1, 1] }),
          ],
        },
      ],
      roomCount: 4,
      count: 1,
      total: 1,
    }),
    putReservation(form) {
      const booking = bookings.find(({ reservationID }) => reservationID === form.get('reservationID'))
      if (!booking) return refusal('Reservation not found')
      if (booking.status === 'checked_out') return refusal('Status cannot be changed')
      booking.status = form.get('status')
      return { success: true, data: null }
    },
  }

  async function answer(request: IncomingMessage): Promise<{ status: number; body: string }> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const url = new URL(request.url ?? '', 'http://cloudbeds.invalid')
    const wire: WireRequest = {
      method: request.method ?? '',
      path: url.pathname.replace('/api/v1.3', ''),
      query: url.searchParams,
      headers: request.headers as Record<string, string>,
      body: Buffer.concat(chunks).toString(),
    }
    const operation = wire.path.slice(1)
    seen.push(operation)
    note(spec.requestProblems(wire))
    if (wire.headers['x-api-key'] !== apiKey)
      return { status: 200, body: JSON.stringify(refusal('Invalid API key')) }
    const special = scripted.get(operation)
    scripted.delete(operation)
    if (special) return { status: 200, ...special }
    const body = methods[operation]!(wire.method === 'GET' ? wire.query : new URLSearchParams(wire.body))
    note(spec.replyProblems(wire, { status: 200, body }))
    return { status: 200, body: JSON.stringify(body) }
  }

  const server = createServer((request, response) => {
    void answer(request).then(({ status, body }) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(body),
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1.3`,
    apiKey,
    guests,
    bookings,
    scripted,
    problems,
    /** Operations since the last time. */
    takeCalls: () => seen.splice(0),
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

function offer({ rates, ...given }: Row & { rates: readonly number[] }): Row {
  return {
    roomTypeID: '653-0',
    roomTypeName: 'Double',
    roomTypeDescription: 'With a view',
    roomRate: rates[0],
    roomRateID: '1',
    roomsAvailable: 3,
    adultsExtraCharge: { 1: 0, 2: 10, 3: 25 },
    childrenExtraCharge: [],
    roomRateDetailed: rates.map((rate, index) => ({ date: day(index), rate })),
    ...given,
  }
}
