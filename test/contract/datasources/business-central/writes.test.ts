import type { RecordWriting } from '../../../../src/datasources/writing.ts'
import { cast } from '../../../../sandbox/world/cast.ts'
import { describeNeeding, needsFolder, specsFolder } from '../../../support/needs.ts'
import { testCall as call } from '../../../support/simulated-datasource.ts'
import { loadVendorSpec } from '../../../support/vendor-spec.ts'
import {
  openBusinessCentral,
  world,
} from '../../../unit/datasources/business-central/open-business-central.ts'

const reference = 'hw-0f0f0f0f0f0f0f0f0f0f0f0f-0'
const customerId = world.persons[cast.showcase - 1]!.erpId!
const [itemA, itemB] = world.items.filter(({ blocked }) => !blocked).map(({ id }) => id) as [string, string]
const person = { givenName: 'Ada', familyName: 'Lovelace', email: 'ada@example.org', phone: '+4930123456' }

describeNeeding(needsFolder(specsFolder), "what is written keeps to the vendor's description", () => {
  let opened: Awaited<ReturnType<typeof openBusinessCentral>>
  const spec = loadVendorSpec({
    file: 'ms-business-central/bc-v2.0.derived.openapi.json',
    basePath: /^\/v2\.0\/[^/]+\/[^/]+\/api\/v2\.0/,
  })
  let customers: RecordWriting
  let orders: RecordWriting
  let items: RecordWriting

  beforeAll(async () => {
    opened = await openBusinessCentral()
    customers = opened.customers.writing!
    orders = opened.orders.writing!
    items = opened.items.writing!
  })
  afterAll(() => opened.close())
  beforeEach(() => void (opened.exchanges.length = 0))

  /** Every request and reply since the test began, judged. The derived description leaves payment terms out. */
  afterEach(() => {
    const calls = opened.exchanges.filter(({ request }) => request.path.includes('/api/v2.0/'))
    expect(calls.length).toBeGreaterThan(0)
    for (const { request, reply } of calls.filter(({ request: { path } }) => !path.endsWith('/paymentTerms')))
      expect([...spec.requestProblems(request), ...spec.replyProblems(request, reply)]).toEqual([])
  })

  const sent = () =>
    opened.exchanges
      .filter(({ request }) => request.method !== 'GET')
      .map(
        ({ request }) =>
          `${request.method} ${request.path
            .split('/')
            .at(-1)!
            .replace(/\(.*\)/, '')}`,
      )
  const newOrder = (more: object = {}) => ({
    reference,
    values: {
      customer: customerId,
      orderDate: '2027-01-15',
      lines: [
        { item: itemA, quantity: '2' },
        { item: itemB, quantity: '1', unitPrice: { amount: '9.90', currency: 'EUR' } },
      ],
      ...more,
    },
  })
  const orderNow = async (id: string) => (await opened.orders.byId!.load([id], call)).records[0]
  const customerNow = async (id: string) => (await opened.customers.byId!.load([id], call)).records[0]

  test('a customer is made, found again, changed, and taken back', async () => {
    const values = { ...person, paymentTerms: '14 DAYS', creditLimit: { amount: '500.00', currency: 'EUR' } }
    const attempt = { reference, values }
    expect(await customers.create!.findApplied!(attempt, call)).toBe('ABSENT')
    const { externalId } = await customers.create!.run(attempt, call)
    expect(await customers.create!.findApplied!(attempt, call)).toMatchObject({ externalId })
    expect((await customerNow(externalId))?.values).toMatchObject(values)
    const patch = { familyName: 'King', paymentTerms: null, taxId: 'DE123456789', blocked: 'ALL' }
    await customers.patch!.run({ reference, externalId, values: patch, ifVersion: null }, call)
    expect((await customerNow(externalId))?.values).toMatchObject({ ...patch, givenName: 'Ada' })
    await customers.remove!(externalId, call)
    await customers.remove!(externalId, call)
    expect(await customerNow(externalId)).toBeUndefined()
  })

  test('payment terms that are none refuse the patch before anything is changed', async () => {
    const patch = { reference, externalId: customerId, values: { paymentTerms: 'NEVER' }, ifVersion: null }
    await expect(customers.patch!.run(patch, call)).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      effect: 'NONE',
      details: { field: 'paymentTerms' },
    })
    expect(sent()).toEqual([])
  })

  test.each([
    ['of one field', { taxId: 'DE1' }],
    ['of a name, which is put together with the rest', { givenName: 'Other' }],
  ])('a patch %s is refused for a version that is no longer the record’s', async (_, values) => {
    const version = (await customerNow(customerId))!.version
    await customers.patch!.run(
      { reference, externalId: customerId, values: { blocked: 'NONE' }, ifVersion: version },
      call,
    )
    const stale = { reference, externalId: customerId, values, ifVersion: version }
    await expect(customers.patch!.run(stale, call)).rejects.toMatchObject({
      code: 'CONFLICT',
      effect: 'NONE',
    })
  })

  test('an order is made with its lines in one call, and found again by our reference', async () => {
    const attempt = newOrder()
    expect(await orders.create!.findApplied!(attempt, call)).toBe('ABSENT')
    const { externalId } = await orders.create!.run(attempt, call)
    expect(sent()).toEqual(['POST salesOrders'])
    expect(await orders.create!.findApplied!(attempt, call)).toMatchObject({ externalId })
    expect((await orderNow(externalId))?.values).toMatchObject({
      orderDate: '2027-01-15',
      currency: 'EUR',
      externalReference: reference.toUpperCase(),
      lines: [{ quantity: '2' }, { quantity: '1', unitPrice: { amount: '9.90', currency: 'EUR' } }],
    })
  })

  test('the caller’s number is kept, and tells an order only together with customer and lines', async () => {
    const attempt = newOrder({ externalReference: 'SHOP-77' })
    const { externalId } = await orders.create!.run(attempt, call)
    expect(await orders.create!.findApplied!(attempt, call)).toMatchObject({ externalId })
    const other = newOrder({ externalReference: 'SHOP-77', lines: [{ item: itemA, quantity: '9' }] })
    expect(await orders.create!.findApplied!(other, call)).toBe('UNKNOWN')
  })

  test('an order whose reference was not kept leaves doubt, not a second order', async () => {
    opened.simulator.references!.isKept = false
    const attempt = newOrder({ lines: [{ item: itemB, quantity: '7' }] })
    expect(await orders.create!.findApplied!(attempt, call)).toBe('ABSENT')
    await orders.create!.run(attempt, call)
    expect(await orders.create!.findApplied!(attempt, call)).toBe('UNKNOWN')
    opened.simulator.references!.isKept = true
  })

  test('lines and header change together, in one call, and a repetition changes nothing more', async () => {
    const { externalId } = await orders.create!.run(newOrder(), call)
    opened.exchanges.length = 0
    const values = { orderDate: '2027-02-01', lines: [{ item: itemA, quantity: '5' }] }
    const patch = { reference, externalId, values, ifVersion: null }
    await orders.patch!.run(patch, call)
    expect(sent()).toEqual(['POST $batch'])
    const changed = await orderNow(externalId)
    expect(changed?.values).toMatchObject({ orderDate: '2027-02-01', lines: [{ quantity: '5' }] })
    opened.exchanges.length = 0
    await orders.patch!.run({ ...patch, values: { lines: values.lines } }, call)
    expect(sent()).toEqual([])
    expect((await orderNow(externalId))?.version).toBe(changed?.version)
  })

  test('when one of several changes is refused, none is made, and that is certain', async () => {
    const { externalId } = await orders.create!.run(newOrder(), call)
    const before = await orderNow(externalId)
    const lines = [
      { item: itemA, quantity: '5' },
      { item: '17e30000-0000-4000-8000-00000000ffff', quantity: '1' },
    ]
    const patch = { reference, externalId, values: { orderDate: '2027-02-01', lines }, ifVersion: null }
    await expect(orders.patch!.run(patch, call)).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      effect: 'NONE',
    })
    expect(await orderNow(externalId)).toEqual(before)
  })

  test('lines are refused for an old version, and in a currency that is not the order’s', async () => {
    const { externalId } = await orders.create!.run(newOrder(), call)
    const values = { lines: [{ item: itemA, quantity: '5' }] }
    const stale = { reference, externalId, values, ifVersion: 'W/"old"' }
    await expect(orders.patch!.run(stale, call)).rejects.toMatchObject({ code: 'CONFLICT', effect: 'NONE' })
    const dollars = [{ item: itemA, quantity: '5', unitPrice: { amount: '1.00', currency: 'USD' } }]
    await expect(
      orders.patch!.run({ reference, externalId, values: { lines: dollars }, ifVersion: null }, call),
    ).rejects.toMatchObject({ code: 'BAD_USER_INPUT', effect: 'NONE', details: { field: 'lines' } })
    expect(sent()).toEqual(['POST salesOrders'])
  })

  test('a cancelled order is gone, which says that it was cancelled', async () => {
    const { externalId } = await orders.create!.run(newOrder(), call)
    const cancel = orders.actions.get('cancel')!
    const action = { reference, externalId, args: {} }
    expect(await cancel.findApplied!(action, call)).toBe('ABSENT')
    await cancel.run(action, call)
    expect(await cancel.findApplied!(action, call)).toMatchObject({ externalId })
    await expect(cancel.run(action, call)).rejects.toMatchObject({ code: 'NOT_FOUND', effect: 'NONE' })
  })

  test('an item gets a name and a price, and no price of another currency', async () => {
    const values = { name: 'Bath towel, large', unitPrice: { amount: '24.90', currency: 'EUR' } }
    await items.patch!.run({ reference, externalId: itemA, values, ifVersion: null }, call)
    const { records } = await opened.items.byId!.load([itemA], call)
    expect(records[0]?.values).toMatchObject(values)
    expect(items.validate('patch', { unitPrice: { amount: '1.00', currency: 'USD' } })).toMatchObject({
      field: 'unitPrice',
    })
  })
})
