import { describeNeeding, needsFolder, specsFolder } from '../../../support/needs.ts'
import { call, openOpera } from './open-opera.ts'

describeNeeding(needsFolder(specsFolder), 'availability through the OPERA datasource', () => {
  let opened: Awaited<ReturnType<typeof openOpera>>
  beforeAll(async () => {
    opened = await openOpera()
  })
  afterAll(async () => {
    expect(opened.problems).toEqual([])
    await opened.close()
  })
  const stay = { property: 'HWNYC', arrival: '2028-03-01', departure: '2028-03-04', adults: 2, children: 0 }

  test('room types with rooms left and a price for the stay', async () => {
    const rooms = (await opened.availability.run(stay, call)) as object[]
    expect(rooms).toHaveLength(3)
    expect(rooms[2]).toMatchObject({
      property: { code: 'HWNYC', timeZone: 'America/New_York' },
      roomType: 'STE',
      description: 'Suite',
      remaining: 6,
      rates: [
        {
          ratePlan: 'BAR',
          description: 'Best available rate',
          total: { amount: '1797.00', currency: 'USD' },
          averageNightly: { amount: '599.00', currency: 'USD' },
        },
        { ratePlan: 'ADV' },
        { ratePlan: 'CORP' },
        { ratePlan: 'BB' },
      ],
    })
  })

  test('nothing left is an empty list', async () => {
    expect(await opened.availability.run({ ...stay, adults: 9 }, call)).toEqual([])
  })

  test.each([
    ['a hotel that is not configured', { property: '../admin' }],
    ['a departure before arrival', { departure: '2028-02-28' }],
    ['more nights than OPERA answers', { departure: '2028-09-01' }],
    ['a day that is none', { arrival: '2028-02-30' }],
  ])('refused without a call: %s', async (_, changes) => {
    opened.takeCalls()
    const refused = opened.availability.run({ ...stay, ...changes }, call)
    await expect(refused).rejects.toMatchObject({ code: 'BAD_USER_INPUT' })
    expect(opened.takeCalls()).toEqual([])
  })
})
