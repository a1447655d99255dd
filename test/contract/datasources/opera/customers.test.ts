import { cast } from '../../../../sandbox/world/cast.ts'
import { createWorld } from '../../../../sandbox/world/create-world.ts'
import { describeNeeding, needsFolder, specsFolder } from '../../../support/needs.ts'
import { call, openOpera } from './open-opera.ts'

describeNeeding(needsFolder(specsFolder), 'guests through the OPERA datasource', () => {
  let opened: Awaited<ReturnType<typeof openOpera>>
  beforeAll(async () => {
    opened = await openOpera()
  })
  afterAll(async () => {
    expect(opened.problems).toEqual([])
    await opened.close()
  })
  const persons = createWorld().persons
  const person = (number: number) => persons[number - 1]!

  test('200 ids are one call; unknown ones are left out', async () => {
    const ids = persons.flatMap(({ crsId }) => crsId ?? []).slice(0, 199)
    opened.takeCalls()
    const { records } = await opened.customers.byId!.load([...ids, '999999999'], call)
    expect(records.map(({ externalId }) => externalId).toSorted()).toEqual(ids.toSorted())
    expect(opened.takeCalls()).toEqual(['getProfilesByIds'])
  })

  test.each(['../admin', 'a?x=', "'; --", '9'.repeat(50_000)])('no call for the id %.20s', async (id) => {
    opened.takeCalls()
    expect((await opened.customers.byId!.load([id], call)).records).toEqual([])
    expect(opened.takeCalls()).toEqual([])
  })

  test('the showcase guest', async () => {
    const { records } = await opened.customers.byId!.load([person(cast.showcase).crsId!], call)
    expect(records[0]).toMatchObject({
      values: { vipLevel: '2', membershipNumber: 'HW7000037' },
      matchKeys: { email: person(cast.showcase).email, phone: person(cast.showcase).phone },
    })
    expect(records[0]?.values.stayPreferences).toContainEqual({
      kind: 'FLOOR',
      value: 'HIGH',
      description: 'High floor',
    })
  })

  test('many e-mails: a search each, then one call for all the profiles; duplicates are all found', async () => {
    const numbers = [cast.showcase, cast.emailCase, ...cast.crsDuplicates]
    opened.takeCalls()
    const emails = numbers.map((number) => person(number).email!)
    const found = await opened.customers.byKey.get('email')!.load([...emails, 'nobody@example.com'], call)
    const expected = numbers.flatMap((number) => [person(number).crsId!, ...person(number).crsDuplicateIds])
    expect(found.map(({ externalId }) => externalId).toSorted()).toEqual(expected.toSorted())
    const calls = opened.takeCalls()
    expect(calls.filter((name) => name === 'getProfiles')).toHaveLength(5)
    expect(calls.filter((name) => name === 'getProfilesByIds')).toHaveLength(1)
  })

  test('a phone finds its guest in every spelling of the front desk', async () => {
    const known = persons.filter(
      ({ number, crsId, phone }) => crsId && phone && number < 120 && number % 13 !== 0,
    )
    expect(known.length).toBeGreaterThan(40)
    for (let from = 0; from < known.length; from += 25) {
      const batch = known.slice(from, from + 25)
      const found = await opened.customers.byKey.get('phone')!.load(
        batch.map(({ phone }) => phone!),
        call,
      )
      const ids = found.map(({ externalId }) => externalId)
      for (const { crsId } of batch) expect(ids).toContain(crsId)
    }
  })

  test('listed by membership number only', async () => {
    const list = opened.customers.list!
    const filter = [{ field: 'membershipNumber', comparison: 'EQ', value: 'HW7000037' } as const]
    const page = await list.load({ filter, orderBy: null, first: 10, after: null }, call)
    expect(page.records.map(({ externalId }) => externalId)).toEqual([person(cast.showcase).crsId])
    const all = list.load({ filter: [], orderBy: null, first: 10, after: null }, call)
    await expect(all).rejects.toMatchObject({ code: 'BAD_USER_INPUT' })
  })
})
