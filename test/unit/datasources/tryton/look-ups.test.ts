import fc from 'fast-check'
import { escapePattern } from '../../../../src/datasources/tryton/filters.ts'
import { idPattern } from '../../../../src/datasources/tryton/look-ups.ts'
import type { RecordSource } from '../../../../src/datasources/datasource.ts'
import { date, party, sale } from './captured-replies.ts'
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

const salesOf = (partyIds: readonly number[]) =>
  partyIds.map((id, index) => ({ ...sale, id: 500 - index, 'party.': { id } }))

test('ids that Tryton cannot have are never sent', async () => {
  await recordsOf('Order').byId?.load(
    ['7', '0', '-1', '07', '1e3', '../admin', "'; --", '9999999999', ''],
    call,
  )
  expect(lastSearch().domain).toEqual([['id', 'in', [7]]])
  fc.assert(
    fc.property(fc.string(), (id) => {
      expect(!idPattern.test(id) || Number(id) < 2 ** 31).toBe(true)
    }),
  )
})

test('records are found by id though they are archived, and by nothing else then', async () => {
  await recordsOf('InventoryItem').byId?.load(['7'], call)
  expect(lastSearch().context).toMatchObject({ active_test: false })
  await recordsOf('InventoryItem').byKey.get('sku')?.load(['P0001'], call)
  expect(lastSearch().context).not.toHaveProperty('active_test')
})

test('an e-mail address is searched in any case, its wildcards quoted, among e-mail addresses only', async () => {
  server.answer = () => ({ result: [party] })
  const found = await recordsOf('Customer')
    .byKey.get('email')
    ?.load(['guest0002@example.com', 'a_%\\@example.com'], call)
  expect(lastSearch().domain).toEqual([
    [
      'contact_mechanisms',
      'where',
      [
        ['type', '=', 'email'],
        ['OR', ['value', 'ilike', 'guest0002@example.com'], ['value', 'ilike', 'a\\_\\%\\\\@example.com']],
      ],
    ],
  ])
  expect(found?.map(({ externalId }) => externalId)).toEqual(['3'])
})

test('a quoted pattern has no wildcard left', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(escapePattern(text).replace(/\\[\\%_]/g, '')).not.toMatch(/[\\%_]/)
      expect(escapePattern(text).replace(/\\([\\%_])/g, '$1')).toBe(text)
    }),
  )
})

test('text that no database can hold is not searched for', async () => {
  expect(
    await recordsOf('Customer').byKey.get('email')?.load(['a\0@example.com', '\ud800@example.com'], call),
  ).toEqual([])
  expect(server.calls).toEqual([])
})

test('orders of many customers come in one call, the newest first', async () => {
  server.answer = () => ({ result: salesOf([4, 5, 4, 4]) })
  const edge = recordsOf('Order').byReference.get('customer')
  const pages = await edge?.batch?.load(['4', '5', '6', '../x'], { first: 2, orderBy: null }, call)
  expect(server.of('model.sale.sale.search_read')).toHaveLength(1)
  expect(lastSearch()).toMatchObject({ domain: [['party', 'in', [4, 5, 6]]], order: [['id', 'DESC']] })
  expect(pages?.get('4')).toMatchObject({ cursors: ['500', '498'], hasNextPage: true })
  expect(pages?.get('5')).toMatchObject({ cursors: ['499'], hasNextPage: false })
  expect(pages?.get('6')).toMatchObject({ records: [], hasNextPage: false })
})

test('where the ceiling cut the reply, only customers with more than enough orders have their page', async () => {
  server.answer = () => ({ result: salesOf([4, 4, 4, 5, ...Array.from({ length: 496 }, () => 9)]) })
  const edge = recordsOf('Order').byReference.get('customer')
  const pages = await edge?.batch?.load(['4', '5', '6', '9'], { first: 2, orderBy: null }, call)
  expect([...(pages?.keys() ?? [])]).toEqual(['4', '9'])
})

test('a further page of a customer goes on below the last id', async () => {
  await recordsOf('Order')
    .byReference.get('customer')
    ?.load('4', { first: 2, after: '498', orderBy: null }, call)
  expect(lastSearch()).toMatchObject({
    domain: [
      ['party', 'in', [4]],
      ['id', '<', 498],
    ],
    order: [['id', 'DESC']],
  })
})

test('stock is asked for the warehouse, found once by its code, until today where the company is', async () => {
  await opened.datasource.close()
  opened = openTryton(server.url, { timeZone: 'Europe/Berlin' })
  server.answer = ({ method }) => ({
    result: method.startsWith('model.stock.location') ? [{ id: 5, code: 'WH' }] : [],
  })
  await Promise.all([1, 2, 3].map(async () => recordsOf('InventoryItem/stock').byId?.load(['1'], call)))
  expect(server.of('model.stock.location.search_read')).toHaveLength(1)
  expect(lastSearch().context).toMatchObject({ locations: [5], stock_date_end: date(2026, 11, 24) })
})

test('the forecast looks as many days ahead as told', async () => {
  await opened.datasource.close()
  opened = openTryton(server.url, { forecastDays: 10 })
  server.answer = () => ({ result: [{ id: 5 }] })
  await recordsOf('InventoryItem/stock')
    .byId?.load(['5'], call)
    .catch(() => undefined)
  expect(lastSearch().context).toMatchObject({ stock_date_end: date(2026, 12, 3) })
})

test('a warehouse that is not there is an error, for Tryton would answer 0', async () => {
  await expect(recordsOf('InventoryItem/stock').byId?.load(['1'], call)).rejects.toMatchObject({
    code: 'UPSTREAM_SCHEMA_DRIFT',
  })
  expect(server.of('model.product.product.search_read')).toEqual([])
})

test('a phone number is searched in any spelling, and what is no number is not searched', async () => {
  const phones = recordsOf('Customer').byKey.get('phone')
  await phones?.load(['+49305550101', '%', ''], call)
  expect(lastSearch().domain).toEqual([
    [
      'contact_mechanisms',
      'where',
      [
        ['type', 'in', ['phone', 'mobile']],
        ['OR', ['value_compact', 'like', '%5%5%5%0%1%0%1']],
      ],
    ],
  ])
  const sent = server.calls.length
  expect(await phones?.load(['', "'; --", '12'], call)).toEqual([])
  expect(server.calls).toHaveLength(sent)
})
