import { Secret } from '../../src/secrets/secret.ts'
import type { Condition } from '../../src/datasources/datasource.ts'
import { customerMapping, inventoryItemMapping, orderMapping } from '../../src/datasources/tryton/mapping.ts'
import { tryton } from '../../src/datasources/tryton/tryton.ts'
import type { KindFixture, OpenSubject } from '../../src/conformance/subject.ts'
import { startFaultProxy } from '../../src/conformance/fault-proxy.ts'
import type { Conformance } from '../../src/conformance/conformance.ts'
import { describeDatasource } from '../support/datasource-conformance.ts'
import { describeNeeding, needsVariables } from '../support/needs.ts'
import { createChangeable, type Changeable } from './tryton-changeable.ts'
import {
  changesOfCustomers,
  changesOfItems,
  changesOfOrders,
  changesOfStock,
} from './tryton-change-fixtures.ts'
import { isoText, itemOf, orderOf, partyFields, productFields, saleFields } from './tryton-expectations.ts'
import { startFaultyProxy } from './tryton-faulty-proxy.ts'
import { findOrderHistory, type OrderHistory } from './tryton-order-history.ts'
import { connectToTryton, type Row } from './tryton-wire.ts'
import { impatient } from '../../src/conformance/impatient.ts'

const variable = (name: string) => process.env[name] ?? ''
const need = needsVariables(
  'TRYTON_URL',
  'TRYTON_GATEWAY_USER',
  'TRYTON_GATEWAY_PASSWORD',
  'TRYTON_ADMIN_PASSWORD',
)

interface Seen {
  history: OrderHistory
  changeable: Changeable
  parties: readonly Row[]
  sales: readonly Row[]
  products: readonly Row[]
}

/** What the server itself says, before the suite is described: its fixtures are the server's own records. */
async function seeServer(): Promise<Seen> {
  const [user, password] = [variable('TRYTON_GATEWAY_USER'), variable('TRYTON_GATEWAY_PASSWORD')]
  const wire = await connectToTryton(variable('TRYTON_URL'), user, password)
  const admin = await connectToTryton(variable('TRYTON_URL'), 'admin', variable('TRYTON_ADMIN_PASSWORD'))
  const history = await findOrderHistory(wire)
  const changeable = await createChangeable(wire, admin)
  return {
    history,
    changeable,
    parties: await wire.find('party.party', [], partyFields),
    sales: await wire.find('sale.sale', [], saleFields),
    products: await wire.find('product.product', [], productFields),
  }
}

const seen = need() === undefined ? await seeServer() : null

async function open({ parties, sales }: Seen, system: string): Promise<OpenSubject> {
  const [user, password] = [variable('TRYTON_GATEWAY_USER'), variable('TRYTON_GATEWAY_PASSWORD')]
  const lastIds = { 'party.party': parties.at(-1)?.id ?? 0, 'sale.sale': sales.at(-1)?.id ?? 0 }
  const proxy = await startFaultyProxy(variable('TRYTON_URL'), lastIds)
  const meter = await startFaultProxy({ target: proxy.url, operationOf: () => 'call' })
  let skippedMs = 0
  const datasource = tryton({
    url: meter.url,
    user,
    password: new Secret(password, 'test'),
    currency: 'EUR',
    warehouse: 'WH',
    phoneRegion: 'DE',
  }).open({
    system,
    now: () => Date.now() + skippedMs,
    onEvent: () => undefined,
    warn: () => undefined,
    embeddedDatabase: null,
    patience: impatient,
  })
  return {
    datasource,
    upstream: {
      ...proxy,
      measure: meter.measure,
      async forget() {
        await proxy.forget()
        await meter.forget()
      },
      fail: (order) => (order.kind === 'latency' ? meter : proxy).fail(order),
      async heal() {
        await meter.heal()
        await proxy.heal()
        // A refused log-in is not tried again for some minutes.
        if (proxy.tookRefusedLogin()) skippedMs += 180_000
      },
    },
    credentials: [password],
    upstreamTexts: [
      meter.url,
      proxy.url,
      '127.0.0.1',
      'trytond',
      'It works!',
      'not allowed to access',
      'no_such_field',
    ],
    async close() {
      await datasource.close()
      await meter.close()
      await proxy.close()
    },
  }
}

const comparing = (field: string, value: unknown, ...comparisons: Condition['comparison'][]): Condition[] =>
  comparisons.map((comparison) => ({
    field,
    comparison,
    value: comparison === 'IN' ? [value].flat() : value,
  }))
const equal = ['EQ', 'IN'] as const
const ordered = ['EQ', 'GT', 'GTE', 'LT', 'LTE'] as const
const byCode = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
const mappingOptions = { currency: 'EUR', phoneRegion: 'DE', warn: () => undefined }
const unknownIds = ['999999', '1999999999']
const someIds = (rows: readonly Row[]) => rows.slice(0, 12).map(({ id }) => String(id))

function fixturesOf({ history, changeable, parties, sales, products }: Seen): readonly KindFixture[] {
  const idOf = (rows: readonly Row[], field: string, value: unknown) =>
    String(rows.find((row) => row[field] === value)?.id)
  const numbered = sales.filter(({ number }) => number !== null)
  const [sale, nextSale] = [numbered[0]!, numbered[1]!]
  // Seeded orders are dated, and were made, before the first of the history; of these some are later still.
  const ofHistory = sales
    .filter(({ party }) => party === history.partyIds[0])
    .map((row) => orderOf(row).values)
  const [withHistory, withLess] = history.partyIds.map(String) as [string, string]
  return [
    {
      entity: 'Customer',
      ids: someIds(parties),
      unknownIds,
      keys: {
        customerNumber: ['C0001', 'C0004'].map((code) => ({ value: code, id: idOf(parties, 'code', code) })),
        email: [
          { value: history.email, id: withHistory },
          { value: 'guest0004@example.com', id: idOf(parties, 'code', 'C0004') },
        ],
        phone: [{ value: history.phone, id: withHistory }],
      },
      conditions: [
        ...comparing('customerNumber', 'C0004', ...equal),
        ...comparing('customerNumber', ['C0001', 'C0002', 'none'], 'IN'),
        // Made after all of the seed.
        ...comparing('createdAt', isoText(parties.at(-1)?.create_date), 'GTE', 'LT'),
        ...comparing('updatedAt', isoText(parties.at(-1)?.create_date), 'GTE'),
      ],
      // Tryton sorts codes by their length first.
      compareText: (a, b) => a.length - b.length || byCode(a, b),
      writing: {
        mapping: customerMapping(mappingOptions),
        base: { id: 2 },
        patches: [{ customerNumber: 'C7777', paymentTerms: '30 days', taxId: 'DE136695976', language: 'de' }],
      },
      changes: changesOfCustomers(changeable),
    },
    {
      entity: 'Order',
      ids: someIds(sales),
      unknownIds,
      keys: {
        number: [sale, nextSale].map(({ id, number }) => ({ value: String(number), id: String(id) })),
        externalReference: [{ value: String(sale.reference), id: String(sale.id) }],
      },
      references: {
        customer: [
          withHistory,
          withLess,
          String(sale.party),
          idOf(parties, 'code', '1'),
          ...someIds(parties),
        ],
      },
      conditions: [
        ...comparing('number', sale.number, ...equal),
        ...comparing('externalReference', sale.reference, ...equal),
        ...comparing('status', 'DRAFT', ...equal),
        ...comparing('status', ['QUOTED', 'PROCESSING', 'UNKNOWN'], 'IN'),
        ...comparing('orderDate', ofHistory[1]!.orderDate, ...ordered),
        ...comparing('updatedAt', ofHistory[1]!.updatedAt, 'GTE'),
      ],
      compareText: byCode,
      writing: {
        mapping: orderMapping(mappingOptions),
        base: { id: 1, 'currency.': { code: 'EUR' }, shipment_state: 'none' },
        patches: [{ number: '77', status: 'QUOTED', orderDate: '2026-12-01', externalReference: 'SHOP-77' }],
      },
      changes: changesOfOrders(changeable),
    },
    {
      entity: 'InventoryItem',
      ids: someIds(products),
      unknownIds,
      keys: { sku: [{ value: 'P0003', id: idOf(products, 'code', 'P0003') }] },
      conditions: [
        ...comparing('sku', 'P0003', ...equal),
        ...comparing('name', 'DUCT 001', 'CONTAINS'),
        // The seed has products of one category, all made at one time, and no account may make others.
        ...comparing('category', 'Goods', ...equal).map(holdingForAll),
        ...comparing('updatedAt', itemOf(products[0]!).values.updatedAt, 'GTE').map(holdingForAll),
      ],
      compareText: byCode,
      writing: {
        mapping: inventoryItemMapping(mappingOptions),
        base: { id: 1, code: 'P0001' },
        patches: [{ sku: 'P7777', name: 'Beach towel', unitPrice: { amount: '24.00', currency: 'EUR' } }],
      },
      changes: changesOfItems(changeable),
    },
    {
      entity: 'InventoryItem',
      part: 'stock',
      ids: someIds(products),
      unknownIds,
      changes: changesOfStock(changeable),
    },
  ]
}

const holdingForAll = (condition: Condition) => ({ ...condition, mayHoldForAll: true as const })
const noReferences = 'refers to no other entity'
const noActions = 'nothing is done to it that is no change of a field'
const noNewItems = 'products are made by the people who buy them'
const onlyActions = 'stock changes by differences, which are actions'
const byIdOnly = 'a part is read by id only'

const limits = { concurrent: 8 }
const skips: Conformance['skips'] = {
  'whoever keeps up with changes misses none, whatever is changed meanwhile':
    'changes of Tryton are not asked for yet',
  'InventoryItem/stock: every field that can be set is tried with none, and a text with other letters':
    onlyActions,
  'Customer: an action shows that it was done, and done again it does no harm': noActions,
  'InventoryItem: a new record has the values that it was given': noNewItems,
  'InventoryItem: a new record whose answer was lost is found again, and there is one': noNewItems,
  'InventoryItem: what was made can be taken back, and taken back again': noNewItems,
  'InventoryItem: an action shows that it was done, and done again it does no harm': noActions,
  'InventoryItem/stock: what is patched reads back as it was written, and nothing else changes': onlyActions,
  'InventoryItem/stock: a patch of an old version is a conflict and changes nothing': onlyActions,
  'InventoryItem/stock: a patch whose answer was lost is in doubt, and sent again it does no harm':
    onlyActions,
  'InventoryItem/stock: a new record has the values that it was given': onlyActions,
  'InventoryItem/stock: a new record whose answer was lost is found again, and there is one': onlyActions,
  'InventoryItem/stock: what was made can be taken back, and taken back again': onlyActions,
  'InventoryItem/stock: a value that cannot be held is refused, names its field and changes nothing':
    onlyActions,
  'InventoryItem/stock: a patch of an unknown record is not found': onlyActions,
  'Customer: records by reference belong to their parent, and their pages join': noReferences,
  'Customer: a batch of parents gives the pages that each parent gives alone': noReferences,
  'InventoryItem: records by reference belong to their parent, and their pages join': noReferences,
  'InventoryItem: a batch of parents gives the pages that each parent gives alone': noReferences,
  'InventoryItem/stock: what the mapping writes, it reads back': 'Tryton computes stock from its moves',
  'InventoryItem/stock: records are found by key, however the system spells it': byIdOnly,
  'InventoryItem/stock: unknown and hostile keys give nothing, reach nothing else and harm no others':
    byIdOnly,
  'InventoryItem/stock: records by reference belong to their parent, and their pages join': byIdOnly,
  'InventoryItem/stock: a batch of parents gives the pages that each parent gives alone': byIdOnly,
  'InventoryItem/stock: a list visits every record once, whatever the size of its pages': byIdOnly,
  'InventoryItem/stock: a page of a list can begin after any record': byIdOnly,
  'InventoryItem/stock: filters give what they say': byIdOnly,
  'InventoryItem/stock: sorts give the same records, in order': byIdOnly,
}

describeNeeding(need, 'Tryton conformance', () => {
  if (seen === null) return
  const name = 'Tryton 6.0 (a real server)'
  describeDatasource({
    name,
    system: 'ERP',
    limits,
    open: () => open(seen, 'ERP'),
    fixtures: fixturesOf(seen),
    skips,
  })
  // The one datasource plays both: what is its own to decide, the schema says. A CRM is asked for its customers.
  describeDatasource({
    name: `${name} as CRM`,
    system: 'CRM',
    limits,
    async open() {
      const subject = await open(seen, 'CRM')
      const records = new Map([...subject.datasource.records].filter(([kind]) => kind === 'Customer'))
      return { ...subject, datasource: { ...subject.datasource, records } }
    },
    fixtures: fixturesOf(seen).filter(({ entity }) => entity === 'Customer'),
    skips: Object.fromEntries(Object.entries(skips).filter(([title]) => !/^[IO]/.test(title))),
  })
})
