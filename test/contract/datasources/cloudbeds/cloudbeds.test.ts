import type { Condition, RecordSource } from '../../../../src/datasources/datasource.ts'
import { cloudbeds } from '../../../../src/datasources/cloudbeds/cloudbeds.ts'
import { Secret } from '../../../../src/secrets/secret.ts'
import { impatient } from '../../../../src/conformance/impatient.ts'
import { describeNeeding, needsFolder, specsFolder } from '../../../support/needs.ts'
import { testCall as call } from '../../../support/simulated-datasource.ts'
import { walkPages } from '../../../../src/conformance/walk-pages.ts'
import { serveCloudbeds } from './serve-cloudbeds.ts'

describeNeeding(needsFolder(specsFolder), 'Cloudbeds', () => {
  let vendor: Awaited<ReturnType<typeof serveCloudbeds>>
  let datasource: ReturnType<ReturnType<typeof cloudbeds>['open']>
  let bookings: RecordSource
  let customers: RecordSource
  const warnings: string[] = []
  const open = (apiKey: string) =>
    cloudbeds({
      baseUrl: vendor.url,
      apiKey: new Secret(apiKey, 'test'),
      properties: [
        { id: '101', name: 'Harbour', timeZone: 'Europe/Berlin' },
        { id: '202', timeZone: 'America/New_York' },
      ],
      phoneRegion: 'DE',
      quota: null,
    }).open({
      system: 'CRS',
      now: () => Date.parse('2026-02-01T00:00:00Z'),
      onEvent: () => {},
      warn: (message) => warnings.push(message),
      embeddedDatabase: null,
      patience: impatient,
    })
  beforeAll(async () => {
    vendor = await serveCloudbeds()
    datasource = open(vendor.apiKey)
    bookings = datasource.records.get('Booking')!
    customers = datasource.records.get('Customer')!
  })
  beforeEach(() => void vendor.takeCalls())
  afterAll(async () => {
    expect([...vendor.problems]).toEqual([])
    expect(warnings).toEqual([])
    await datasource.close()
    vendor.close()
  })
  const list =
    (filter: readonly Condition[] = []) =>
    (page: { first: number; after: string | null }) =>
      bookings.list!.load({ ...page, filter, orderBy: null }, call)
  const ids = (rows: readonly Record<string, unknown>[]) => rows.map(({ reservationID }) => reservationID)

  test('a reservation reads as a booking', async () => {
    const { records } = await bookings.byId!.load(['90000', '90003'], call)
    expect(records.find(({ externalId }) => externalId === '90000')).toMatchObject({
      version: '2026-01-02T09:00:00Z',
      values: {
        confirmationNumber: '90000',
        status: 'CONFIRMED',
        property: { code: '202', name: null, timeZone: 'America/New_York' },
        arrival: '2026-01-01',
        departure: '2026-01-03',
        roomType: 'Double, Single',
        ratePlan: 'Flexible',
        adults: 3,
        children: 1,
        totalPrice: { amount: '200.00', currency: 'EUR' },
        deposit: { amount: '40.00', currency: 'EUR' },
        paymentStatus: 'UNPAID',
        sourceChannel: 'Website',
        createdAt: '2026-01-01T10:00:00.000Z',
        updatedAt: '2026-01-02T09:00:00.000Z',
        customer: { externalId: '5000' },
      },
      matchKeys: { confirmationNumber: '90000' },
    })
    expect(records.find(({ externalId }) => externalId === '90003')!.values).toMatchObject({
      property: { code: '101', name: 'Harbour' },
      status: 'CHECKED_IN',
      deposit: null,
    })
  })

  test('100 ids are one call, unknown ones are left out, and what is no id is not sent', async () => {
    const some = ids(vendor.bookings.slice(0, 99)) as string[]
    const { records } = await bookings.byId!.load([...some, '1', 'a,b', '../x'], call)
    expect(records.map(({ externalId }) => externalId).toSorted()).toEqual(some.toSorted())
    expect(vendor.takeCalls()).toEqual(['getReservationsWithRateDetails'])
  })

  test('a page is two calls, and pages of any size give every reservation once', async () => {
    await list()({ first: 20, after: null })
    expect(vendor.takeCalls()).toEqual(['getReservations', 'getReservationsWithRateDetails'])
    for (const first of [100, 41, 7])
      expect((await walkPages(list(), first)).ids).toEqual(ids(vendor.bookings))
  })

  const statusOf: Record<string, string> = {
    CANCELLED: 'canceled',
    CONFIRMED: 'confirmed',
    CHECKED_OUT: 'checked_out',
  }
  test.each<[Condition[], (row: Record<string, unknown>) => boolean]>([
    ...Object.entries(statusOf).map(
      ([value, own]): [Condition[], (row: Record<string, unknown>) => boolean] => [
        [{ field: 'status', comparison: 'EQ', value }],
        ({ status }) => status === own,
      ],
    ),
    [
      [{ field: 'status', comparison: 'IN', value: ['CANCELLED', 'NO_SHOW', 'WAITLISTED'] }],
      ({ status }) => status === 'canceled' || status === 'no_show',
    ],
    [[{ field: 'status', comparison: 'IN', value: ['WAITLISTED', 'RESERVED'] }], () => false],
    [[{ field: 'property', comparison: 'EQ', value: '202' }], ({ propertyID }) => propertyID === '202'],
    [[{ field: 'property', comparison: 'EQ', value: '303' }], () => false],
    [
      [
        { field: 'arrival', comparison: 'GTE', value: '2026-02-01' },
        { field: 'arrival', comparison: 'LTE', value: '2026-03-01' },
        { field: 'departure', comparison: 'LTE', value: '2026-02-20' },
      ],
      (row) =>
        String(row.reservationCheckIn) >= '2026-02-01' && String(row.reservationCheckOut) < '2026-02-21',
    ],
  ])('a list where %j', async (filter, matches) => {
    const { ids: found } = await walkPages(list(filter), 13)
    expect(found).toEqual(ids(vendor.bookings.filter(matches)))
  })

  test('the bookings of a guest, by page', async () => {
    const edge = bookings.byReference.get('customer')!
    const { ids: found } = await walkPages((page) => edge.load('5003', { ...page, orderBy: null }, call), 4)
    expect(found).toEqual(ids(vendor.bookings.filter(({ guestID }) => guestID === '5003')))
    expect(found.length).toBeGreaterThan(4)
  })

  test('guests by id and by e-mail read alike; who was merged is gone', async () => {
    const { records } = await customers.byId!.load(['5001', '5039', '1'], call)
    expect(records).toHaveLength(1)
    expect(records[0]).toMatchObject({
      externalId: '5001',
      values: { givenName: 'Zoë', familyName: 'Guest1', email: 'guest1@example.com', phone: '+491715550001' },
      matchKeys: { email: 'guest1@example.com', phone: '+491715550001' },
    })
    const byEmail = await customers.byKey
      .get('email')!
      .load(['guest1@example.com', 'nobody@example.com'], call)
    expect(byEmail).toEqual(records)
    const page = (request: { first: number; after: string | null }) =>
      customers.list!.load({ ...request, filter: [], orderBy: null }, call)
    expect((await walkPages(page, 9)).ids).toEqual([...vendor.guests.keys()].slice(0, 39))
  })

  test('what can be booked, with the price of all nights and of the second adult', async () => {
    const stay = { property: '101', arrival: '2026-01-01', departure: '2026-01-03', adults: 2, children: 0 }
    expect(await datasource.operations.get('availability')!.run(stay, call)).toEqual([
      {
        property: { code: '101', name: 'Harbour', timeZone: 'Europe/Berlin' },
        roomType: 'Double',
        description: 'With a view',
        remaining: 3,
        rates: [
          {
            ratePlan: 'Flexible',
            description: null,
            total: { amount: '210.30', currency: 'EUR' },
            averageNightly: { amount: '105.15', currency: 'EUR' },
          },
          {
            ratePlan: 'Saver',
            description: null,
            total: { amount: '180.00', currency: 'EUR' },
            averageNightly: { amount: '90.00', currency: 'EUR' },
          },
        ],
      },
    ])
    vendor.takeCalls()
    for (const wrong of [{ property: '303' }, { departure: '2026-01-01' }, { arrival: 'soon' }])
      await expect(
        datasource.operations.get('availability')!.run({ ...stay, ...wrong }, call),
      ).rejects.toMatchObject({ code: 'BAD_USER_INPUT' })
    expect(vendor.takeCalls()).toEqual([])
  })

  test('all that was changed since, then what is cancelled: by a form, shown by the record', async () => {
    const cancel = bookings.writing!.actions.get('cancel')!
    const externalId = String(vendor.bookings.find(({ status }) => status === 'confirmed')!.reservationID)
    const at = '2026-01-02T09:20:00.000Z'
    const found = new Set<string>()
    let cursor = bookings.changedSince!.begin(new Date(Date.parse(at) + 600_000))
    for (let isCaughtUp = false; !isCaughtUp;) {
      const reply = await bookings.changedSince!.load(cursor, call)
      for (const record of reply.records) found.add(record.externalId)
      ;({ cursor, isCaughtUp } = reply)
    }
    const expected = vendor.bookings.filter(
      ({ dateModifiedUTC }) => String(dateModifiedUTC) >= '2026-01-02T09:20:00Z',
    )
    expect(found).toEqual(new Set(ids(expected)))
    expect(found.size).toBeGreaterThan(100)
    expect(await cancel.run({ externalId, args: {}, reference: 'r' }, call)).toMatchObject({ externalId })
    const [record] = (await bookings.byId!.load([externalId], call)).records
    expect(cancel.isDone!(record!, {})).toBe(true)
  })

  test.each([
    ['a stay that is over', '90004', 'BAD_USER_INPUT', 'NONE'],
    ['an unknown reservation', '77', 'NOT_FOUND', 'NONE'],
  ])('cancelling %s is refused with HTTP 200 and success: false', async (_name, externalId, code, effect) => {
    const cancel = bookings.writing!.actions.get('cancel')!
    await expect(cancel.run({ externalId, args: {}, reference: 'r' }, call)).rejects.toMatchObject({
      code,
      effect,
    })
  })

  test.each([
    [{ body: '{"success":false,"message":"Rate limit exceeded"}' }, 'RATE_LIMITED'],
    [{ body: '{"success":false,"message":"You do not have permission"}' }, 'UPSTREAM_AUTH'],
    [{ body: '{"success":false}' }, 'BAD_USER_INPUT'],
    [{ body: '{"data":[]}' }, 'UPSTREAM_BAD_RESPONSE'],
    [{ body: '{"success":"true","data":[],"total":0}' }, 'UPSTREAM_BAD_RESPONSE'],
    [{ body: '<html>' }, 'UPSTREAM_BAD_RESPONSE'],
    [{ status: 404, body: '{}' }, 'UPSTREAM_BAD_RESPONSE'],
    [{ status: 429, body: '' }, 'RATE_LIMITED'],
    [{ status: 503, body: '' }, 'UPSTREAM_UNAVAILABLE'],
  ])('a reply %j is %s', async (reply, code) => {
    vendor.scripted.set('getReservations', reply)
    await expect(list()({ first: 1, after: null })).rejects.toMatchObject({ code })
  })

  test('a wrong key is said to be one, and shows up nowhere', async () => {
    const other = open('cbat_wrong')
    const error: unknown = await other.records
      .get('Booking')!
      .byId!.load(['90000'], call)
      .catch((reason: unknown) => reason)
    await other.close()
    expect(error).toMatchObject({ code: 'UPSTREAM_AUTH' })
    expect(String(error) + JSON.stringify(error)).not.toMatch(/cbat_|127\.0\.0\.1|Invalid API key/)
  })
})
