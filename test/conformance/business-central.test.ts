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
const noActions = 'nothing is done to it that is no change of a field'
const noNewItems = 'items are made by the people who buy them'
const onlyActions = 'stock changes by differences, which are actions'
const [order] = world.orders as [(typeof world.orders)[number]]
const [item] = world.items as [(typeof world.items)[number]]
const referenced = world.orders.find(({ externalReference }) => externalReference !== null)!
const buyer = customers.findLast(({ number }) => number !== cast.blocked)!.erpId!
const sold = world.items.filter(({ blocked }) => !blocked).map(({ id }) => id)
/** Of items alone, and nothing of it shipped. */
const changeable = world.orders
  .slice(12)
  .find(
    ({ status, lines }) =>
      status === 'Draft' && lines.every((line) => line.itemNumber !== null && line.shippedQuantity === 0),
  )!

describeDatasource({
  name: 'Business Central API v2.0 (simulated)',
  system: 'ERP',
  async open() {
    const { stockAdjustments } = businessCentralCredentials
    const opened = await openBusinessCentral((options) => ({ ...options, stockAdjustments }), {
      isMeasured: true,
    })
    return {
      datasource: opened.datasource,
      upstream: opened,
      credentials: [businessCentralCredentials.clientSecret],
      upstreamTexts: [opened.url, '127.0.0.1', 'CorrelationId', 'It works!', 'Internal_', 'AADSTS'],
      close: opened.close,
    }
  },
  limits: { concurrent: 5 },
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
      changes: {
        id: customers.at(-1)!.erpId!,
        values: {
          givenName: ['Zoë', 'Anna Maria', null],
          familyName: ['X'.repeat(100), 'van der Berg', 'Ångström-Łódź'],
          email: ['changed.one@example.com', "o'brien+news@example.org", null],
          phone: ['+4930100000', '+12125550123', null],
          address: [
            { street: 'Am Kai 1', postalCode: '10115', city: 'Berlin', region: null, country: 'DE' },
            { street: null, postalCode: null, city: 'Köln', region: 'NRW', country: null },
            null,
          ],
          creditLimit: [{ amount: '900.00', currency: 'EUR' }, null],
          paymentTerms: ['14 DAYS', 'COD', null],
          taxId: ['DE100000000', 'X'.repeat(20), null],
          blocked: ['SHIPPING', 'ALL', 'NONE'],
        },
        refused: {
          givenName: ['A, B, C'],
          familyName: [null, 'X'.repeat(101)],
          email: [`${'x'.repeat(80)}@example.com`],
          creditLimit: [
            { amount: '0.00', currency: 'EUR' },
            { amount: '1.00', currency: 'USD' },
          ],
          paymentTerms: ['NEVER'],
          taxId: ['X'.repeat(21)],
          blocked: ['UNKNOWN', null],
        },
        operation: 'updateCustomer',
        create: {
          operation: 'createCustomer',
          makesSecond: 'the vendor takes no key with a request',
          records: [
            {
              values: {
                givenName: 'Zoë',
                familyName: 'Øster',
                email: 'new.customer@example.com',
                phone: '+4930100001',
                address: { street: 'Am Kai 1', postalCode: '1', city: 'Ulm', region: null, country: 'DE' },
                creditLimit: { amount: '100.00', currency: 'EUR' },
                paymentTerms: '30 DAYS',
                taxId: 'DE100000001',
                blocked: 'INVOICING',
              },
            },
          ],
        },
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
      changes: {
        id: changeable.id,
        values: {
          orderDate: ['2026-12-01', '2027-01-31'],
          externalReference: ['SHOP-77', 'ŁÓDŹ 7 🌊', 'X'.repeat(35), null],
          lines: [
            [{ item: sold[0], quantity: '2' }],
            [
              {
                item: sold[0],
                quantity: '3.5',
                unitPrice: { amount: '7.50', currency: changeable.currency },
              },
              {
                item: sold[1],
                quantity: '1',
                discount: { amount: '1.00', currency: changeable.currency },
                description: 'Größe M 🌊',
              },
            ],
          ],
        },
        follow: ['updatedAt', 'netAmount', 'taxAmount', 'totalAmount', 'invoicedAmount', 'shippedState'],
        refused: {
          orderDate: [null],
          externalReference: ['X'.repeat(36)],
          lines: [
            null,
            [],
            [{ item: sold[0], quantity: '0' }],
            [{ item: sold[0], quantity: '1', unitPrice: { amount: '1', currency: 'JPY' } }],
          ],
        },
        operation: 'updateSalesOrder',
        create: {
          operation: 'createSalesOrder',
          makesSecond: 'the vendor takes no key with a request',
          records: [
            {
              values: {
                customer: buyer,
                orderDate: '2027-01-15',
                externalReference: 'SHOP-78',
                currency: 'EUR',
                lines: [{ item: sold[0], quantity: '2', unitPrice: { amount: '7.50', currency: 'EUR' } }],
              },
            },
            { values: { customer: buyer, lines: [{ item: sold[1], quantity: '1' }] } },
          ],
        },
        actions: {
          cancel: {
            async prepare({ source, call, newReference }) {
              const values = { customer: buyer, lines: [{ item: sold[1], quantity: '1' }] }
              const record = { values, reference: newReference() }
              const { externalId } = await source.writing!.create!.run(record, call)
              return { externalId, args: {} }
            },
          },
        },
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
      changes: {
        id: world.items.at(-1)!.id,
        values: {
          name: ['Badetuch, groß', 'X'.repeat(100), null],
          unitPrice: [
            { amount: '24.00', currency: 'EUR' },
            { amount: '0.05', currency: 'EUR' },
          ],
        },
        follow: ['updatedAt'],
        refused: { name: ['X'.repeat(101)], unitPrice: [null, { amount: '1.00', currency: 'USD' }] },
        operation: 'updateItem',
      },
    },
    {
      entity: 'InventoryItem',
      part: 'stock',
      ids: world.items.slice(0, 12).map(({ id }) => id),
      unknownIds,
      changes: {
        actions: {
          adjust: {
            prepare: () => Promise.resolve({ externalId: item.id, args: { by: '3', reason: 'Counted' } }),
          },
        },
      },
    },
  ],
  skips: {
    'Customer: an action shows that it was done, and done again it does no harm': noActions,
    'InventoryItem: a new record has the values that it was given': noNewItems,
    'InventoryItem: a new record whose answer was lost is found again, and there is one': noNewItems,
    'InventoryItem: what was made can be taken back, and taken back again': noNewItems,
    'InventoryItem: an action shows that it was done, and done again it does no harm': noActions,
    'InventoryItem/stock: whoever keeps up with changes misses none, whatever is changed meanwhile':
      'stock has no time of change',
    'InventoryItem/stock: every field that can be set is tried with none, and a text with other letters':
      onlyActions,
    'InventoryItem/stock: what is patched reads back as it was written, and nothing else changes':
      onlyActions,
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
