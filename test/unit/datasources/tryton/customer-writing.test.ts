import { mayHaveApplied } from '../../../../src/datasources/failures.ts'
import type { RecordWriting } from '../../../../src/datasources/writing.ts'
import { declared } from '../../../../src/conformance/declared.ts'
import { call, openTryton, recordsOfKind, startScriptedTryton } from './scripted-tryton.ts'
import type { Answer, OpenTryton, RpcCall, ScriptedTryton } from './scripted-tryton.ts'

let server: ScriptedTryton
let opened: OpenTryton
let customers: RecordWriting
/** By model, what a search finds. */
let found: Record<string, Record<string, unknown>[]>

beforeEach(async () => {
  server = await startScriptedTryton()
  opened = openTryton(server.url)
  customers = declared(recordsOfKind(opened.datasource, 'Customer').writing, 'writing')
  found = {
    'party.party': [
      { id: 2, name: 'Zoë Berg', _timestamp: '1.5', 'addresses.': [], 'tax_identifier.': null },
    ],
    'country.country': [{ id: 1 }],
    'ir.lang': [{ id: 5 }],
  }
  server.answer = answer
})
afterEach(async () => {
  await opened.datasource.close()
  await server.close()
})

function answer({ method }: RpcCall): Answer {
  const [, model = ''] = /^model\.(.+)\.search_read$/.exec(method) ?? []
  if (model !== '') return { result: found[model] ?? [] }
  return { result: method.endsWith('.create') ? [77] : null }
}

const sent = (method: string) => server.of(`model.party.party.${method}`).map(({ params }) => params)
const patch = (values: object) =>
  declared(customers.patch, 'patch').run(
    { externalId: '2', values: values as Record<string, unknown>, ifVersion: null, reference: 'hw-1' },
    call,
  )

test('a new party carries the reference among its identifiers, and has an address, if an empty one', async () => {
  const record = { values: { familyName: 'Berg', taxId: 'DE1', language: 'de' }, reference: 'hw-1' }
  expect(await customers.create?.run(record, call)).toMatchObject({ externalId: '77' })
  expect(sent('create')[0]?.[0]).toEqual([
    {
      name: 'Berg',
      lang: 5,
      addresses: [['create', [{}]]],
      identifiers: [
        ['create', [{ code: 'hw-1' }]],
        ['create', [{ type: 'eu_vat', code: 'DE1' }]],
      ],
    },
  ])
})

test.each([
  [[], 'ABSENT'],
  [[{ id: 9 }], { externalId: '9', record: null }],
  [[{ id: 9 }, { id: 10 }], 'UNKNOWN'],
])('parties of the reference %j: an earlier attempt is %j', async (parties, expected) => {
  found['party.party'] = parties
  const record = { values: { familyName: 'Berg' }, reference: 'hw-1' }
  expect(await customers.create?.findApplied?.(record, call)).toEqual(expected)
})

test('what belongs to a party is written through it, under its stamp', async () => {
  await patch({ email: 'a@example.com', address: { city: 'Ulm', country: 'DE' } })
  expect(sent('write')).toEqual([
    [
      [2],
      {
        contact_mechanisms: [['create', [{ type: 'email', value: 'a@example.com' }]]],
        addresses: [['create', [{ city: 'Ulm', country: 1 }]]],
      },
      expect.objectContaining({ _timestamp: { 'party.party,2': '1.5' } }),
    ],
  ])
})

test('a part of a name is written with the other part as it is stored', async () => {
  await patch({ familyName: 'van der Berg' })
  expect(sent('write')[0]?.[1]).toEqual({ name: 'Zoë van der Berg' })
})

test('a region is looked for in the country that is stored, where none is given', async () => {
  found['party.party'] = [
    { id: 2, _timestamp: '1.5', 'addresses.': [{ id: 3, active: true, 'country.': { id: 1, code: 'DE' } }] },
  ]
  found['country.subdivision'] = [{ id: 40 }]
  await patch({ address: { region: 'Bayern' } })
  expect(server.of('model.country.subdivision.search_read')[0]?.params[0]).toEqual([
    ['name', '=', 'Bayern'],
    ['country.code', '=', 'DE'],
  ])
  expect(sent('write')[0]?.[1]).toEqual({ addresses: [['write', [3], { subdivision: 40 }]] })
})

test.each([
  ['language', { language: 'fr' }, 'ir.lang'],
  ['paymentTerms', { paymentTerms: 'NEVER' }, 'account.invoice.payment_term'],
  ['address', { address: { country: 'GB' } }, 'country.country'],
])(
  '%s that nobody, or more than one, has the name of is refused before a change',
  async (field, values, model) => {
    for (const rows of [[], [{ id: 1 }, { id: 2 }]]) {
      found[model] = rows
      const refused = await patch(values).catch((error: unknown) => error)
      expect(refused).toMatchObject({ code: 'BAD_USER_INPUT', details: { field } })
      expect(mayHaveApplied(refused)).toBe(false)
    }
    expect(sent('write')).toEqual([])
  },
)

test('a change that changes nothing is not sent', async () => {
  await patch({ email: null, taxId: null })
  expect(sent('write')).toEqual([])
})
