import { cast } from '../../sandbox/world/cast.ts'
import { createKey, mutate, writeCallsOf } from '../support/mutate.ts'
import { startSandboxGateway, type SandboxGateway } from '../support/sandbox-gateway.ts'

// G049: an idempotency key, as a header or an argument, means one effect for its caller and mutation field: the same again
// has the same write, however its arguments are spelled; other arguments are refused without effect.

let gateway: SandboxGateway
let key: string
const ids = { customer: '', item: '' }
beforeAll(async () => {
  gateway = await startSandboxGateway()
  key = await createKey(gateway, ['SALES', 'FINANCE', 'OPERATOR', 'DEVELOPER'])
  const { email } = gateway.world.persons[cast.showcase - 1]!
  const { data } = await gateway.query<{
    customer: { id: string }
    inventoryItems: { edges: [{ node: { id: string } }] }
  }>(
    'query ($email: EmailAddress!) { customer(email: $email) { id } inventoryItems(first: 1) { edges { node { id } } } }',
    { email },
  )
  Object.assign(ids, { customer: data!.customer.id, item: data!.inventoryItems.edges[0].node.id })
})
afterAll(() => gateway.close())
beforeEach(() => gateway.resetRequests())

const adjust = (by: string, more = '') => `adjustInventory(id: "${ids.item}", by: "${by}"${more})`
const order = (line: string, more = '') =>
  `createOrder(input: { customer: "${ids.customer}", lines: [{ ${line} }] }${more})`

test('a repeat has the same write, by header as by argument, and one effect', async () => {
  const [one, two, three] = [
    await mutate(gateway, adjust('1'), { as: key, key: 'k1' }),
    await mutate(gateway, adjust('1', ', idempotencyKey: "k1"'), { as: key }),
    await mutate(gateway, adjust('1.000'), { as: key, key: 'k1', select: 'inventoryItem { id }' }),
  ]
  expect(one.payload?.writeId).toMatch(/^[0-9a-f-]{36}$/)
  expect(two.payload?.writeId).toBe(one.payload?.writeId)
  expect(three.payload).toMatchObject({ writeId: one.payload?.writeId, inventoryItem: { id: ids.item } })
  expect(writeCallsOf(gateway)).toEqual(['ERP createStockAdjustment'])
})

test('the argument wins over the header', async () => {
  const one = await mutate(gateway, adjust('1', ', idempotencyKey: "k-arg"'), { as: key, key: 'k-head' })
  const two = await mutate(gateway, adjust('1'), { as: key, key: 'k-head' })
  expect(two.payload?.writeId).not.toBe(one.payload?.writeId)
})

test('the order of members is no difference; what is absent and what is null are two things', async () => {
  const [item, quantity] = [`item: "${ids.item}"`, 'quantity: "2"']
  const one = await mutate(gateway, order(`${item}, ${quantity}`), { as: key, key: 'k2' })
  const two = await mutate(gateway, order('quantity: "2.0", ' + item), { as: key, key: 'k2' })
  const other = await mutate(gateway, order(`${item}, ${quantity}, description: null`), {
    as: key,
    key: 'k2',
  })
  expect(two.payload?.writeId).toBe(one.payload?.writeId)
  expect(other.payload).toBeNull()
  expect(other.errors?.[0]?.extensions.code).toBe('IDEMPOTENCY_MISMATCH')
  expect(writeCallsOf(gateway)).toEqual(['ERP createSalesOrder'])
})

test('other arguments are refused, and have no effect', async () => {
  await mutate(gateway, adjust('3'), { as: key, key: 'k3' })
  const { payload, errors } = await mutate(gateway, adjust('4'), { as: key, key: 'k3' })
  expect({ payload, code: errors?.[0]?.extensions.code }).toEqual({
    payload: null,
    code: 'IDEMPOTENCY_MISMATCH',
  })
  expect(writeCallsOf(gateway)).toHaveLength(1)
})

test("a key is its caller's, and its mutation's, alone", async () => {
  const one = await mutate(gateway, adjust('1'), { as: key, key: 'k4' })
  const another = await mutate(gateway, adjust('1'), { as: 'operator', key: 'k4' })
  const update = await mutate(gateway, `updateInventoryItem(id: "${ids.item}", input: { name: "Lamp" })`, {
    as: key,
    key: 'k4',
  })
  expect(new Set([one, another, update].map(({ payload }) => payload?.writeId)).size).toBe(3)
})

test('five at once are one', async () => {
  const replies = await Promise.all(
    Array.from({ length: 5 }, () => mutate(gateway, adjust('7'), { as: key, key: 'k5' })),
  )
  expect(new Set(replies.map(({ payload }) => payload?.writeId)).size).toBe(1)
  for (const { payload } of replies) expect(payload?.receipts[0]?.status).toBe('APPLIED')
  expect(writeCallsOf(gateway)).toHaveLength(1)
})

test('a customer is made once by two at once, and never refused as their own duplicate', async () => {
  const create = 'createCustomer(input: { familyName: "Twice", email: "twice@example.com" })'
  const replies = await Promise.all([1, 2, 3].map(() => mutate(gateway, create, { as: key, key: 'k6' })))
  expect(replies.map(({ errors }) => errors)).toEqual([undefined, undefined, undefined])
  expect(new Set(replies.map(({ payload }) => payload?.writeId)).size).toBe(1)
})

test('one header for a document with one field twice is two effects, and the same document again none', async () => {
  const query = `mutation { a: ${adjust('1')} { writeId } b: ${adjust('2')} { writeId } other: updateInventoryItem(id: "${ids.item}", input: { name: "Lamp" }) { writeId } }`
  const send = async () =>
    JSON.parse(
      (await gateway.post(JSON.stringify({ query }), { 'x-api-key': key, 'idempotency-key': 'k7' })).text,
    ) as {
      data: Record<'a' | 'b' | 'other', { writeId: string }>
    }
  const [first, again] = [await send(), await send()]
  expect(again).toEqual(first)
  expect(new Set(Object.values(first.data).map(({ writeId }) => writeId)).size).toBe(3)
  expect(writeCallsOf(gateway)).toHaveLength(3)
  // A field that is there once has the key itself.
  const alone = await mutate(gateway, `updateInventoryItem(id: "${ids.item}", input: { name: "Lamp" })`, {
    as: key,
    key: 'k7',
  })
  expect(alone.payload?.writeId).toBe(first.data.other.writeId)
})

test('a decision about identities has its key, too', async () => {
  const { data } = await gateway.query<{ customer: { id: string } }>(
    'query ($email: EmailAddress!) { customer(email: $email) { id customerNumber } }',
    { email: gateway.world.persons[cast.frequent - 1]!.email },
  )
  const unlink = `unlinkRecord(entity: "Customer", id: "${data!.customer.id}", system: ERP)`
  const one = await mutate(gateway, unlink, { as: key, key: 'k8' })
  const two = await mutate(gateway, unlink, { as: key, key: 'k8' })
  expect(one.errors).toBeUndefined()
  expect(two.payload?.writeId).toBe(one.payload?.writeId)
  const other = await mutate(gateway, unlink.replace('ERP', 'CRS'), { as: key, key: 'k8' })
  expect(other.errors?.[0]?.extensions.code).toBe('IDEMPOTENCY_MISMATCH')
})

test('a repeat shows the entity as the caller may see it by then', async () => {
  const document = `updateCustomer(id: "${ids.customer}", input: { company: "Again" })`
  await mutate(gateway, document, { as: key, key: 'k9' })
  await gateway.resetRequests()
  const { payload } = await mutate(gateway, document, {
    as: key,
    key: 'k9',
    select: 'customer { company taxId }',
  })
  expect(payload?.customer).toMatchObject({ company: 'Again' })
  expect(writeCallsOf(gateway)).toEqual([])
})
