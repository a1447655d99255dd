import { cast } from '../../sandbox/world/cast.ts'
import { createKey, mutate, settledReceipts, statusesOf, writeCallsOf } from '../support/mutate.ts'
import { startSandboxGateway, type SandboxGateway } from '../support/sandbox-gateway.ts'
import type { Contact } from './raw-records.ts'

// G054: a merge is confirmed where its system cannot undo it, makes the records one there and both ids lead to one
// customer, once, even if its answer is lost; where the system has one of the two, the ids alone are merged. People's
// decisions about records are taken back by their opposites, and are in the audit trail.

let gateway: SandboxGateway
let key: string
let id: string
beforeAll(async () => {
  gateway = await startSandboxGateway()
  key = await createKey(gateway, ['SALES', 'OPERATOR', 'DEVELOPER'])
  id = (await customer(gateway.world.persons[cast.showcase - 1]!.email!)).id
})
afterAll(() => gateway.close())
beforeEach(() => gateway.resetRequests())

async function customer(email: string) {
  const { data } = await gateway.query<{ customer: { id: string } }>(
    'query ($email: EmailAddress!) { customer(email: $email) { id customerNumber membershipNumber } }',
    { email },
  )
  return data!.customer
}
async function create(name: string): Promise<string> {
  const input = `{ familyName: "${name}", email: "${name.toLowerCase()}@example.com" }`
  const { payload } = await mutate(gateway, `createCustomer(input: ${input})`, {
    as: key,
    select: 'customer { id }',
  })
  return (payload!.customer as { id: string }).id
}
async function idOf(asked: string): Promise<string | undefined> {
  const { data } = await gateway.query<{ customer: { id: string } | null }>(
    'query ($id: ID!) { customer(id: $id) { id familyName } }',
    { id: asked },
  )
  return data?.customer?.id
}
const merge = (duplicate: string, more = ', confirm: true') =>
  mutate(gateway, `mergeCustomers(id: "${id}", duplicate: "${duplicate}"${more})`, {
    as: key,
    select: 'customer { id }',
  })
async function events(): Promise<string[]> {
  const { data } = await gateway.query<{ auditTrail: { edges: { node: { event: string } }[] } }>(
    '{ auditTrail(first: 30) { edges { node { event } } } }',
    {},
    'sandbox-operator',
  )
  return data!.auditTrail.edges.map(({ node }) => node.event)
}

test('without confirm nothing is merged; with it both ids are one customer', async () => {
  const duplicate = await create('Double')
  await gateway.resetRequests()
  const { payload, errors } = await merge(duplicate, '')
  expect({ payload, field: errors?.[0]?.extensions.field }).toEqual({ payload: null, field: 'confirm' })
  expect(writeCallsOf(gateway)).toEqual([])
  expect(await idOf(duplicate)).toBe(duplicate)

  const merged = await merge(duplicate)
  expect(statusesOf(merged.payload?.receipts)).toEqual(['CRM merge APPLIED'])
  expect(merged.payload?.customer).toEqual({ id })
  expect(await idOf(duplicate)).toBe(id)
  expect(writeCallsOf(gateway)).toEqual(['CRM mergeContacts'])
  expect(await events()).toEqual(
    expect.arrayContaining(['customer.merged', 'customer.merged.outcome', 'identity.merged']),
  )
  const { data } = await gateway.query<{ identityReviews: { edges: { node: { id: string } }[] } }>(
    '{ identityReviews(first: 50) { edges { node { id system matchedBy } } } }',
    {},
    'sandbox-operator',
  )
  expect(data!.identityReviews.edges.filter(({ node }) => node.id === id)).toEqual([])
})

test('the same two again change nothing', async () => {
  const duplicate = await create('Again')
  await merge(duplicate)
  await gateway.resetRequests()
  const again = await merge(duplicate)
  expect(statusesOf(again.payload?.receipts)).toEqual(['CRM merge APPLIED'])
  expect(writeCallsOf(gateway)).toEqual([])
})

test('an answer that is lost changes nothing about it', async () => {
  const duplicate = await create('Lost')
  await gateway.resetRequests()
  await gateway.fault('hubspot', { kind: 'dropAfterApply', operation: 'mergeContacts', count: 1 })
  const { payload } = await merge(duplicate)
  expect(statusesOf(await settledReceipts(gateway, payload!.writeId))).toEqual(['CRM merge APPLIED'])
  expect(await idOf(duplicate)).toBe(id)
  expect((await gateway.requests()).hubspot.mergeContacts).toBe(1)
})

test('where the CRM has one of the two, the ids are merged and nothing is asked of it', async () => {
  const { erpId } = gateway.world.persons[cast.onlyErp - 1]!
  const { data } = await gateway.query<{ customerByExternalId: { id: string } }>(
    'query ($id: ID!) { customerByExternalId(system: ERP, id: $id) { id customerNumber } }',
    { id: erpId },
  )
  const duplicate = data!.customerByExternalId.id
  const target = (await customer(gateway.world.persons[cast.guestOnly - 1]!.email!)).id
  await gateway.resetRequests()
  const { payload, errors } = await mutate(
    gateway,
    `mergeCustomers(id: "${target}", duplicate: "${duplicate}")`,
    {
      as: key,
      select: 'customer { id customerNumber }',
    },
  )
  expect(errors).toBeUndefined()
  expect(statusesOf(payload?.receipts)).toEqual(['CRM merge APPLIED'])
  expect(payload?.customer).toEqual({ id: target, customerNumber: expect.any(String) })
  expect(writeCallsOf(gateway)).toEqual([])

  const undone = await mutate(gateway, `unmergeCustomer(id: "${duplicate}")`, { as: key })
  expect(undone).toMatchObject({ errors: undefined, payload: { receipts: [], userErrors: [] } })
  const { data: after } = await gateway.query(
    'query ($one: ID!, $two: ID!) { one: customer(id: $one) { id customerNumber } two: customer(id: $two) { id customerNumber } }',
    { one: target, two: duplicate },
  )
  expect(after).toEqual({
    one: { id: target, customerNumber: null },
    two: { id: duplicate, customerNumber: expect.any(String) },
  })
  expect(await events()).toContain('identity.unmerged')
})

test('a record is unlinked and linked again', async () => {
  const read = async () =>
    (
      await gateway.query<{ customer: unknown }>(
        'query ($id: ID!) { customer(id: $id) { customerNumber } }',
        { id },
      )
    ).data!.customer
  const before = await read()
  const { erpId } = gateway.world.persons[cast.showcase - 1]!
  await mutate(gateway, `unlinkRecord(entity: "Customer", id: "${id}", system: ERP)`, { as: key })
  expect(await read()).toEqual({ customerNumber: null })
  const link = (externalId: string) =>
    mutate(gateway, `linkRecord(entity: "Customer", id: "${id}", system: ERP, externalId: "${externalId}")`, {
      as: key,
    })
  const wrong = await link('00000000-0000-4000-8000-000000000000')
  expect({ payload: wrong.payload, code: wrong.errors?.[0]?.extensions.code }).toEqual({
    payload: null,
    code: 'NOT_FOUND',
  })
  expect((await link(erpId!)).errors).toBeUndefined()
  expect(await read()).toEqual(before)
  expect(await events()).toEqual(expect.arrayContaining(['identity.linked', 'identity.unlinked']))
})

test('who was never merged is not taken apart', async () => {
  const { payload, errors } = await mutate(gateway, `unmergeCustomer(id: "${id}")`, { as: key })
  expect({ payload, code: errors?.[0]?.extensions.code }).toEqual({ payload: null, code: 'CONFLICT' })
})

test('nobody is archived at the CRM but who was merged there', async () => {
  const contacts = await gateway.records<Contact & { archivedAt: string | null }>('hubspot', 'contacts')
  expect(
    contacts
      .filter(({ archivedAt }) => archivedAt)
      .map(({ properties }) => properties.lastname)
      .sort(),
  ).toEqual(['Again', 'Double', 'Lost'])
})
