import type { ListRequest } from '../../../../src/datasources/datasource.ts'
import { cast } from '../../../../sandbox/world/cast.ts'
import { testCall } from '../../../support/simulated-datasource.ts'
import { idsOf } from '../../../../src/conformance/walk-pages.ts'
import { openHubspot, world } from './open-hubspot.ts'

let opened: Awaited<ReturnType<typeof openHubspot>>
beforeAll(async () => {
  opened = await openHubspot()
})
afterAll(() => opened.close())
beforeEach(() => opened.forget())

const load = (request: Partial<ListRequest>) =>
  opened.customers.list!.load({ first: 10, after: null, filter: [], orderBy: null, ...request }, testCall)
const newestFirst = { field: 'createdAt', direction: 'DESC' } as const

test('results beyond ten thousand are refused with what to do, before any call', async () => {
  await expect(load({ orderBy: newestFirst, after: '10000' })).rejects.toMatchObject({
    code: 'BAD_USER_INPUT',
    details: { field: 'after' },
    message: expect.stringContaining('narrow the filter'),
  })
  expect(await opened.requests()).toEqual({})
})

test('a page that reaches beyond ten thousand is asked for up to there', async () => {
  const page = await load({ orderBy: newestFirst, after: '9995' })
  expect(page).toEqual({ records: [], cursors: [], hasNextPage: false })
  expect(await opened.requests()).toEqual({ searchContacts: 1 })
})

test.each([
  ['an offset, without an order', { after: '20' }],
  ['a token, with an order', { after: '3.401020', orderBy: newestFirst }],
  ['text', { after: '../admin' }],
  ['text, with an order', { after: '-1', orderBy: newestFirst }],
])('the cursor of another list is refused: %s', async (_, request) => {
  await expect(load(request)).rejects.toMatchObject({ code: 'BAD_USER_INPUT', details: { field: 'after' } })
})

test('more conditions than HubSpot compares at once are refused', async () => {
  const dates = (['GT', 'GTE', 'LT', 'LTE'] as const).flatMap((comparison) =>
    ['createdAt', 'updatedAt'].map((field) => ({ field, comparison, value: '2026-01-01T00:00:00.000Z' })),
  )
  await expect(load({ filter: dates })).rejects.toMatchObject({
    code: 'BAD_USER_INPUT',
    details: { field: 'filter' },
  })
  expect((await load({ filter: dates.slice(0, 6) })).records).toEqual([])
})

test.each([
  { field: 'familyName', comparison: 'EQ', value: ' ' },
  { field: 'phone', comparison: 'EQ', value: 'n/a' },
  { field: 'lifecycleStage', comparison: 'IN', value: [] },
] as const)('what no contact can have is found nowhere, without a call: $field', async (condition) => {
  expect(await load({ filter: [condition] })).toEqual({ records: [], cursors: [], hasNextPage: false })
  expect(await opened.requests()).toEqual({})
})

test('conditions hold together', async () => {
  const { familyName, crmId } = world.persons[cast.umlautSpelledOut - 1]!
  const named = { field: 'familyName', comparison: 'EQ', value: familyName } as const
  const stage = (value: string[]) => ({ field: 'lifecycleStage', comparison: 'IN', value }) as const
  expect(idsOf((await load({ filter: [named, stage(['CUSTOMER'])] })).records)).toContain(crmId)
  expect(idsOf((await load({ filter: [named, stage(['EVANGELIST'])] })).records)).not.toContain(crmId)
})

test('numbers of another country with the same digits are left out of a list by phone', async () => {
  const { phone, crmId } = world.persons[cast.showcase - 1]!
  const digits = phone!.replace('+49', '')
  const foreign = await openHubspot({}, (simulator) => {
    for (const [id, contact] of simulator.records.contacts!) {
      if (id !== crmId && Number(id) % 2 === 0)
        (contact as { properties: Record<string, string> }).properties.phone = `+44${digits}`
    }
    return simulator
  })
  const filter = [{ field: 'phone', comparison: 'EQ', value: phone }] as const
  const page = await foreign.customers.list!.load({ first: 5, after: null, filter, orderBy: null }, testCall)
  expect(idsOf(page.records)).toContain(crmId)
  expect(page.records.map((record) => record.values.phone)).not.toContain(`+44${digits}`)
  expect(page.hasNextPage).toBe(false)
  await foreign.close()
})

test("a filter by stage asks for the company's own stages too", async () => {
  const own = await openHubspot({ lifecycleStages: { CUSTOMER: ['930017'] } }, (simulator) => {
    const contact = simulator.records.contacts!.get(world.persons[cast.onlyCrm - 1]!.crmId!)
    ;(contact as { properties: Record<string, string> }).properties.lifecyclestage = '930017'
    return simulator
  })
  const filter = [
    { field: 'lifecycleStage', comparison: 'EQ', value: 'CUSTOMER' },
    { field: 'email', comparison: 'EQ', value: world.persons[cast.onlyCrm - 1]!.email },
  ] as const
  const page = await own.customers.list!.load({ first: 5, after: null, filter, orderBy: null }, testCall)
  expect(page.records.map((record) => record.values.lifecycleStage)).toEqual(['CUSTOMER'])
  await own.close()
})
