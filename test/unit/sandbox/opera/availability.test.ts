import { openOpera } from './open-opera.ts'

interface RoomRate {
  roomType: string
  ratePlanCode: string
  numberOfUnits: number
  total: { amountBeforeTax: number; currencyCode: string }
}

async function ratesOf(
  call: ReturnType<typeof openOpera>['call'],
  query: string,
): Promise<readonly RoomRate[]> {
  const reply = await call('GET', `/par/v1/hotels/HWBER/availability?${query}`)
  const body = reply.body as { hotelAvailability: { roomStays: { roomRates: RoomRate[] }[] }[] }
  return body.hotelAvailability[0]?.roomStays[0]?.roomRates ?? []
}

const stay = 'roomStayStartDate=2028-03-01&roomStayEndDate=2028-03-04&adults=2'

describe("OPERA's simulator works out what is left", () => {
  test('an empty house has all its rooms, at every rate', async () => {
    const { call } = openOpera()
    const rates = await ratesOf(call, `${stay}&roomType=STE`)
    expect(rates.map((one) => [one.ratePlanCode, one.numberOfUnits, one.total.amountBeforeTax])).toEqual([
      ['BAR', 8, 867],
      ['ADV', 8, 736.95],
      ['CORP', 8, 780.3],
      ['BB', 8, 997.05],
    ])
  })

  test('a booking of one night takes a room from every stay over that night, and its cancellation gives it back', async () => {
    const { call } = openOpera()
    const roomStay = {
      arrivalDate: '2028-03-02',
      departureDate: '2028-03-03',
      roomRates: [{ roomType: 'STE', ratePlanCode: 'BAR' }],
      guestCounts: { adults: 1 },
    }
    const guest = { profileInfo: { profileIdList: [{ id: '80003', type: 'Profile' }] } }
    const body = { reservations: { reservation: [{ roomStay, reservationGuests: [guest] }] } }
    const created = await call('POST', '/rsv/v1/hotels/HWBER/reservations', { body })
    expect((await ratesOf(call, `${stay}&roomType=STE`))[0]?.numberOfUnits).toBe(7)
    const path = new URL(created.headers?.location ?? '').pathname
    const reason = { code: 'PLANS', description: 'Plans' }
    await call('POST', `${path}/cancellations`, { body: { reason } })
    expect((await ratesOf(call, `${stay}&roomType=STE`))[0]?.numberOfUnits).toBe(8)
  })

  test.each([
    ['no dates', ''],
    ['a departure before arrival', 'roomStayStartDate=2028-03-04&roomStayEndDate=2028-03-01'],
    ['more than 90 nights', 'roomStayStartDate=2028-03-01&roomStayEndDate=2028-07-01'],
    ['a day that is none', 'roomStayStartDate=2028-02-30&roomStayEndDate=2028-03-01'],
  ])('refused: %s', async (_, query) => {
    const { call } = openOpera()
    expect((await call('GET', `/par/v1/hotels/HWBER/availability?${query}`)).status).toBe(400)
  })

  test('more guests than fit is 204', async () => {
    const { call } = openOpera()
    expect((await call('GET', `/par/v1/hotels/HWBER/availability?${stay}&children=3`)).status).toBe(204)
  })
})
