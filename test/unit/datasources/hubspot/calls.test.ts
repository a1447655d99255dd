import { Secret } from '../../../../src/secrets/secret.ts'
import { contactIds, openHubspot, world } from './open-hubspot.ts'
import { testCall } from '../../../support/simulated-datasource.ts'
import { idsOf } from '../../../../src/conformance/walk-pages.ts'

let opened: Awaited<ReturnType<typeof openHubspot>>
beforeAll(async () => {
  opened = await openHubspot()
})
afterAll(() => opened.close())
beforeEach(() => opened.forget())

test('a hundred ids are one call', async () => {
  const { byId } = opened.customers
  expect(byId!.max).toBe(100)
  const { records } = await byId!.load(contactIds.slice(0, 100), testCall)
  expect(idsOf(records).toSorted()).toEqual(contactIds.slice(0, 100).toSorted())
  expect(await opened.requests()).toEqual({ batchReadContacts: 1 })
})

test('thirty phones are one call, a hundred e-mails are one call', async () => {
  const emails = world.persons.flatMap(({ email, crmId }) => (crmId && email ? [email] : [])).slice(0, 100)
  const phones = world.persons.flatMap(({ phone, crmId }) => (crmId && phone ? [phone] : [])).slice(0, 30)
  const { byKey } = opened.customers
  expect([byKey.get('email')!.max, byKey.get('phone')!.max]).toEqual([100, 30])
  await byKey.get('email')!.load(emails, testCall)
  await byKey.get('phone')!.load(phones, testCall)
  expect(await opened.requests()).toEqual({ batchReadContacts: 1, searchContacts: 1 })
})

test('ids that HubSpot cannot have are unknown without a call', async () => {
  const batch = await opened.customers.byId!.load(['../admin', '', '0', '9'.repeat(19), 'x'], testCall)
  expect(batch).toEqual({ records: [], failures: new Map() })
  expect(await opened.requests()).toEqual({})
})

test('a page of a hundred contacts is one call, and so is the next', async () => {
  const list = opened.customers.list!
  const page = { first: 100, filter: [], orderBy: null }
  const first = await list.load({ ...page, after: null }, testCall)
  await list.load({ ...page, after: first.cursors.at(-1)! }, testCall)
  expect(await opened.requests()).toEqual({ listContacts: 2 })
})

test('the token of another app is UPSTREAM_AUTH', async () => {
  const other = await openHubspot({ token: new Secret('pat-of-another-app', 'test') })
  await expect(other.customers.byId!.load(contactIds.slice(0, 1), testCall)).rejects.toMatchObject({
    code: 'UPSTREAM_AUTH',
    message: expect.not.stringContaining('pat-'),
  })
  await other.close()
})

test('the newer, dated path is an option', async () => {
  const dated = await openHubspot({ pathPrefix: '/crm/objects/2026-03' })
  const { records } = await dated.customers.byId!.load(contactIds.slice(0, 2), testCall)
  expect(idsOf(records)).toHaveLength(2)
  await dated.close()
})
