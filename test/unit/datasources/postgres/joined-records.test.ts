import { openDatabase } from '../../../../src/store/database.ts'
import { Reference } from '../../../../src/datasources/source-record.ts'
import { each, at } from '../../../../src/datasources/mapping.ts'
import { localDate } from '../../../../src/codecs/dates.ts'
import { postgres } from '../../../../src/datasources/postgres/postgres.ts'
import type { Datasource, RecordPage } from '../../../../src/datasources/datasource.ts'
import { prepareStore } from '../../../support/prepare-store.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'

const dataDir = temporaryFolder()
const call = { signal: new AbortController().signal, requestId: 'test' }

/** An order's lines are rows of another table, and its customer's number stands in a third. */
const sql = `
  select o.id, o.placed, c.number as customer, (
    select json_agg(json_build_object('sku', l.sku, 'quantity', l.quantity::text) order by l.sku)
    from shop.line l where l.order_id = o.id
  ) as lines
  from shop.purchase o join shop.client c on c.id = o.client`

const orders = {
  table: { sql },
  id: { column: 'id', type: 'integer' },
  columns: {
    orderDate: at('placed', localDate()),
    lines: each('lines', { sku: 'sku', quantity: 'quantity' }),
  },
  references: { customer: { entity: 'Customer', column: 'customer' } },
  filters: { orderDate: ['GTE'] },
  sorts: ['orderDate'],
} as const

describe('records that a query joins', () => {
  let close: () => Promise<void>
  let datasource: Datasource

  beforeAll(async () => {
    await prepareStore(dataDir)
    const database = await openDatabase({ dataDir })
    for (const statement of [
      'create schema shop',
      'create table shop.client (id int primary key, number text)',
      'create table shop.purchase (id int primary key, client int, placed date)',
      'create table shop.line (order_id int, sku text, quantity numeric)',
      "insert into shop.client values (1, 'C-1'), (2, 'C-2')",
      "insert into shop.purchase select n, 1 + n % 2, date '2026-01-01' + n from generate_series(1, 7) n",
      "insert into shop.line select n, 'P-' || m, m from generate_series(1, 6) n, generate_series(1, 2) m",
    ])
      await database.query(statement, [])
    datasource = postgres({
      embedded: true,
      tables: { Order: { ...orders, filters: { orderDate: ['GTE'] }, sorts: ['orderDate'] } },
    }).open({
      system: 'DATABASE',
      now: Date.now,
      onEvent: () => undefined,
      warn: () => undefined,
      embeddedDatabase: database,
    })
    close = database.close
  })
  afterAll(() => close())
  const source = () => datasource.records.get('Order')

  test('a record is a document: what belongs to it is in it, in order, and none is an empty list', async () => {
    const loaded = await source()?.byId?.load(['1', '7', '8'], call)
    expect(loaded?.records.map(({ externalId, values }) => ({ externalId, ...values }))).toEqual([
      {
        externalId: '1',
        orderDate: '2026-01-02',
        customer: new Reference('Customer', 'C-2'),
        lines: [
          { sku: 'P-1', quantity: '1' },
          { sku: 'P-2', quantity: '2' },
        ],
      },
      { externalId: '7', orderDate: '2026-01-08', customer: new Reference('Customer', 'C-2'), lines: [] },
    ])
  })

  test('it is filtered, sorted and paged as a table is, without loss or repeat', async () => {
    const seen: string[] = []
    let after: string | null = null
    for (;;) {
      const page: RecordPage | undefined = await source()?.list?.load(
        {
          first: 2,
          after,
          filter: [{ field: 'orderDate', comparison: 'GTE', value: '2026-01-03' }],
          orderBy: { field: 'orderDate', direction: 'DESC' },
        },
        call,
      )
      seen.push(...(page?.records ?? []).map(({ externalId }) => externalId))
      if (!page?.hasNextPage) break
      after = page.cursors.at(-1) ?? null
    }
    expect(seen).toEqual(['7', '6', '5', '4', '3', '2'])
  })

  test('many parents are answered in one statement', async () => {
    const batch = source()?.byReference.get('customer')?.batch
    const found = await batch?.load(['C-1', 'C-2', 'C-9'], { first: 2, orderBy: null }, call)
    expect(
      [...(found ?? [])].map(([parent, page]) => [
        parent,
        page.records.map(({ externalId }) => externalId),
        page.hasNextPage,
      ]),
    ).toEqual([
      ['C-1', ['2', '4'], true],
      ['C-2', ['1', '3'], true],
      ['C-9', [], false],
    ])
  })
})

test('a query is only read: nothing of it can be declared writable', () => {
  expect(() =>
    postgres({
      embedded: true,
      tables: { Order: { ...orders, filters: {}, sorts: [], writable: ['orderDate'] } },
    }),
  ).toThrow(/tables\.Order\.writable: a query is only read: name a table to write to/)
})

test('what is no query is refused at the start', () => {
  for (const wrong of ['delete from shop.line', 'shop.line', ''])
    expect(() =>
      postgres({
        embedded: true,
        tables: { Order: { ...orders, filters: {}, sorts: [], table: { sql: wrong } } },
      }),
    ).toThrow(/begins with select/)
})
