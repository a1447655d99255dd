import { cast } from '../../../../sandbox/world/cast.ts'
import { Reference } from '../../../../src/datasources/source-record.ts'
import { hostileTexts } from '../../../../src/conformance/hostile-texts.ts'
import { testCall as call } from '../../../support/simulated-datasource.ts'
import { idsOf, walkPages } from '../../../../src/conformance/walk-pages.ts'
import { openBusinessCentral, world } from './open-business-central.ts'

let opened: Awaited<ReturnType<typeof openBusinessCentral>>
beforeAll(async () => {
  opened = await openBusinessCentral()
})
afterAll(() => opened.close())
beforeEach(async () => {
  await opened.forget()
  opened.exchanges.length = 0
})

const persons = world.persons.filter(({ erpId }) => erpId !== null)
const person = (number: number) => world.persons[number - 1]!
const showcase = person(cast.showcase)
const ordersOf = (personNumber: number) =>
  world.orders
    .filter((order) => order.personNumber === personNumber)
    .toSorted((a, b) => (a.orderNumber < b.orderNumber ? 1 : -1))
    .map(({ id }) => id)

test('a token serves many calls, and the calls of one moment share its request', async () => {
  const fresh = await openBusinessCentral()
  const ids = [showcase.erpId!]
  await Promise.all([fresh.customers, fresh.customers].map(({ byId }) => byId!.load(ids, call)))
  await fresh.customers.byId!.load(ids, call)
  expect(await fresh.requests()).toEqual({ issueToken: 1, listCustomers: 3 })
  await fresh.close()
})

test('a token that expired is renewed once, unseen', async () => {
  await opened.customers.byId!.load([showcase.erpId!], call)
  await opened.forget()
  await opened.fail({ operation: 'listCustomers', kind: 'expireToken', count: 1 })
  const { records } = await opened.customers.byId!.load([showcase.erpId!], call)
  expect(idsOf(records)).toEqual([showcase.erpId])
  expect(await opened.requests()).toEqual({ issueToken: 1, listCustomers: 2 })
})

test('as many ids as a call takes are one request of less than 8 kB, for the mapped properties only', async () => {
  const ids = persons.slice(0, opened.customers.byId!.max).map(({ erpId }) => erpId!)
  const { records } = await opened.customers.byId!.load(ids, call)
  expect(idsOf(records).toSorted()).toEqual(ids.toSorted())
  expect(await opened.requests()).toEqual({ listCustomers: 1 })
  const { request } = opened.exchanges[0]!
  expect(request.query.toString().length).toBeLessThan(7000)
  expect(request.query.get('$select')).not.toContain('addressLine2')
  expect(request.query.get('$expand')).toBe('paymentTerm($select=code)')
})

test("a company's own field is asked for by its mapping alone", async () => {
  const own = await openBusinessCentral((options) => ({
    ...options,
    fields: { Customer: { website: 'website', terms: 'paymentTerm.displayName' } },
  }))
  const { records } = await own.customers.byId!.load([showcase.erpId!], call)
  expect(records[0]?.values).toMatchObject({ website: null, terms: 'Net 30 days' })
  await own.close()
})

test("the version of a record is the vendor's etag", async () => {
  const { records } = await opened.orders.byId!.load([ordersOf(cast.showcase)[0]!], call)
  const stored = opened.simulator.records.salesOrders!.get(records[0]!.externalId)
  expect(records[0]!.version).toBe((stored as Record<string, string>)['@odata.etag'])
  expect(records[0]!.version).toMatch(/^W\//)
})

test('an order comes with its lines in one request', async () => {
  const known = world.orders.find(({ lines }) => lines.length > 2)!
  const { records } = await opened.orders.byId!.load([known.id], call)
  expect(records[0]?.values.lines).toHaveLength(known.lines.length)
  expect(records[0]?.values.lines).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        item: new Reference('InventoryItem', world.items[known.lines[0]!.itemNumber! - 1]!.id),
      }),
    ]),
  )
  expect(await opened.requests()).toEqual({ listSalesOrders: 1 })
})

describe('by key', () => {
  test.each([
    ['spaces around it', cast.emailCase],
    ['as it is', cast.showcase],
  ])('an e-mail address is found with %s', async (_, number) => {
    const { email, erpId } = person(number)
    const found = await opened.customers.byKey.get('email')!.load([email!], call)
    expect(
      found.filter(({ matchKeys }) => matchKeys.email === email).map(({ externalId }) => externalId),
    ).toContain(erpId)
  })

  test('an e-mail address is found in any case', async () => {
    const stored = opened.simulator.records.customers!.get(showcase.erpId!) as Record<string, unknown>
    const before = stored.email
    stored.email = showcase.email!.toUpperCase()
    const found = await opened.customers.byKey.get('email')!.load([showcase.email!], call)
    stored.email = before
    expect(idsOf(found)).toContain(showcase.erpId)
  })

  test('a number, a customer number and an sku are each found', async () => {
    const [order] = world.orders
    const [item] = world.items
    expect(idsOf(await opened.orders.byKey.get('number')!.load([order!.orderNumber], call))).toEqual([
      order!.id,
    ])
    expect(idsOf(await opened.items.byKey.get('sku')!.load([item!.sku], call))).toEqual([item!.id])
    expect(
      idsOf(await opened.customers.byKey.get('customerNumber')!.load([showcase.erpNumber!], call)),
    ).toEqual([showcase.erpId])
  })

  test('the phone is no key: the vendor compares it as it was typed', () => {
    expect([...opened.customers.byKey.keys()]).toEqual(['customerNumber', 'email'])
  })

  test('hostile keys find nothing, and those that no record can have are not asked for', async () => {
    for (const key of ['customerNumber', 'email']) {
      const { load } = opened.customers.byKey.get(key)!
      for (const text of ["' or 1 eq 1", "x') or contains(email,'@", ...hostileTexts])
        expect({ key, text, found: await load([text], call) }).toEqual({ key, text, found: [] })
    }
    const longest = Math.max(...opened.exchanges.map(({ request }) => request.query.toString().length))
    expect(longest).toBeLessThan(1000)
  })
})

describe('orders of customers', () => {
  const edge = () => opened.orders.byReference.get('customer')!

  test('the pages of one customer join without loss or doubles, the newest number first', async () => {
    const { ids } = await walkPages(
      (page) => edge().load(person(cast.frequent).erpId!, { ...page, orderBy: null }, call),
      7,
    )
    expect(ids).toEqual(ordersOf(cast.frequent))
  })

  test('an order placed between two pages shifts none', async () => {
    const page = { first: 10, orderBy: null }
    const parent = person(cast.frequent).erpId!
    const before = await edge().load(parent, { ...page, after: null }, call)
    const orders = opened.simulator.records.salesOrders! as Map<string, Record<string, unknown>>
    const placed = {
      ...orders.get(before.records[0]!.externalId),
      id: '0de20000-0000-4000-8000-00000000ffff',
    }
    orders.set(placed.id, { ...placed, number: 'S-ORD999999' })
    const next = await edge().load(parent, { ...page, after: before.cursors[9]! }, call)
    orders.delete(placed.id)
    expect(idsOf(next.records)).toEqual(ordersOf(cast.frequent).slice(10, 20))
  })

  test('60 customers with their orders are as many requests as the filter limit asks for', async () => {
    const customers = persons.slice(50, 110)
    const parents = customers.map(({ erpId }) => erpId!)
    const { max, load } = edge().batch!
    for (let from = 0; from < parents.length; from += max) {
      const some = customers.slice(from, from + max)
      const pages = await load(
        some.map(({ erpId }) => erpId!),
        { first: 20, orderBy: null },
        call,
      )
      for (const { erpId, number } of some)
        expect(idsOf(pages.get(erpId!)!.records)).toEqual(ordersOf(number).slice(0, 20))
    }
    expect(await opened.requests()).toEqual({ listSalesOrders: Math.ceil(60 / max) })
  })

  test('what the ceiling of a batch cuts is left to ask for alone', async () => {
    const orders = opened.simulator.records.salesOrders! as Map<string, Record<string, unknown>>
    const parent = person(cast.withoutHistory).erpId!
    const template = orders.get(world.orders[0]!.id)
    const added = Array.from(
      { length: 500 },
      (_, index) => `0de2ffff-0000-4000-8000-${String(index).padStart(12, '0')}`,
    )
    for (const [index, id] of added.entries())
      orders.set(id, {
        ...template,
        id,
        customerId: parent,
        number: `S-ORD8${String(index).padStart(5, '0')}`,
      })
    const pages = await edge().batch!.load([parent, showcase.erpId!], { first: 20, orderBy: null }, call)
    for (const id of added) orders.delete(id)
    expect([...pages.keys()]).toEqual([parent])
    expect(pages.get(parent)).toMatchObject({ hasNextPage: true })
    expect(await opened.requests()).toEqual({ listSalesOrders: 5 })
  })
})

describe('lists', () => {
  test('more values than a filter of the vendor takes are refused, and say so', async () => {
    const value = Array.from({ length: 16 }, (_, index) => `CATEGORY-${index}`)
    const filter = [{ field: 'category', comparison: 'IN' as const, value }]
    await expect(
      opened.items.list!.load({ first: 10, after: null, filter, orderBy: null }, call),
    ).rejects.toMatchObject({ code: 'BAD_USER_INPUT', message: expect.stringContaining('at most 15 values') })
  })

  test('a status that no order can have is an empty list without a call', async () => {
    const filter = [{ field: 'status', comparison: 'IN' as const, value: ['CANCELLED'] }]
    const page = await opened.orders.list!.load({ first: 10, after: null, filter, orderBy: null }, call)
    expect(page).toEqual({ records: [], cursors: [], hasNextPage: false })
    expect(await opened.requests()).toEqual({})
  })

  test('filters join', async () => {
    const filter = [
      { field: 'status', comparison: 'IN' as const, value: ['DRAFT'] },
      { field: 'orderDate', comparison: 'GTE' as const, value: '2026-01-01' },
    ]
    const { ids } = await walkPages(
      (page) =>
        opened.orders.list!.load(
          { ...page, filter, orderBy: { field: 'orderDate', direction: 'DESC' } },
          call,
        ),
      50,
    )
    const expected = world.orders.filter(
      ({ status, orderDate }) => status !== 'Open' && orderDate >= '2026-01-01',
    )
    expect(ids.toSorted()).toEqual(expected.map(({ id }) => id).toSorted())
  })
})
