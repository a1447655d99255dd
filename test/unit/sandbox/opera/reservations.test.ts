import { openOpera } from './open-opera.ts'

const hotels = 'hotelIds=HWBER&hotelIds=HWMUC&hotelIds=HWNYC'

interface Hit {
  reservationIdList: { id: string; type: string }[]
  hotelId: string
  reservationStatus: string
  computedReservationStatus: string
  createDateTime: string
  specials?: string
  roomStay: { arrivalDate: string; totalAmount: { amount: number; currencyCode: string } }
}

interface SearchBody {
  reservations: { reservationInfo: Hit[]; totalResults: number; hasMore: boolean }
}

const newStay = {
  arrivalDate: '2027-09-10',
  departureDate: '2027-09-12',
  roomRates: [{ roomType: 'STE', ratePlanCode: 'BAR' }],
  guestCounts: { adults: 2 },
}

function bookingOf(roomStay: object, profileId = '80003') {
  const guest = { profileInfo: { profileIdList: [{ id: profileId, type: 'Profile' }] }, primary: true }
  return { reservations: { reservation: [{ roomStay, reservationGuests: [guest] }] } }
}

describe("OPERA's simulator keeps reservations", () => {
  test('one guest, all hotels, one call; sorted and paged', async () => {
    const { call } = openOpera()
    const query = `${hotels}&profileId=80003&orderBy=ArrivalDate&sortOrder=Desc&limit=2`
    const first = ((await call('GET', `/rsv/v1/reservations?${query}`)).body as SearchBody).reservations
    const rest = ((await call('GET', `/rsv/v1/reservations?${query}&offset=4`)).body as SearchBody)
      .reservations
    expect(first.reservationInfo.map(({ hotelId }) => hotelId)).toEqual(['HWNYC', 'HWBER'])
    expect([first.totalResults, first.hasMore, rest.hasMore]).toEqual([5, true, false])
    expect(rest.reservationInfo[0]?.reservationStatus).toBe('CheckedOut')
  })

  test('without hotelIds only the hotel of the header is searched', async () => {
    const { call } = openOpera()
    const reply = await call('GET', '/rsv/v1/reservations?profileId=80003')
    const found = (reply.body as SearchBody).reservations.reservationInfo
    expect(new Set(found.map(({ hotelId }) => hotelId))).toEqual(new Set(['HWBER']))
  })

  test('nothing found is 204', async () => {
    const { call } = openOpera()
    expect((await call('GET', `/rsv/v1/reservations?${hotels}&profileId=1`)).status).toBe(204)
  })

  test('a created reservation is found at once, priced and stamped as its hotel does', async () => {
    const { call } = openOpera()
    const roomStay = { ...newStay, roomRates: [{ roomType: 'KNG', ratePlanCode: 'ADV' }] }
    await call('POST', '/rsv/v1/hotels/HWNYC/reservations', { body: bookingOf(roomStay) })
    const query = 'hotelIds=HWNYC&profileId=80003&arrivalStartDate=2027-09-10'
    const reply = await call('GET', `/rsv/v1/reservations?${query}`)
    const hit = (reply.body as SearchBody).reservations.reservationInfo[0]
    expect(hit?.createDateTime).toBe('2026-11-01 07:00:00.0')
    expect(hit?.roomStay.totalAmount).toEqual({ amount: 508.3, currencyCode: 'USD' })
    expect(hit?.reservationStatus).toBe('Reserved')
  })

  test('what a guest asked for is a code in the search and text in the comments of the reservation', async () => {
    const { call } = openOpera()
    const found = ((await call('GET', '/rsv/v1/reservations?reservationIdList=300004')).body as SearchBody)
      .reservations
    expect(found.reservationInfo[0]?.specials).toBe('LATE')
    const one = await call('GET', '/rsv/v1/hotels/HWBER/reservations/300004?fetchInstructions=Comments')
    expect(JSON.stringify(one.body)).toContain('Late arrival, after 22:00')
  })

  test.each([
    ['an unknown room type', { ...newStay, roomRates: [{ roomType: 'XXX', ratePlanCode: 'BAR' }] }],
    ['an unknown rate', { ...newStay, roomRates: [{ roomType: 'STE', ratePlanCode: 'XXX' }] }],
    ['a departure before arrival', { ...newStay, departureDate: '2027-09-10' }],
    ['no adults', { ...newStay, guestCounts: { adults: 0 } }],
  ])('refused: %s', async (_, roomStay) => {
    const { call } = openOpera()
    const reply = await call('POST', '/rsv/v1/hotels/HWBER/reservations', { body: bookingOf(roomStay) })
    expect(reply.status).toBe(400)
  })

  test('an unknown guest is refused', async () => {
    const { call } = openOpera()
    const reply = await call('POST', '/rsv/v1/hotels/HWBER/reservations', { body: bookingOf(newStay, '1') })
    expect(reply.status).toBe(400)
  })

  test('a reservation of another hotel is not found', async () => {
    const { call } = openOpera()
    const reply = await call('GET', '/rsv/v1/hotels/HWNYC/reservations/300001')
    expect(reply.status).toBe(404)
  })

  test('a locked reservation changes only with the handle of the lock, until the lock ends', async () => {
    const { call, clock } = openOpera()
    const created = await call('POST', '/rsv/v1/hotels/HWBER/reservations', { body: bookingOf(newStay) })
    const path = new URL(created.headers?.location ?? '').pathname
    const lock = await call('PUT', `${path}/locks`, { body: { reservationId: { id: '0' } } })
    const { lockHandle } = (lock.body as { acquiredReservationLock: { lockHandle: number } })
      .acquiredReservationLock
    const change = (extra: object) =>
      call('PUT', path, { body: { reservations: [{ roomStay: { guestCounts: { adults: 1 } }, ...extra }] } })
    expect((await change({})).status).toBe(400)
    expect((await change({ lockHandle })).status).toBe(200)
    clock.nowMs += 301_000
    expect((await change({})).status).toBe(200)
  })

  test('a cancellation needs a reason, is seen at once and happens once', async () => {
    const { call } = openOpera()
    const created = await call('POST', '/rsv/v1/hotels/HWBER/reservations', { body: bookingOf(newStay) })
    const path = new URL(created.headers?.location ?? '').pathname
    const cancel = (reason: object) => call('POST', `${path}/cancellations`, { body: { reason } })
    expect((await cancel({ code: 'PLANS' })).status).toBe(400)
    expect((await cancel({ code: 'PLANS', description: 'Plans' })).status).toBe(201)
    const query = 'hotelIds=HWBER&profileId=80003&reservationStatuses=Cancelled'
    const found = ((await call('GET', `/rsv/v1/reservations?${query}`)).body as SearchBody).reservations
    expect(found.reservationInfo.map(({ roomStay }) => roomStay.arrivalDate)).toEqual(['2027-09-10'])
    expect((await cancel({ code: 'PLANS', description: 'Plans' })).status).toBe(400)
  })
})
