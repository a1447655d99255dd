import { mayHaveApplied } from '../../../../src/datasources/failures.ts'
import type { RecordWriting } from '../../../../src/datasources/writing.ts'
import { declared } from '../../../../src/conformance/declared.ts'
import { decimal } from './captured-replies.ts'
import { call, openTryton, recordsOfKind, startScriptedTryton } from './scripted-tryton.ts'
import type { Answer, OpenTryton, RpcCall, ScriptedTryton } from './scripted-tryton.ts'

let server: ScriptedTryton
let opened: OpenTryton
let orders: RecordWriting
/** Of the one sale that there is. */
let sale: Record<string, unknown>
const stale: Answer = { error: ['ConcurrencyException', 'Records were modified in the meanwhile'] }

beforeEach(async () => {
  server = await startScriptedTryton()
  opened = openTryton(server.url)
  orders = declared(recordsOfKind(opened.datasource, 'Order').writing, 'writing')
  sale = {
    id: 5,
    state: 'draft',
    party: 2,
    _timestamp: '1.5',
    'currency.': { id: 1, code: 'EUR' },
    'lines.': [],
  }
  server.answer = answer
})
afterEach(async () => {
  await opened.datasource.close()
  await server.close()
})

function answer({ method }: RpcCall): Answer {
  switch (method) {
    case 'model.sale.sale.search_read':
      return { result: [sale] }
    case 'model.currency.currency.search_read':
      return { result: [{ id: 1 }] }
    case 'model.stock.location.search_read':
      return { result: [{ id: 5, type: 'warehouse', storage_location: 3 }] }
    case 'model.sale.sale.on_change':
      return {
        result: [
          {
            invoice_address: 11,
            'invoice_address.': { rec_name: 'A' },
            shipment_address: 12,
            payment_term: 4,
          },
        ],
      }
    case 'model.sale.line.on_change':
      return {
        result: [
          {
            ...{ unit: 1, 'unit.': { rec_name: 'Unit' }, unit_digits: 0, amount: decimal('20.00') },
            ...{
              unit_price: decimal('10.0000'),
              taxes: {
                add: [
                  [0, { id: 8 }],
                  [1, { id: 9 }],
                ],
              },
            },
          },
        ],
      }
    case 'model.sale.sale.create':
      return { result: [77] }
    default:
      return { result: null }
  }
}

const sent = (method: string) => server.of(`model.sale.sale.${method}`).map(({ params }) => params)
const lines = [{ item: '7', quantity: '2' }]
const patch = (values: object, ifVersion: string | null = null) =>
  declared(orders.patch, 'patch').run(
    { externalId: '5', values: values as Record<string, unknown>, ifVersion, reference: 'hw-1' },
    call,
  )
const act = (name: string) =>
  declared(orders.actions.get(name), name).run({ externalId: '5', args: {}, reference: 'hw-1' }, call)

test('a new order has what Tryton fills in for its client, taxes too, and no field that it only computes', async () => {
  const written = await orders.create?.run({ values: { customer: '2', lines }, reference: 'hw-1' }, call)
  expect(written).toEqual({ externalId: '77', record: null })
  expect(sent('create')[0]?.[0]).toEqual([
    {
      ...{ party: 2, currency: 1, invoice_address: 11, shipment_address: 12, payment_term: 4, warehouse: 5 },
      ...{ sale_date: null, reference: 'hw-1' },
      lines: [
        [
          'create',
          [
            {
              ...{
                type: 'line',
                product: 7,
                quantity: 2,
                unit: 1,
                unit_price: decimal('10.0000'),
                sequence: 1,
              },
              taxes: [['add', [8, 9]]],
            },
          ],
        ],
      ],
    },
  ])
})

test('a price that is given goes before the one of Tryton', async () => {
  const priced = [{ ...lines[0], unitPrice: { amount: '7.50', currency: 'EUR' } }]
  await orders.create?.run({ values: { customer: '2', lines: priced }, reference: 'hw-1' }, call)
  expect(JSON.stringify(sent('create'))).toContain('"decimal":"7.5"')
})

test.each(['customer', 'lines'])('%s that Tryton does not have are the field at fault', async (field) => {
  const model = field === 'customer' ? 'model.sale.sale.on_change' : 'model.sale.line.on_change'
  const gone = {
    error: ['UserError', ['You are trying to read records "7" of "X" that don\'t exist anymore.', '', null]],
  }
  server.answer = (one) => (one.method === model ? gone : answer(one))
  const refused = await orders.create
    ?.run({ values: { customer: '2', lines }, reference: 'hw-1' }, call)
    .catch((error: unknown) => error)
  expect(refused).toMatchObject({ code: 'BAD_USER_INPUT', details: { field } })
  expect(mayHaveApplied(refused)).toBe(false)
})

test('a change is made from the record as it is by then, when somebody else was faster', async () => {
  const answers = [stale, stale, { result: null }]
  server.answer = (one) => (one.method === 'model.sale.sale.write' ? (answers.shift() ?? stale) : answer(one))
  await patch({ externalReference: 'A' })
  expect(sent('write')).toHaveLength(3)
  expect(sent('search_read')).toHaveLength(3)
  expect(sent('write')[0]?.[2]).toMatchObject({ company: 1, _timestamp: { 'sale.sale,5': '1.5' } })
})

test('who names a version gets a conflict, whether it is old already or becomes so', async () => {
  await expect(patch({ externalReference: 'A' }, '1.4')).rejects.toMatchObject({ code: 'CONFLICT' })
  expect(sent('write')).toEqual([])
  server.answer = (one) => (one.method === 'model.sale.sale.write' ? stale : answer(one))
  const refused = await patch({ externalReference: 'A' }, '1.5').catch((error: unknown) => error)
  expect(refused).toMatchObject({ code: 'CONFLICT' })
  expect(mayHaveApplied(refused)).toBe(false)
  expect(sent('write')).toHaveLength(1)
})

test.each([
  ['release', 'draft', ['quote', 'confirm', 'process']],
  ['release', 'quotation', ['confirm', 'process']],
  ['release', 'confirmed', ['process']],
  ['release', 'processing', []],
  ['release', 'done', []],
  ['cancel', 'draft', ['cancel']],
  ['cancel', 'quotation', ['cancel']],
  ['cancel', 'confirmed', ['draft', 'cancel']],
  ['cancel', 'cancelled', []],
])('%s of a sale that is %s is %j', async (name, state, methods) => {
  sale.state = state
  await act(name)
  const steps = ['draft', 'quote', 'confirm', 'process', 'cancel']
  const called = server.calls.map(({ method }) => method.replace('model.sale.sale.', ''))
  expect(called.filter((method) => steps.includes(method))).toEqual(methods)
})

test.each([
  ['release', 'cancelled'],
  ['release', 'on_hold'],
  ['cancel', 'processing'],
  ['cancel', 'done'],
])('%s of a sale that is %s is a conflict, and nothing is sent', async (name, state) => {
  sale.state = state
  await expect(act(name)).rejects.toMatchObject({ code: 'CONFLICT' })
  expect(server.calls.at(-1)?.method).toBe('model.sale.sale.search_read')
})

test('a release that fails half-way is in doubt as a whole', async () => {
  const refusal = { error: ['UserError', ['To get a quote ...', '', null]] }
  server.answer = (one) => (one.method === 'model.sale.sale.confirm' ? refusal : answer(one))
  expect(mayHaveApplied(await act('release').catch((error: unknown) => error))).toBe(true)
})

test.each([
  [[], 'ABSENT'],
  [[{ id: 5, lines: true }], { externalId: '5', record: null }],
  [
    [
      { id: 5, lines: true },
      { id: 6, lines: true },
    ],
    'UNKNOWN',
  ],
  [[{ id: 5, lines: false }], 'UNKNOWN'],
])('sales of the reference %j: an earlier attempt is %j', async (found, expected) => {
  const line = { id: 1, type: 'line', 'product.': { id: 7 }, quantity: 2, unit_price: null, description: '' }
  server.answer = () => ({
    result: found.map((one) => ({ ...sale, id: one.id, 'lines.': one.lines ? [line] : [] })),
  })
  const record = { values: { customer: '2', lines, externalReference: 'SHOP-1' }, reference: 'hw-1' }
  expect(await orders.create?.findApplied?.(record, call)).toEqual(expected)
  expect(server.calls.at(-1)?.params[0]).toEqual([
    ['party', '=', 2],
    ['reference', '=', 'SHOP-1'],
  ])
})
