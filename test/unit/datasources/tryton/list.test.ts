import type { Condition, OrderBy, RecordSource } from '../../../../src/datasources/datasource.ts'
import { date, party, sale, stamp } from './captured-replies.ts'
import {
  call,
  openTryton,
  readLastSearch,
  recordsOfKind,
  startScriptedTryton,
  type OpenTryton,
  type ScriptedTryton,
} from './scripted-tryton.ts'

let server: ScriptedTryton
let opened: OpenTryton

beforeEach(async () => {
  server = await startScriptedTryton()
  opened = openTryton(server.url)
})
afterEach(async () => {
  await opened.datasource.close()
  await server.close()
})

const recordsOf = (kind: string): RecordSource => recordsOfKind(opened.datasource, kind)
const lastSearch = () => readLastSearch(server)

test('an unsorted list goes on after the last id', async () => {
  server.answer = () => ({
    result: [
      { ...sale, id: 11 },
      { ...sale, id: 12 },
      { ...sale, id: 13 },
    ],
  })
  const request = { first: 2, after: '10', filter: [], orderBy: null }
  const page = await recordsOf('Order').list?.load(request, call)
  expect(lastSearch()).toMatchObject({
    domain: [['id', '>', 10]],
    order: [['id', 'ASC']],
    limit: 3,
    offset: 0,
  })
  expect(page).toMatchObject({ cursors: ['11', '12'], hasNextPage: true })
})

const byDate: OrderBy = { field: 'orderDate', direction: 'DESC' }

test('a sorted list goes on behind the last record, records without the field last', async () => {
  server.answer = () => ({ result: [sale, { ...sale, id: 4, sale_date: null }, { ...sale, id: 9 }] })
  const list = recordsOf('Order').list
  expect(list?.paging).toBe('STABLE')
  const request = { first: 2, filter: [], orderBy: byDate }
  const page = await list?.load({ ...request, after: null }, call)
  const order = [
    ['sale_date', 'DESC NULLS LAST'],
    ['id', 'ASC'],
  ]
  expect(lastSearch()).toMatchObject({ domain: [], order, limit: 3, offset: 0 })
  expect(page?.hasNextPage).toBe(true)

  await list?.load({ ...request, after: page?.cursors[0] ?? null }, call)
  const equal = [
    ['sale_date', '=', sale.sale_date],
    ['id', '>', 3],
  ]
  const behind = ['OR', [['sale_date', '<', sale.sale_date]], equal, [['sale_date', '=', null]]]
  expect(lastSearch()).toMatchObject({ domain: [behind], order })

  await list?.load({ ...request, after: page?.cursors[1] ?? null }, call)
  expect(lastSearch().domain).toEqual([
    ['sale_date', '=', null],
    ['id', '>', 4],
  ])
})

test('customers sorted by number go on by offset, for Tryton sorts codes by a rule of its own', async () => {
  server.answer = () => ({ result: [party, { ...party, id: 4 }] })
  const list = recordsOf('Customer').list
  expect(list?.paging).toBe('SHIFTING')
  const orderBy: OrderBy = { field: 'customerNumber', direction: 'ASC' }
  const page = await list?.load({ first: 2, after: '20', filter: [], orderBy }, call)
  expect(lastSearch()).toMatchObject({ domain: [], limit: 3, offset: 20 })
  expect(page).toMatchObject({ cursors: ['21', '22'], hasNextPage: false })
})

test.each(["1'; --", '[1]', '[{"__class__":"bytes"},1]', '["x",1.5]', 'null', '{}'])(
  'a cursor that is none of ours starts over: %s',
  async (after) => {
    for (const orderBy of [null, byDate]) {
      await recordsOf('Order').list?.load({ first: 2, after, filter: [], orderBy }, call)
      expect(lastSearch()).toMatchObject({ domain: [], offset: 0 })
    }
  },
)

const since = stamp(30, 0)
test.each<[string, Condition, unknown]>([
  ['Order', { field: 'number', comparison: 'EQ', value: '14' }, ['number', 'in', ['14']]],
  ['Order', { field: 'number', comparison: 'IN', value: ['14', 'a\0'] }, ['number', 'in', ['14']]],
  [
    'Order',
    { field: 'status', comparison: 'IN', value: ['DRAFT', 'COMPLETED'] },
    ['state', 'in', ['draft', 'done']],
  ],
  ['Order', { field: 'status', comparison: 'IN', value: ['UNKNOWN'] }, ['state', 'in', []]],
  [
    'Order',
    { field: 'orderDate', comparison: 'LTE', value: '2026-11-23' },
    ['sale_date', '<=', date(2026, 11, 23)],
  ],
  [
    'Order',
    { field: 'updatedAt', comparison: 'GTE', value: '2026-11-23T06:30:27.000Z' },
    ['OR', [['write_date', '>=', since]], [['create_date', '>=', since]]],
  ],
  ['InventoryItem', { field: 'name', comparison: 'CONTAINS', value: '10%' }, ['name', 'ilike', '%10\\%%']],
  ['InventoryItem', { field: 'name', comparison: 'CONTAINS', value: '\0' }, ['id', '=', null]],
  [
    'InventoryItem',
    { field: 'category', comparison: 'IN', value: ['Goods'] },
    ['account_category.name', 'in', ['Goods']],
  ],
  ['Customer', { field: 'customerNumber', comparison: 'EQ', value: 'C0002' }, ['code', 'in', ['C0002']]],
])('%s filtered by %j', async (kind, condition, clause) => {
  const list = recordsOf(kind).list
  expect([...(list?.filters.get(condition.field) ?? [])]).toContain(condition.comparison)
  await list?.load({ first: 2, after: null, filter: [condition], orderBy: null }, call)
  expect(lastSearch().domain).toEqual([clause])
})
