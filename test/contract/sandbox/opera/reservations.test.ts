import { describeNeeding, needsFolder, specsFolder } from '../../../support/needs.ts'
import { createRecordedOpera } from './recorded-opera.ts'

const hotels = 'hotelIds=HWBER&hotelIds=HWMUC&hotelIds=HWNYC'
const instructions = ['Reservation', 'Deposits', 'RevenuesAndBalances', 'CancellationInfo']
  .map((one) => `fetchInstructions=${one}`)
  .join('&')

const stay = {
  arrivalDate: '2027-09-10',
  departureDate: '2027-09-12',
  roomRates: [{ roomType: 'DBL', ratePlanCode: 'BB' }],
  guestCounts: { adults: 2, children: 0 },
}
const guest = { profileInfo: { profileIdList: [{ id: '80003', type: 'Profile' }] }, primary: true }

describeNeeding(needsFolder(specsFolder), "rsv/v1 of the sandbox keeps to Oracle's description", () => {
  const { call } = createRecordedOpera()

  test('all 2,200 reservations, page by page', async () => {
    let seen = 0
    let hasMore = true
    for (let offset = 0; hasMore; offset += 200) {
      const reply = await call(
        'GET',
        `/rsv/v1/reservations?${hotels}&${instructions}&limit=200&offset=${offset}`,
      )
      expect(reply.problems).toEqual([])
      const { reservations } = reply.body as { reservations: { count: number; hasMore: boolean } }
      seen += reservations.count
      hasMore = reservations.hasMore
    }
    expect(seen).toBeGreaterThan(2000)
  })

  test.each([
    ['of one guest', `${hotels}&profileId=80003&orderBy=ArrivalDate&sortOrder=Desc`],
    ['by ids', `${hotels}&reservationIdList=300001&reservationIdList=300002&limit=2`],
    ['by confirmation number', `${hotels}&confirmationNumberList=5000013`],
    ['by external reference', `${hotels}&externalReferenceIds=nothing&externalSystemCodes=HEADWATER`],
    [
      'by arrival and status',
      `${hotels}&arrivalStartDate=2026-11-01&arrivalEndDate=2026-11-30&reservationStatuses=DueIn`,
    ],
    ['by surname, in the own hotel', 'surname=Winterfeld'],
  ])('search %s', async (_, query) => {
    const reply = await call('GET', `/rsv/v1/reservations?${query}`)
    expect(reply.problems).toEqual([])
    expect([200, 204]).toContain(reply.status)
  })

  test('search within one hotel', async () => {
    const reply = await call('GET', '/rsv/v1/hotels/HWNYC/reservations?surname=Winterfeld')
    expect([reply.status, reply.problems]).toEqual([200, []])
  })

  test('from new through locked and changed to cancelled', async () => {
    const body = {
      reservations: { reservation: [{ roomStay: stay, reservationGuests: [guest], hotelId: 'HWBER' }] },
    }
    const created = await call('POST', '/rsv/v1/hotels/HWBER/reservations', { body })
    expect([created.status, created.problems]).toEqual([201, []])
    const path = new URL(created.headers?.location ?? '').pathname
    const reservationId = { id: path.split('/').at(-1), type: 'Reservation' }
    const locked = await call('PUT', `${path}/locks`, { body: { reservationId, hotelId: 'HWBER' } })
    expect([locked.status, locked.problems]).toEqual([200, []])
    const { lockHandle } = (locked.body as { acquiredReservationLock: { lockHandle: number } })
      .acquiredReservationLock
    const change = { roomStay: { ...stay, departureDate: '2027-09-13' }, lockHandle }
    const changed = await call('PUT', path, { body: { reservations: [change] } })
    expect([changed.status, changed.problems]).toEqual([200, []])
    const reason = { code: 'PLANS', description: 'Change of plans' }
    const cancelled = await call('POST', `${path}/cancellations`, { body: { reason, reservations: [] } })
    expect([cancelled.status, cancelled.problems]).toEqual([201, []])
    const read = await call('GET', `${path}?fetchInstructions=Reservation&fetchInstructions=Comments`)
    expect([read.status, read.problems]).toEqual([200, []])
  })

  test('refusals have the described shape', async () => {
    const refusals = [
      await call('GET', '/rsv/v1/reservations?reservationStatuses=InHouse,DueIn', { judged: false }),
      await call('GET', '/rsv/v1/reservations', { headers: { 'x-hotelid': 'OTHER' } }),
      await call('GET', '/rsv/v1/hotels/HWBER/reservations/1'),
      await call('POST', '/rsv/v1/hotels/HWBER/reservations', { body: {} }),
    ]
    expect(refusals.map(({ status }) => status)).toEqual([400, 403, 404, 400])
    expect(refusals.flatMap(({ problems }) => problems)).toEqual([])
  })
})
