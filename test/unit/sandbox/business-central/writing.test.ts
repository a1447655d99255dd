import type { OpenBusinessCentral } from './open-business-central.ts'
import { openBusinessCentral } from './open-business-central.ts'

let bc: OpenBusinessCentral
beforeAll(async () => {
  bc = await openBusinessCentral()
})
afterAll(() => bc.close())

type Row = Record<string, unknown>
const itemId = (number: number) => `17e30000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`
const customerId = (number: number) => `c0570000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`

async function createOrder(body: Row): Promise<Row> {
  const reply = await bc.call('POST', '/salesOrders', { body })
  expect(reply.status).toBe(201)
  return reply.body as Row
}

test('an order is created with its lines, priced and summed up', async () => {
  const lines = [
    { itemId: itemId(10), lineType: 'Item', quantity: 2, unitPrice: 10 },
    { lineObjectNumber: '1014', lineType: 'Item', quantity: 1, unitPrice: 20, discountPercent: 10 },
    { lineType: 'Charge', description: 'Delivery', quantity: 1, unitPrice: 5 },
  ]
  const order = await createOrder({
    customerId: customerId(1),
    externalDocumentNumber: 'web-1',
    salesOrderLines: lines,
  })
  expect(order).toMatchObject({
    number: 'S-ORD102649',
    customerNumber: 'C10010',
    customerName: 'Clara Winterfeld',
    externalDocumentNumber: 'WEB-1',
    status: 'Draft',
    orderDate: '2026-11-01',
    totalAmountExcludingTax: 43,
    totalTaxAmount: 8.17,
    totalAmountIncludingTax: 51.17,
    fullyShipped: false,
  })
  const path = `/salesOrders(${String(order.id)})?$expand=salesOrderLines`
  const read = (await bc.call('GET', path)).body as Row
  expect((read.salesOrderLines as Row[]).map((line) => [line.sequence, line.netAmount])).toEqual([
    [10_000, 20],
    [20_000, 18],
    [30_000, 5],
  ])
})

test('a bad line refuses the whole order', async () => {
  const count = async () =>
    ((await bc.call('GET', '/salesOrders?$count=true&$top=0')).body as Row)['@odata.count']
  const before = await count()
  const lines = [
    { itemId: itemId(10), quantity: 1 },
    { itemId: customerId(1), quantity: 1 },
  ]
  const reply = await bc.call('POST', '/salesOrders', {
    body: { customerId: customerId(1), salesOrderLines: lines },
  })
  expect(reply).toMatchObject({ status: 400, body: { error: { code: 'Internal_InvalidTableRelation' } } })
  expect(await count()).toBe(before)
})

test('a blocked customer gets no order', async () => {
  const reply = await bc.call('POST', '/salesOrders', { body: { customerNumber: 'C10280' } })
  expect(reply).toMatchObject({ status: 400, body: { error: { code: 'Application_DialogException' } } })
})

test('a key that is longer than Code[35] is refused, not cut', async () => {
  const externalDocumentNumber = '7b0c9a52-6f38-4c55-8a06-0f6a1f0c0d11'
  const reply = await bc.call('POST', '/salesOrders', {
    body: { customerId: customerId(1), externalDocumentNumber },
  })
  expect(reply).toMatchObject({ status: 400, body: { error: { code: 'Application_StringExceededLength' } } })
})

test('a change needs the newest etag', async () => {
  const path = `/customers(${customerId(2)})`
  const read = (await bc.call('GET', path)).body as Row
  const etag = String(read['@odata.etag'])
  const change = (headers: Record<string, string>) =>
    bc.call('PATCH', path, { headers, body: { creditLimit: 77 } })
  expect(await change({})).toMatchObject({
    status: 412,
    body: { error: { code: 'BadRequest_InvalidToken' } },
  })
  const changed = await change({ 'if-match': etag })
  expect(changed).toMatchObject({ status: 200, body: { creditLimit: 77, displayName: read.displayName } })
  expect((changed.body as Row)['@odata.etag']).not.toBe(etag)
  expect(await change({ 'if-match': etag })).toMatchObject({
    status: 409,
    body: { error: { code: 'Request_EntityChanged' } },
  })
})

test('changed since finds a change of the same millisecond as the one before', async () => {
  const path = `/customers(${customerId(3)})`
  const change = async (city: string) =>
    (await bc.call('PATCH', path, { headers: { 'if-match': '*' }, body: { city } })).body as Row
  const first = await change('Ulm')
  const second = await change('Bonn')
  expect(String(second.lastModifiedDateTime) > String(first.lastModifiedDateTime)).toBe(true)
})

test('a line that changes, changes its order', async () => {
  const order = await createOrder({
    customerId: customerId(1),
    salesOrderLines: [{ itemId: itemId(10), quantity: 1, unitPrice: 10 }],
  })
  const path = `/salesOrders(${String(order.id)})`
  const lines = ((await bc.call('GET', `${path}/salesOrderLines`)).body as { value: Row[] }).value
  const line = `/salesOrderLines(${String(lines[0]?.id)})`
  await bc.call('PATCH', line, { headers: { 'if-match': '*' }, body: { quantity: 3 } })
  const after = (await bc.call('GET', path)).body as Row
  expect(after).toMatchObject({ totalAmountExcludingTax: 30 })
  expect(after['@odata.etag']).not.toBe(order['@odata.etag'])
  expect((await bc.call('DELETE', path + line, { headers: { 'if-match': '*' } })).status).toBe(204)
  expect((await bc.call('GET', path)).body).toMatchObject({ totalAmountExcludingTax: 0 })
})

test('shipping takes the goods from stock, once', async () => {
  const stock = async () => ((await bc.call('GET', `/items(${itemId(20)})`)).body as Row).inventory as number
  const order = await createOrder({
    customerId: customerId(1),
    salesOrderLines: [{ itemId: itemId(20), quantity: 2 }],
  })
  const before = await stock()
  const ship = () => bc.call('POST', `/salesOrders(${String(order.id)})/Microsoft.NAV.shipAndInvoice`)
  expect((await ship()).status).toBe(204)
  expect(await stock()).toBe(before - 2)
  expect((await bc.call('GET', `/salesOrders(${String(order.id)})`)).body).toMatchObject({
    fullyShipped: true,
  })
  expect(await ship()).toMatchObject({
    status: 400,
    body: { error: { code: 'Application_DialogException' } },
  })
  expect(await stock()).toBe(before - 2)
})

test.each([
  ['a property that is read only', { balanceDue: 1 }],
  ['an unknown property', { shoeSize: 1 }],
  ['a number as text', { creditLimit: '1' }],
  ['a member that is none', { blocked: 'Perhaps' }],
  ['no JSON', 'nonsense'],
])('%s is refused', async (_, body) => {
  const headers = { 'if-match': '*' }
  const reply = await bc.call('PATCH', `/customers(${customerId(2)})`, { headers, body })
  expect(reply).toMatchObject({ status: 400, body: { error: { code: 'BadRequest' } } })
})

test('a number that is taken is refused', async () => {
  const reply = await bc.call('POST', '/customers', { body: { displayName: 'Twice', number: 'c10010' } })
  expect(reply).toMatchObject({ status: 400, body: { error: { code: 'Internal_EntityWithSameKeyExists' } } })
})
