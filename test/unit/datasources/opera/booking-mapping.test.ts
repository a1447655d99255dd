import { bookingMapping } from '../../../../src/datasources/opera/booking-mapping.ts'
import { createHotels } from '../../../../src/datasources/opera/hotels.ts'
import { BadValue, Reference } from '../../../../src/datasources/source-record.ts'

function read(changes: object = {}, roomStay: object = {}) {
  const warnings: string[] = []
  const mapping = bookingMapping({
    hotels: createHotels([
      { code: 'HWBER', timeZone: 'Europe/Berlin' },
      { code: 'HWNYC', name: 'New York', timeZone: 'America/New_York' },
    ]),
    specials: { LATE: 'Late arrival' },
    warn: (message) => warnings.push(message),
  })
  const record = mapping.read({
    id: '300001',
    confirmationNumber: '5000013',
    hotelId: 'HWBER',
    hotelName: 'Headwater Berlin',
    reservationStatus: 'Reserved',
    reservationGuest: { id: '80003', type: 'Profile' },
    createDateTime: '2026-05-08 19:17:25.0',
    lastModifyDateTime: '2026-11-20 09:00:00.0',
    roomStay: {
      arrivalDate: '2027-03-01',
      departureDate: '2027-03-05',
      adultCount: 2,
      childCount: 1,
      roomType: 'STE',
      ratePlanCode: 'BB',
      sourceCode: 'WEB',
      totalAmount: { amount: 1329.4, currencyCode: 'EUR' },
      ...roomStay,
    },
    ...changes,
  })
  return { ...record, warnings }
}

describe('a hit of the reservation search as a Booking', () => {
  test('field by field', () => {
    expect(read({ deposit: { amountRequired: 265.88 }, specials: 'LATE,COT' }).values).toEqual({
      confirmationNumber: '5000013',
      status: 'RESERVED',
      property: { code: 'HWBER', name: 'Headwater Berlin', timeZone: 'Europe/Berlin' },
      roomType: 'STE',
      ratePlan: 'BB',
      arrival: '2027-03-01',
      departure: '2027-03-05',
      adults: 2,
      children: 1,
      totalPrice: { amount: '1329.40', currency: 'EUR' },
      deposit: { amount: '265.88', currency: 'EUR' },
      paymentStatus: 'UNKNOWN',
      sourceChannel: 'WEB',
      specialRequests: 'Late arrival; COT',
      createdAt: '2026-05-08T17:17:25.000Z',
      updatedAt: '2026-11-20T08:00:00.000Z',
      customer: new Reference('Customer', '80003'),
    })
  })

  test('times are those of the hotel', () => {
    expect(read({ hotelId: 'HWNYC' }).values.createdAt).toBe('2026-05-08T23:17:25.000Z')
  })

  test('a time with an offset, as the schema promises, needs no hotel', () => {
    const { values } = read({ hotelId: 'OTHER', createDateTime: '2026-05-08T19:17:25Z' })
    expect(values.createdAt).toBe('2026-05-08T19:17:25.000Z')
  })

  test('a time of a hotel that is not configured is no time', () => {
    expect(read({ hotelId: 'OTHER' }).values.createdAt).toBeInstanceOf(BadValue)
  })

  test('numbers that come as text are numbers', () => {
    const { values } = read({}, { adultCount: '2', totalAmount: { amount: '106', currencyCode: 'USD' } })
    expect([values.adults, values.totalPrice]).toEqual([2, { amount: '106.00', currency: 'USD' }])
  })

  test.each([
    ['Requested', 'REQUESTED'],
    ['DueIn', 'RESERVED'],
    ['Waitlisted', 'WAITLISTED'],
    ['InHouse', 'CHECKED_IN'],
    ['DueOut', 'CHECKED_IN'],
    ['Walkin', 'CHECKED_IN'],
    ['PendingCheckout', 'CHECKED_IN'],
    ['CheckedOut', 'CHECKED_OUT'],
    ['Cancelled', 'CANCELLED'],
    ['NoShow', 'NO_SHOW'],
  ])('status %s is %s', (reservationStatus, status) => {
    expect(read({ reservationStatus })).toMatchObject({ values: { status }, warnings: [] })
  })

  test('a status that nobody knows is UNKNOWN, with a warning', () => {
    const { values, warnings } = read({ reservationStatus: 'Teleported' })
    expect(values.status).toBe('UNKNOWN')
    expect(warnings).toEqual([expect.stringContaining('Teleported')])
  })

  test.each([
    [0, 0, 'UNPAID'],
    [265.88, 0, 'DEPOSIT_PAID'],
    [265.88, 1063.52, 'PAID'],
    [0, 1329.4, 'PAID'],
  ])('deposit %d and payments %d of 1329.40: %s', (deposit, payment, status) => {
    const money = (amount: number) => ({ amount, currencyCode: 'EUR' })
    const revenuesAndBalances = { totalDepositPaid: money(deposit), totalPayment: money(payment) }
    expect(read({ revenuesAndBalances }).values.paymentStatus).toBe(status)
  })

  test('no deposit asked for is no deposit', () => {
    expect(read({ deposit: { amountRequired: 0 } }).values.deposit).toBeNull()
  })

  test('an older spelling of the source is read too', () => {
    const { values } = read({}, { sourceCode: undefined, sourceOfBusiness: 'CWEB' })
    expect(values.sourceChannel).toBe('CWEB')
  })
})
