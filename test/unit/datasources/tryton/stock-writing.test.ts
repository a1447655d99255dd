import { valueAt } from '../../../../src/datasources/path.ts'
import type { ActionOperation } from '../../../../src/datasources/writing.ts'
import { declared } from '../../../../src/conformance/declared.ts'
import { call, openTryton, recordsOfKind, startScriptedTryton } from './scripted-tryton.ts'
import type { Answer, OpenTryton, RpcCall, ScriptedTryton } from './scripted-tryton.ts'

let server: ScriptedTryton
let opened: OpenTryton
let adjust: ActionOperation
/** Documents of the reference; what is made expects this many. */
let inventories: Record<string, unknown>[]
let expected: number

beforeEach(async () => {
  server = await startScriptedTryton()
  opened = openTryton(server.url)
  adjust = declared(
    recordsOfKind(opened.datasource, 'InventoryItem/stock').writing?.actions.get('adjust'),
    'adjust',
  )
  inventories = []
  expected = 50
  server.answer = answer
})
afterEach(async () => {
  await opened.datasource.close()
  await server.close()
})

function answer({ method, params }: RpcCall): Answer {
  switch (method) {
    case 'model.stock.location.search_read':
      return { result: [{ id: 5, type: 'warehouse', storage_location: 3 }] }
    case 'model.product.product.search_read':
      return { result: [{ id: 7, quantity: 50 }] }
    case 'model.stock.inventory.create': {
      const quantity = valueAt(params, ['0', '0', 'lines', '0', '1', '0', 'quantity'])
      inventories.push({
        id: 9,
        state: 'draft',
        'lines.': [{ id: 90, expected_quantity: expected, quantity }],
      })
      return { result: [9] }
    }
    case 'model.stock.inventory.search_read':
      return { result: inventories }
    default:
      return { result: null }
  }
}

const run = (args: object = { by: '-3' }) =>
  adjust.run({ externalId: '7', args: args as Record<string, unknown>, reference: 'hw-1' }, call)
const find = () =>
  declared(adjust.findApplied, 'look-up')({ externalId: '7', args: {}, reference: 'hw-1' }, call)
const changes = () =>
  server.calls
    .map(({ method, params }) => [method.replace('model.stock.inventory.', ''), params] as const)
    .filter(([method]) => ['create', 'line.write', 'confirm'].includes(method))

test('an adjustment is an inventory of the storage zone today, numbered by the reference, and confirmed', async () => {
  await run()
  const [create, confirm] = changes()
  expect(create?.[1][0]).toEqual([
    {
      ...{ number: 'hw-1', location: 3, date: { __class__: 'date', year: 2026, month: 11, day: 23 } },
      lines: [['create', [{ product: 7, quantity: 47 }]]],
    },
  ])
  expect(confirm?.[0]).toBe('confirm')
  expect(changes()).toHaveLength(2)
})

test('where stock was moved in between, the count is mended to the difference from what Tryton expects', async () => {
  expected = 41
  await run()
  expect(changes().map(([method]) => method)).toEqual(['create', 'line.write', 'confirm'])
  expect(changes()[1]?.[1].slice(0, 2)).toEqual([[90], { quantity: 38 }])
})

test('a document that was only drafted is gone on with, not made a second time', async () => {
  inventories = [{ id: 9, state: 'draft', 'lines.': [{ id: 90, expected_quantity: 12, quantity: null }] }]
  expect(await find()).toBe('ABSENT')
  await run()
  expect(changes().map(([method]) => method)).toEqual(['line.write', 'confirm'])
  expect(changes()[0]?.[1][1]).toEqual({ quantity: 9 })
})

test('one that is confirmed counts, and nothing more is sent', async () => {
  inventories = [{ id: 9, state: 'done', 'lines.': [] }]
  expect(await find()).toMatchObject({ externalId: '7' })
  await run()
  expect(changes()).toEqual([])
})

test('one that somebody has cancelled is theirs to judge', async () => {
  inventories = [{ id: 9, state: 'cancelled', 'lines.': [] }]
  expect(await find()).toBe('UNKNOWN')
  await expect(run()).rejects.toMatchObject({ code: 'CONFLICT' })
  expect(changes()).toEqual([])
})

test.each([
  [{ by: '-51' }, 'by'],
  [{ by: '0' }, 'by'],
  [{ by: 'many' }, 'by'],
])('%j is refused before anything is made', async (args, field) => {
  await expect(run(args)).rejects.toMatchObject({ code: 'BAD_USER_INPUT', details: { field } })
  expect(changes()).toEqual([])
})
