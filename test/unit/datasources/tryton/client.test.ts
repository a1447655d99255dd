import { at, defineMapping } from '../../../../src/datasources/mapping.ts'
import { fieldNames } from '../../../../src/datasources/tryton/client.ts'
import { call, openTryton, startScriptedTryton, type ScriptedTryton } from './scripted-tryton.ts'
import type { Datasource } from '../../../../src/datasources/datasource.ts'

let server: ScriptedTryton
let datasource: Datasource

beforeEach(async () => {
  server = await startScriptedTryton()
  ;({ datasource } = openTryton(server.url))
})
afterEach(async () => {
  await datasource.close()
  await server.close()
})

const load = () => datasource.records.get('Order')?.byId?.load(['1'], call)

test('every call sends the context of the account', async () => {
  await load()
  expect(server.of('model.sale.sale.search_read')[0]?.params.at(-1)).toMatchObject({
    company: 1,
    language: 'en',
    groups: [6, 3],
  })
})

test('a company whose currency is another than the configured one is refused: its amounts do not say', async () => {
  server.currency = 'USD'
  await expect(load()).rejects.toMatchObject({ code: 'UPSTREAM_SCHEMA_DRIFT' })
  expect(server.of('model.sale.sale.search_read')).toEqual([])
})

test.each([[null], [{}], ['rows'], [[1, 2]]])(
  'an answer that is no list of records is refused: %j',
  async (result) => {
    server.answer = () => ({ result })
    await expect(load()).rejects.toMatchObject({ code: 'UPSTREAM_BAD_RESPONSE' })
  },
)

test('a reply that is cut off is refused', async () => {
  server.answer = () => ({ status: 200, contentType: 'application/json', body: '{"id":1,"result":[{"id"' })
  await expect(load()).rejects.toMatchObject({ code: 'UPSTREAM_BAD_RESPONSE' })
})

test('fields are asked for by dotted names, each once', () => {
  const mapping = defineMapping({
    entity: 'Order',
    id: 'id',
    fields: {
      number: 'number',
      customer: at(['party.', 'id']),
      sku: at(['lines.', 'product.', 'code']),
      same: 'number',
    },
  })
  expect(fieldNames(mapping)).toEqual(['id', 'number', 'party.id', 'lines.product.code'])
})

test('a path that the answer would not have is refused at start, with the right one', () => {
  const mapping = defineMapping({ entity: 'Customer', id: 'id', fields: { vipTier: 'party.tier' } })
  expect(() => fieldNames(mapping)).toThrow('written ["party.","tier"], not "party.tier"')
})
