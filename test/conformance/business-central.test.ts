import { businessCentralCredentials } from '../../sandbox/business-central/credentials.ts'
import { cast } from '../../sandbox/world/cast.ts'
import type { Condition } from '../../src/datasources/datasource.ts'
import {
  customerMapping,
  inventoryItemMapping,
  orderMapping,
} from '../../src/datasources/business-central/mapping.ts'
import { describeDatasource } from '../support/datasource-conformance.ts'
import { openBusinessCentral, world } from '../unit/datasources/business-central/open-business-central.ts'
import { rawCustomer, rawOrder } from '../unit/datasources/business-central/raw-records.ts'

const customers = world.persons.filter(({ erpId }) => erpId !== null)
const person = (number: number) => world.persons[number - 1]!
const mappingOptions = { localCurrency: 'EUR', defaultPhoneRegion: 'DE', warn: () => {} }
const unknownIds = ['c0570000-0000-4000-8000-00000000ffff', '00000000-0000-0000-0000-000000000000']

/** Each comparison of a field with one value. */
const comparing = (field: string, value: unknown, ...comparisons: Condition['comparison'][]): Condition[] =>
  comparisons.map((comparison) => ({
    field,
    comparison,
    value: comparison === 'IN' ? [value].flat() : value,
  }))

const equal = ['EQ', 'IN'] as const
const ordered = ['EQ', 'GT', 'GTE', 'LT', 'LTE'] as const
const byCode = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
const noReferences = 'refers to no other entity'
const noList = 'a part is read by id only'
const [order] = world.orders as [(typeof world.orders)[number]]
const [item] = world.items as [(typeof world.items)[number]]
const referenced = world.orders.find(({ externalReference }) => externalReference !== null)!

describeDatasource({
  name: 'Business Central API v2.0 (simulated)',
  system: 'ERP',
  async open() {
    const opened = await openBusinessCentral()
    return {
      datasource: opened.datasource,
      upstream: opened,
      credentials: [businessCentralCredentials.clientSecret],
      upstreamTexts: [opened.url, '127.0.0.1', 'CorrelationId', 'It works!', 'Internal_', 'AADSTS'],
      close: opened.close,
    }
  },
  fixtures: [
    {
      entity: 'Customer',
      ids: customers.slice(0, 12).map(({ erpId }) => erpId!),
      unknownIds,
      keys: {
        customerNumber: [{ value: customers[0]!.erpNumber!, id: customers[0]!.erpId! }],
        email: [cast.emailCase, cast.showcase, cast.blocked].map((number) => ({
          value: person(number).email!,
          id: person(number).erpId!,
        })),
      },
      conditions: [
        ...comparing('customerNumber', customers[0]!.erpNumber, ...equal),
        ...comparing('blocked', 'ALL', ...equal),
        { field: 'blocked', comparison: 'IN', value: ['SHIPPING', 'INVOICING', 'UNKNOWN'] },
        { field: 'blocked', comparison: 'EQ', value: 'NONE' },
      ],
      compareText: byCode,
      writing: {
        mapping: customerMapping(mappingOptions),
        base: rawCustomer,
        patches: [{ creditLimit: { amount: '900.00', currency: 'EUR' }, taxId: 'DE100000000' }],
      },
    },
    {
      entity: 'Order',
      ids: world.orders.slice(0, 12).map(({ id }) => id),
      unknownIds,
      keys: { number: [{ value: order.orderNumber, id: order.id }] },
      references: {
        customer: [cast.frequent, cast.showcase, cast.withoutHistory].map((number) => person(number).erpId!),
      },
      conditions: [
        ...comparing('number', order.orderNumber, ...equal),
        ...comparing('externalReference', referenced.externalReference, ...equal),
        ...comparing('status', 'DRAFT', ...equal),
        { field: 'status', comparison: 'IN', value: ['CONFIRMED', 'CANCELLED', 'UNKNOWN'] },
        ...comparing('orderDate', order.orderDate, ...ordered),
        ...comparing('updatedAt', new Date(order.updatedAt).toISOString(), ...ordered),
      ],
      compareText: byCode,
      writing: {
        mapping: orderMapping(mappingOptions),
        base: rawOrder,
        patches: [{ orderDate: '2026-12-01', externalReference: 'SHOP-77' }],
      },
    },
    {
      entity: 'InventoryItem',
      ids: world.items.slice(0, 12).map(({ id }) => id),
      unknownIds,
      keys: { sku: [{ value: item.sku, id: item.id }] },
      conditions: [
        ...comparing('sku', item.sku, ...equal),
        { field: 'name', comparison: 'CONTAINS', value: item.name.split(' ')[0] },
        ...comparing('category', item.category, ...equal),
        ...comparing('updatedAt', new Date(item.updatedAt).toISOString(), ...ordered),
      ],
      compareText: byCode,
      writing: {
        mapping: inventoryItemMapping(mappingOptions),
        base: { id: item.id, number: item.sku },
        patches: [
          {
            name: 'Beach towel',
            category: 'TEXTILES',
            unit: 'SET',
            unitPrice: { amount: '24.00', currency: 'EUR' },
          },
        ],
      },
    },
    {
      entity: 'InventoryItem',
      part: 'stock',
      ids: world.items.slice(0, 12).map(({ id }) => id),
      unknownIds,
    },
  ],
  skips: {
    'Customer: records by reference belong to their parent, and their pages join': noReferences,
    'Customer: a batch of parents gives the pages that each parent gives alone': noReferences,
    'InventoryItem: records by reference belong to their parent, and their pages join': noReferences,
    'InventoryItem: a batch of parents gives the pages that each parent gives alone': noReferences,
    'InventoryItem/stock: what the mapping writes, it reads back':
      'the vendor computes stock from its entries',
    'InventoryItem/stock: records are found by key, however the system spells it': noList,
    'InventoryItem/stock: unknown and hostile keys give nothing, reach nothing else and harm no others':
      noList,
    'InventoryItem/stock: records by reference belong to their parent, and their pages join': noList,
    'InventoryItem/stock: a batch of parents gives the pages that each parent gives alone': noList,
    'InventoryItem/stock: a list visits every record once, whatever the size of its pages': noList,
    'InventoryItem/stock: a page of a list can begin after any record': noList,
    'InventoryItem/stock: filters give what they say': noList,
    'InventoryItem/stock: sorts give the same records, in order': noList,
  },
})
