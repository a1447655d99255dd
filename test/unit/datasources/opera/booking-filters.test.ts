import { composeSearch, orderQuery } from '../../../../src/datasources/opera/booking-filters.ts'
import { createHotels } from '../../../../src/datasources/opera/hotels.ts'

const hotels = createHotels([
  { code: 'HWBER', timeZone: 'Europe/Berlin' },
  { code: 'HWNYC', timeZone: 'America/New_York' },
])

describe('conditions of a list as a reservation search', () => {
  test('none: all configured hotels', () => {
    expect(composeSearch([], hotels)).toEqual({ query: { hotelIds: ['HWBER', 'HWNYC'] }, sift: null })
  })

  test('dates, property and confirmation number', () => {
    const search = composeSearch(
      [
        { field: 'arrival', comparison: 'GTE', value: '2026-11-01' },
        { field: 'departure', comparison: 'LTE', value: '2026-11-30' },
        { field: 'property', comparison: 'EQ', value: 'HWNYC' },
        { field: 'confirmationNumber', comparison: 'IN', value: ['1', '2'] },
      ],
      hotels,
    )
    expect(search?.query).toEqual({
      hotelIds: ['HWNYC'],
      arrivalStartDate: ['2026-11-01'],
      departureEndDate: ['2026-11-30'],
      confirmationNumberList: ['1', '2'],
    })
  })

  test("statuses in the search's own spelling", () => {
    const value = ['CANCELLED', 'WAITLISTED']
    const search = composeSearch([{ field: 'status', comparison: 'IN', value }], hotels)
    expect(search).toMatchObject({ query: { reservationStatuses: ['Cancelled', 'WaitList'] }, sift: null })
  })

  test('a status that the search has no word for is sifted out of all', () => {
    const value = ['CANCELLED', 'RESERVED']
    const search = composeSearch([{ field: 'status', comparison: 'IN', value }], hotels)
    expect(search?.query).not.toHaveProperty('reservationStatuses')
    expect(search?.sift).toEqual(new Set(value))
  })

  test.each([
    ['a hotel that is not configured', { field: 'property', comparison: 'EQ', value: '../admin' } as const],
    ['a status that OPERA has not', { field: 'status', comparison: 'IN', value: ['CONFIRMED'] } as const],
  ])('no search at all: %s', (_, condition) => {
    expect(composeSearch([condition], hotels)).toBeNull()
  })

  test('order', () => {
    expect(orderQuery({ field: 'departure', direction: 'DESC' })).toEqual({
      orderBy: 'DepartureDate',
      sortOrder: 'Desc',
    })
    expect(orderQuery(null)).toEqual({})
  })
})
