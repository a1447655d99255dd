import type { OpenBusinessCentral } from './open-business-central.ts'
import { openBusinessCentral } from './open-business-central.ts'

let bc: OpenBusinessCentral
beforeAll(async () => {
  bc = await openBusinessCentral()
})
afterAll(() => bc.close())

type Row = Record<string, unknown>
interface List {
  value: Row[]
  '@odata.count'?: number
  '@odata.nextLink'?: string
}

const list = async (path: string, headers: Record<string, string> = {}) =>
  (await bc.call('GET', path, { headers })).body as List

test('pages of the wished size lead through everything, each record once', async () => {
  const headers = { prefer: 'odata.maxpagesize=100' }
  const seen: unknown[] = []
  let page = await list('/customers?$count=true&$orderby=city desc', headers)
  const total = page['@odata.count']
  for (;;) {
    expect(page.value.length).toBeLessThanOrEqual(100)
    seen.push(...page.value.map((row) => row.id))
    const next = page['@odata.nextLink']
    if (next === undefined) break
    expect(next.startsWith(bc.url)).toBe(true)
    page = await list(next.slice(next.indexOf('/customers')), headers)
  }
  expect(seen).toHaveLength(bc.world.persons.filter((person) => person.erpId).length)
  expect(seen).toHaveLength(total ?? 0)
  expect(new Set(seen).size).toBe(seen.length)
})

test('$top ends the list, over pages too, and $skip begins it', async () => {
  const whole = await list('/items?$top=7&$skip=3')
  expect(whole['@odata.nextLink']).toBeUndefined()
  const first = await list('/items?$top=7&$skip=3', { prefer: 'odata.maxpagesize=5' })
  const next = first['@odata.nextLink'] ?? ''
  const second = await list(next.slice(next.indexOf('/items')), { prefer: 'odata.maxpagesize=5' })
  expect([...first.value, ...second.value]).toEqual(whole.value)
  expect(second['@odata.nextLink']).toBeUndefined()
})

test('a page after a record that is gone goes on behind its place', async () => {
  const created = (await bc.call('POST', '/customers', { body: { displayName: 'Short Lived' } })).body as Row
  const before = await list('/customers?$orderby=number desc', { prefer: 'odata.maxpagesize=1' })
  expect(before.value[0]?.id).toBe(created.id)
  await bc.call('DELETE', `/customers(${String(created.id)})`, { headers: { 'if-match': '*' } })
  const next = before['@odata.nextLink'] ?? ''
  const after = await list(next.slice(next.indexOf('/customers')), { prefer: 'odata.maxpagesize=1' })
  expect(after.value).toEqual((await list('/customers?$orderby=number desc&$top=1')).value)
})

test('$select and a nested $expand send what was asked for', async () => {
  const filter = encodeURIComponent("number eq 'S-ORD101002'")
  const expand =
    'customer($select=number;$expand=paymentTerm($select=code)),salesOrderLines($select=id;$expand=item)'
  const { value } = await list(
    `/salesOrders?$filter=${filter}&$select=number&$expand=${encodeURIComponent(expand)}`,
  )
  const [order] = value
  expect(Object.keys(order ?? {}).sort()).toEqual(['@odata.etag', 'customer', 'number', 'salesOrderLines'])
  expect(order).toMatchObject({ customer: { number: 'C10010', paymentTerm: { code: '30 DAYS' } } })
  expect((order?.salesOrderLines as Row[]).map((line) => (line.item as Row).number)).toEqual([
    '1010',
    '1014',
    '1020',
  ])
})

test('what is absent is sent as the vendor sends it', async () => {
  const { value } = await list(`/customers?$filter=${encodeURIComponent("number eq 'C10090'")}`)
  expect(value[0]).toMatchObject({ phoneNumber: '', blocked: '_x0020_', website: '' })
  expect(value[0]?.paymentMethodId).toBe('00000000-0000-0000-0000-000000000000')
})

test('the inventory of an item is the sum of its ledger entries', async () => {
  const item = (await list('/items?$top=1')).value[0]
  const filter = encodeURIComponent(`itemNumber eq '${String(item?.number)}'`)
  const entries = (await list(`/itemLedgerEntries?$filter=${filter}`)).value
  expect(entries).toHaveLength(3)
  expect(entries.reduce((sum, entry) => sum + Number(entry.quantity), 0)).toBe(item?.inventory)
})

test('a list is narrowed to fifteen customers at once', async () => {
  const people = bc.world.persons.filter((person) => person.erpId).slice(0, 15)
  const filter = people.map((person) => `customerId eq ${person.erpId ?? ''}`).join(' or ')
  const { value } = await list(`/salesOrders?$filter=${encodeURIComponent(filter)}`)
  const numbers = new Set(people.map((person) => person.number))
  expect(value).toHaveLength(bc.world.orders.filter((order) => numbers.has(order.personNumber)).length)
})

test.each([
  ['an id that is none', '/customers(abc)', 404, 'BadRequest_NotFound'],
  ['a hostile id', '/customers(..%2F..%2Fadmin)', 404, 'BadRequest_NotFound'],
  ['an id of nothing', '/customers(11111111-1111-4111-8111-111111111111)', 404, 'Internal_RecordNotFound'],
  ['an unknown set', '/unicorns', 404, 'BadRequest_NotFound'],
  ['an unknown option', '/customers?$search=x', 400, 'BadRequest'],
  ['an unknown property', '/customers?$select=nosuch', 400, 'BadRequest'],
  ['an absurd page', '/customers?$top=-1', 400, 'BadRequest'],
  ['a forged token', '/customers?$skiptoken=eA', 400, 'BadRequest'],
  ['an unknown navigation', '/customers?$expand=constructor', 400, 'BadRequest'],
])('%s is refused', async (_, path, status, code) => {
  const reply = await bc.call('GET', path)
  expect(reply).toMatchObject({ status, body: { error: { code } } })
})

test('a company that does not exist is told', async () => {
  const path = '/../companies(11111111-1111-4111-8111-111111111111)/customers'
  expect(await bc.call('GET', path)).toMatchObject({
    status: 404,
    body: { error: { code: 'Internal_CompanyNotFound' } },
  })
})
