import { cast } from '../../../../sandbox/world/cast.ts'
import { createWorld } from '../../../../sandbox/world/create-world.ts'
import type { Condition } from '../../../../src/datasources/datasource.ts'
import { describeNeeding, needsFolder, specsFolder } from '../../../support/needs.ts'
import { call, openOpera } from './open-opera.ts'

describeNeeding(needsFolder(specsFolder), 'reservations through the OPERA datasource', () => {
  let opened: Awaited<ReturnType<typeof openOpera>>
  beforeAll(async () => {
    opened = await openOpera()
  })
  afterAll(async () => {
    expect(opened.problems).toEqual([])
    expect(opened.warnings).toEqual([])
    await opened.close()
  })
  const { stays, persons } = createWorld()
  const staysOf = (number: number) => stays.filter(({ personNumber }) => personNumber === number)

  test('100 ids of all hotels are one call; each field converts', async () => {
    const ids = stays.slice(0, 99).map(({ reservationId }) => reservationId)
    opened.takeCalls()
    const { records } = await opened.bookings.byId!.load([...ids, '1'], call)
    expect(opened.takeCalls()).toEqual(['getReservations'])
    expect(records.map(({ externalId }) => externalId).toSorted()).toEqual(ids.toSorted())
  })

  test('every stay of the world reads as the world has it', async () => {
    for (let from = 0; from < stays.length; from += 100) {
      const batch = stays.slice(from, from + 100)
      const { records } = await opened.bookings.byId!.load(
        batch.map(({ reservationId }) => reservationId),
        call,
      )
      const read = new Map(records.map((record) => [record.externalId, record]))
      for (const stay of batch) {
        expect(read.get(stay.reservationId)?.values).toMatchObject({
          confirmationNumber: stay.confirmationNumber,
          property: { code: stay.propertyCode },
          arrival: stay.arrival,
          departure: stay.departure,
          adults: stay.adults,
          children: stay.children,
          roomType: stay.roomTypeCode,
          ratePlan: stay.ratePlanCode,
          totalPrice: { amount: (stay.totalCents / 100).toFixed(2), currency: stay.currency },
          deposit: stay.depositCents === 0 ? null : { amount: (stay.depositCents / 100).toFixed(2) },
          specialRequests: stay.specialRequests,
          sourceChannel: stay.sourceCode,
          createdAt: stay.createdAt,
          updatedAt: stay.updatedAt,
          customer: { externalId: stay.profileId },
        })
      }
    }
  })

  test("a guest's bookings in all hotels are one call a page, and pages join", async () => {
    const { crsId } = persons[cast.frequent - 1]!
    const edge = opened.bookings.byReference.get('customer')!
    const orderBy = { field: 'arrival', direction: 'DESC' } as const
    opened.takeCalls()
    const first = await edge.load(crsId!, { first: 40, after: null, orderBy }, call)
    const rest = await edge.load(crsId!, { first: 40, after: first.cursors.at(-1)!, orderBy }, call)
    expect(opened.takeCalls()).toEqual(['getReservations', 'getReservations'])
    expect([first.hasNextPage, rest.hasNextPage]).toEqual([true, false])
    const all = [...first.records, ...rest.records]
    expect(new Set(all.map(({ externalId }) => externalId)).size).toBe(staysOf(cast.frequent).length)
    const arrivals = all.map(({ values }) => String(values.arrival))
    expect(arrivals).toEqual(arrivals.toSorted().toReversed())
  })

  test('a guest without bookings has an empty page', async () => {
    const edge = opened.bookings.byReference.get('customer')!
    const { crsId } = persons[cast.withoutHistory - 1]!
    const page = await edge.load(crsId!, { first: 10, after: null, orderBy: null }, call)
    expect(page).toEqual({ records: [], cursors: [], hasNextPage: false })
  })

  test('by confirmation number; hostile ones make no call', async () => {
    const look = opened.bookings.byKey.get('confirmationNumber')!
    const [found] = await look.load([stays[0]!.confirmationNumber], call)
    expect(found?.matchKeys).toEqual({ confirmationNumber: stays[0]!.confirmationNumber })
    opened.takeCalls()
    expect(await look.load(["'; --", '../admin', 'a?x=', '9'.repeat(50_000)], call)).toEqual([])
    expect(opened.takeCalls()).toEqual([])
  })

  const soon: Condition[] = [
    { field: 'arrival', comparison: 'GTE', value: '2026-11-02' },
    { field: 'arrival', comparison: 'LTE', value: '2027-01-31' },
  ]

  test.each(['CANCELLED', 'WAITLISTED', 'RESERVED', 'REQUESTED'])('a list of %s, by page', async (status) => {
    const outcome = { RESERVED: 'GUARANTEED' }[status] ?? status
    const expected = stays.filter(
      (stay) => stay.outcome === outcome && stay.arrival >= '2026-11-02' && stay.arrival <= '2027-01-31',
    )
    const filter = [...soon, { field: 'status', comparison: 'IN', value: [status] } as const]
    const ids: string[] = []
    let after: string | null = null
    for (;;) {
      const page = await opened.bookings.list!.load({ filter, orderBy: null, first: 7, after }, call)
      ids.push(...page.records.map(({ externalId }) => externalId))
      if (!page.hasNextPage) break
      after = page.cursors.at(-1)!
    }
    expect(ids.toSorted()).toEqual(expected.map(({ reservationId }) => reservationId).toSorted())
  })
})
