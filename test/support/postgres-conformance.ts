import { cast } from '../../sandbox/world/cast.ts'
import { createWorld } from '../../sandbox/world/create-world.ts'
import { createDatabaseSeed } from '../../sandbox/world/database-seed.ts'
import { fillSandboxDatabase, sandboxSchema as schema } from '../../src/cli/fill-sandbox-database.ts'
import { currencyCode } from '../../src/codecs/currency-code.ts'
import { dateTime, localDate } from '../../src/codecs/dates.ts'
import { emailAddress } from '../../src/codecs/email-address.ts'
import { phone } from '../../src/codecs/phone.ts'
import { statusMap } from '../../src/codecs/status-map.ts'
import type { Secret } from '../../src/secrets/secret.ts'
import type { Condition } from '../../src/datasources/datasource.ts'
import type { EmbeddedDatabase } from '../../src/datasources/define-datasource.ts'
import { at, group } from '../../src/datasources/mapping.ts'
import { moneyColumns } from '../../src/datasources/postgres/money-columns.ts'
import { postgres } from '../../src/datasources/postgres/postgres.ts'
import type { Conformance } from '../../src/conformance/conformance.ts'
import type { OpenSubject } from '../../src/conformance/subject.ts'
import { describeDatasource } from './datasource-conformance.ts'
import { impatient } from '../../src/conformance/impatient.ts'

export interface ConformanceDatabase extends Omit<OpenSubject, 'datasource'> {
  /** Fills the tables; never fails on request. */
  query: EmbeddedDatabase['query']
  /** How the datasource reaches it. */
  connect: { url: Secret; timeoutMs: number } | { embedded: true }
  embeddedDatabase: EmbeddedDatabase | null
}

type Tables = Parameters<typeof postgres>[0]['tables']

const world = createWorld()
const person = (number: number) => world.persons[number - 1]!
const keyOf = (number: number) => person(number).databaseKey!
const profiles = world.persons.filter(({ databaseKey }) => databaseKey !== null)
const seed = createDatabaseSeed(world)
const sold = seed.tables.find(({ name }) => name === 'booking_attribution')!.rows.map(([key]) => String(key))
const [order, nextOrder] = world.orders as [(typeof world.orders)[number], (typeof world.orders)[number]]

const comparing = (field: string, value: unknown, ...comparisons: Condition['comparison'][]): Condition[] =>
  comparisons.map((comparison) => ({ field, comparison, value }))
const ordered = ['EQ', 'GT', 'GTE', 'LT', 'LTE'] as const
/** Of capitals, digits and hyphens alone, which collations agree on. */
const byCode = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

const ownMapping = 'the datasource makes its mapping itself; what it writes, the cases of writing read back'
const noReferences = 'the table refers to no other entity'
const keepingUp = 'whoever keeps up with changes misses none, whatever is changed meanwhile'
const notAsked = 'changes of tables are not asked for yet'
const reading = 'what the mapping writes, it reads back'
const notAdded = 'the table is not declared as one that rows are added to'
const noActions = 'a table has no operations of its own'
const acting = 'an action shows that it was done, and done again it does no harm'
const parents = 'records by reference belong to their parent, and their pages join'
const limits = { concurrent: 10, perRequest: 1_000 }
const batch = 'a batch of parents gives the pages that each parent gives alone'

/** The sandbox's own tables as DATABASE, and orders as ERP, for a table whose rows belong to rows of another. */
export function describePostgresConformance(
  name: string,
  open: () => Promise<ConformanceDatabase>,
  moreSkips: Conformance['skips'] = {},
): void {
  const opening = (system: string, tables: Tables) => async (): Promise<OpenSubject> => {
    const { query, connect, embeddedDatabase, ...subject } = await open()
    await fillSandboxDatabase({ query }, world.version, () => seed)
    await fillOrders(query)
    const datasource = postgres({ ...connect, tables }).open({
      system,
      now: Date.now,
      onEvent: () => undefined,
      warn: () => undefined,
      embeddedDatabase,
      patience: impatient,
    })
    return {
      ...subject,
      datasource,
      async close() {
        await datasource.close()
        await subject.close()
      },
    }
  }

  describeDatasource({
    name,
    system: 'DATABASE',
    limits,
    open: opening('DATABASE', { Customer: profileTable, Booking: attributionTable }),
    fixtures: [
      {
        entity: 'Customer',
        ids: profiles.slice(0, 12).map(({ databaseKey }) => databaseKey!),
        unknownIds: ['HG-99999', "HG-00001'; --"],
        keys: {
          email: [cast.emailCase, cast.showcase].map((number) => ({
            value: person(number).email!,
            id: keyOf(number),
          })),
          phone: [cast.showcase, cast.phoneDoubleZero, ...cast.couple].map((number) => ({
            value: person(number).phone!,
            id: keyOf(number),
          })),
        },
        conditions: [
          ...comparing('segment', 'GOLD', 'EQ'),
          ...comparing('segment', ['SILVER', 'BASIC', 'none'], 'IN'),
          ...comparing('loyaltyPoints', 12_480, ...ordered),
          ...comparing('loyaltyPoints', [12_480, -1], 'IN'),
          ...comparing('customerKey', 'hg-0000', 'STARTS_WITH'),
          ...comparing('customerKey', 'g-0001', 'CONTAINS'),
        ],
        changes: {
          id: profiles.at(-1)!.databaseKey!,
          values: {
            segment: ['GOLD', '山田 – Łódź 🌊', 'x'.repeat(5_000), "'; drop table x; --", null],
            loyaltyPoints: [0, 2_147_483_647, -1],
          },
          refused: { loyaltyPoints: [2_147_483_648, null], segment: ['a\0b'] },
          operation: '*',
        },
      },
      {
        entity: 'Booking',
        ids: sold.slice(0, 12),
        unknownIds: ['1'],
        keys: {
          confirmationNumber: sold.slice(0, 3).map((key) => ({ value: key, id: key })),
        },
      },
    ],
    skips: {
      ...moreSkips,
      [keepingUp]: notAsked,
      [reading]: ownMapping,
      [parents]: noReferences,
      [batch]: noReferences,
      'Customer: a new record has the values that it was given': notAdded,
      'Customer: a new record whose answer was lost is found again, and there is one': notAdded,
      'Customer: what was made can be taken back, and taken back again': notAdded,
      [acting]: noActions,
      'Booking: filters give what they say': 'no field of the table is one column',
      'Booking: sorts give the same records, in order': 'no field of the table is one column',
    },
  })

  describeDatasource({
    name: `${name}, orders`,
    system: 'ERP',
    limits,
    open: opening('ERP', { Order: orderTable }),
    fixtures: [
      {
        entity: 'Order',
        ids: world.orders.slice(0, 12).map(({ id }) => id),
        unknownIds: ['0de20000-0000-4000-8000-00000000ffff'],
        keys: { number: [{ value: order.orderNumber, id: order.id }] },
        references: {
          customer: [cast.frequent, cast.showcase, cast.withoutHistory, cast.shopOnly].map(String),
        },
        conditions: [
          ...comparing('number', order.orderNumber, 'EQ'),
          ...comparing('number', [order.orderNumber, nextOrder.orderNumber, 'none'], 'IN'),
          ...comparing('status', 'DRAFT', 'EQ'),
          ...comparing('status', ['CONFIRMED', 'COMPLETED', 'UNKNOWN'], 'IN'),
          ...comparing('orderDate', order.orderDate, ...ordered),
          ...comparing('updatedAt', order.updatedAt, ...ordered),
          ...comparing('externalReference', order.externalReference, 'EQ'),
          ...comparing('externalReference', [order.externalReference, 'none'], 'IN'),
          ...comparing('externalReference', 'web-200', 'STARTS_WITH'),
          ...comparing('externalReference', 'b-2000', 'CONTAINS'),
        ],
        compareText: byCode,
        changes: {
          id: world.orders.at(-1)!.id,
          values: {
            externalReference: ['Web 1', 'Łódź–山田', null],
            orderDate: ['2026-02-28', null],
            netAmount: [
              { amount: '9999999999.99', currency: 'EUR' },
              { amount: '-0.01', currency: 'USD' },
              null,
            ],
          },
          follow: ['updatedAt', 'currency'],
          refused: { netAmount: [{ amount: '99999999999.00', currency: 'EUR' }] },
          operation: '*',
          create: {
            operation: '*',
            records: [
              {
                values: {
                  number: 'NEW-1',
                  status: 'DRAFT',
                  customer: '1',
                  orderDate: '2026-02-28',
                  netAmount: { amount: '12.50', currency: 'EUR' },
                  externalReference: 'Web 1',
                },
              },
            ],
          },
        },
      },
    ],
    skips: { ...moreSkips, [keepingUp]: notAsked, [reading]: ownMapping, [acting]: noActions },
  })
}

const profileTable: Tables[string] = {
  schema,
  table: 'customer_profile',
  id: 'customer_key',
  version: 'updated_at',
  columns: {
    customerKey: 'customer_key',
    loyaltyPoints: 'loyalty_points',
    segment: 'segment',
    lifetimeValue: moneyColumns('lifetime_value', 'lifetime_value_currency'),
  },
  keys: {
    email: { column: 'email', codec: emailAddress(), compare: 'IGNORE_CASE' },
    phone: { column: 'phone', codec: phone({ defaultRegion: 'DE' }), compare: 'LAST_DIGITS' },
  },
  filters: {
    segment: ['EQ', 'IN'],
    loyaltyPoints: ['IN', ...ordered],
    customerKey: ['STARTS_WITH', 'CONTAINS'],
  },
  sorts: ['loyaltyPoints', 'customerKey', 'segment'],
  writable: ['loyaltyPoints', 'segment'],
  touch: 'updated_at',
}

const attributionTable: Tables[string] = {
  schema,
  table: 'booking_attribution',
  id: 'confirmation_number',
  version: 'updated_at',
  columns: {
    attribution: group({ source: 'campaign_source', medium: 'campaign_medium', name: 'campaign_name' }),
  },
  keys: { confirmationNumber: 'confirmation_number' },
}

type OrderStatus = 'DRAFT' | 'QUOTED' | 'CONFIRMED' | 'PROCESSING' | 'COMPLETED' | 'CANCELLED' | 'UNKNOWN'
const orderStatus = statusMap<OrderStatus>(
  { DRAFT: 'Draft', QUOTED: [], CONFIRMED: 'Open', PROCESSING: 'In Review', COMPLETED: [], CANCELLED: [] },
  { unknown: 'UNKNOWN' },
)
const notKept = 'the table does not have it'

const orderTable: Tables[string] = {
  schema,
  table: 'shop_order',
  id: { column: 'id', type: 'uuid' },
  version: 'updated_at',
  columns: {
    number: 'number',
    status: at('state', orderStatus),
    orderDate: at('ordered_on', localDate()),
    netAmount: moneyColumns('net', 'currency'),
    currency: at('currency', currencyCode()),
    externalReference: 'reference',
    updatedAt: at('updated_at', dateTime()),
  },
  references: { customer: { entity: 'Customer', column: 'customer', type: 'integer' } },
  keys: { number: 'number' },
  filters: {
    number: ['EQ', 'IN'],
    status: ['EQ', 'IN'],
    orderDate: ordered.slice(),
    updatedAt: ordered.slice(),
    externalReference: ['EQ', 'IN', 'STARTS_WITH', 'CONTAINS'],
  },
  // References are missing in half of the rows, and dates are shared.
  sorts: ['number', 'orderDate', 'updatedAt', 'externalReference'],
  writable: ['externalReference', 'orderDate', 'netAmount'],
  touch: 'updated_at',
  create: {
    reference: 'gateway_reference',
    fields: ['number', 'status', 'customer'],
    required: ['number', 'status'],
  },
  unavailable: Object.fromEntries(
    ['lines', 'taxAmount', 'totalAmount', 'invoicedAmount', 'shippedState', 'createdAt'].map((field) => [
      field,
      notKept,
    ]),
  ),
}

async function fillOrders(query: EmbeddedDatabase['query']): Promise<void> {
  await query(
    `create table ${schema}.shop_order (id uuid primary key default gen_random_uuid(), number text not null, state text not null, ordered_on date,
      net numeric(12, 2), currency text, reference text, updated_at timestamptz, customer integer,
      gateway_reference text unique)`,
    [],
  )
  const rows = world.orders.map((one) => {
    const cents = one.lines.reduce((sum, { quantity, unitPriceCents }) => sum + quantity * unitPriceCents, 0)
    const { id, orderNumber, status, orderDate, currency, externalReference, updatedAt, personNumber } = one
    return {
      id,
      number: orderNumber,
      state: status,
      ordered_on: orderDate,
      net: (cents / 100).toFixed(2),
      currency,
      reference: externalReference,
      updated_at: updatedAt,
      customer: personNumber,
    }
  })
  await query(
    `insert into ${schema}.shop_order select * from jsonb_populate_recordset(null::${schema}.shop_order, $1::jsonb)`,
    [JSON.stringify(rows)],
  )
}
