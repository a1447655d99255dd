import { mayHaveApplied } from '../../../../src/datasources/failures.ts'
import type { NewRecord } from '../../../../src/datasources/writing.ts'
import { testCall } from '../../../support/simulated-datasource.ts'
import { contactIds, openHubspot, world } from './open-hubspot.ts'

let opened: Awaited<ReturnType<typeof openHubspot>>
beforeAll(async () => {
  opened = await openHubspot()
})
afterAll(() => opened.close())
beforeEach(() => opened.forget())
afterEach(() => opened.heal())

const writing = () => opened.customers.writing!
const newContact = (values: NewRecord['values']): NewRecord => ({ values, reference: 'hw-1' })
const create = (values: NewRecord['values']) => writing().create!.run(newContact(values), testCall)
const find = (values: NewRecord['values']) => writing().create!.findApplied!(newContact(values), testCall)
const failureOf = (promise: Promise<unknown>) => promise.catch((error: unknown) => error)

test('an address that another contact has is a conflict about the e-mail, and nothing is overwritten', async () => {
  const taken = world.persons.find(({ crmId, email }) => crmId && email)!
  const failed = await failureOf(create({ email: taken.email, givenName: 'Somebody' }))
  expect(failed).toMatchObject({ code: 'CONFLICT', details: { system: 'CRM', field: 'email' } })
  expect(mayHaveApplied(failed)).toBe(false)
  const { records } = await opened.customers.byId!.load([taken.crmId!], testCall)
  expect(records[0]!.values.givenName).not.toBe('Somebody')
})

test('a contact with the same address and other values may be anybody’s', async () => {
  await create({ email: 'somebody@example.com', givenName: 'Anna' })
  expect(await find({ email: 'somebody@example.com', givenName: 'Zoë' })).toBe('UNKNOWN')
  expect(await find({ email: 'Somebody@example.com ', givenName: ' Anna' })).toMatchObject({
    externalId: expect.stringMatching(/^\d+$/),
  })
})

test('an address that no contact has was not written', async () => {
  expect(await find({ email: 'never.made@example.com' })).toBe('ABSENT')
})

test('without an address nobody can say, and nobody is asked', async () => {
  expect(await find({ givenName: 'Anna' })).toBe('UNKNOWN')
  expect(await opened.requests()).toEqual({})
})

test('whether it was applied cannot be told where HubSpot cannot be asked', async () => {
  await opened.fail({ operation: 'batchReadContacts', kind: 'status', value: 503 })
  await expect(find({ email: 'never.made@example.com' })).rejects.toMatchObject({
    code: 'UPSTREAM_UNAVAILABLE',
  })
})

test.each([
  ['status', 400, false],
  ['status', 401, false],
  ['status', 403, false],
  ['status', 423, false],
  ['status', 429, false],
  ['status', 408, true],
  ['status', 500, true],
  ['status', 502, true],
  ['status', 503, true],
  ['status', 504, true],
  ['reset', undefined, true],
  ['dropAfterApply', undefined, true],
  ['garbage', undefined, true],
  ['truncate', undefined, true],
])(
  'a change that ends in %s %s is sent once and may have been applied: %s',
  async (kind, value, expected) => {
    await opened.fail({ operation: 'updateContact', kind, ...(value !== undefined && { value }) })
    const patch = { externalId: contactIds[0]!, values: { company: 'x' }, ifVersion: null, reference: 'hw-1' }
    const failed = await failureOf(writing().patch!.run(patch, testCall))
    expect(mayHaveApplied(failed)).toBe(expected)
    expect(await opened.requests()).toEqual({ updateContact: 1 })
  },
)

test('a change that reached nobody was not applied', async () => {
  const gone = await openHubspot({ baseUrl: 'http://127.0.0.1:1' })
  const patch = { externalId: contactIds[0]!, values: { company: 'x' }, ifVersion: null, reference: 'hw-1' }
  const failed = await failureOf(gone.customers.writing!.patch!.run(patch, testCall))
  expect(failed).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', effect: 'NONE' })
  await gone.close()
})

test('a merge is declared as what cannot be undone', () => {
  expect(writing().actions.get('merge')!.isIrreversible).toBe(true)
})
