import { z } from 'zod'
import { dateTime } from '../../../../src/codecs/dates.ts'
import { money } from '../../../../src/codecs/money.ts'
import { integer } from '../../../../src/codecs/numbers.ts'
import { statusMap } from '../../../../src/codecs/status-map.ts'
import { defineDatasource } from '../../../../src/datasources/define-datasource.ts'
import type { KindInspection, MemberSchema, RecordSchema } from '../../../../src/datasources/inspection.ts'
import {
  at,
  computed,
  defineMapping,
  each,
  group,
  reference,
  sometimes,
  valueAt,
  type MappingDeclaration,
} from '../../../../src/datasources/mapping.ts'
import type { WriteCalls } from '../../../../src/datasources/write-calls.ts'

const call = { signal: new AbortController().signal, requestId: 'test' }
const notCalled = () => Promise.reject(new Error('nothing is read or written'))

const text: MemberSchema = { type: 'text' }
const number: MemberSchema = { type: 'number', example: 5 }
const flag: MemberSchema = { type: 'bool', example: true }

const members = (named: Record<string, MemberSchema>) => new Map(Object.entries(named))

const customer = {
  entity: 'Customer',
  id: 'id',
  always: true,
  fields: { familyName: 'last', balanceDue: at('due', money('EUR', { as: 'number' })) },
} satisfies MappingDeclaration

const there = { id: text, last: text, due: number }

const changing: WriteCalls = { patch: { isConditional: false, run: notCalled }, create: { run: notCalled } }

/** What is found of one record kind, whose system describes itself so. */
async function findingsOf(options: {
  mapping?: MappingDeclaration
  schema?: Partial<RecordSchema>
  writing?: WriteCalls
  warn?: (message: string) => void
}): Promise<{ lines: string[]; kind: KindInspection }> {
  const {
    mapping = customer,
    schema = {},
    writing,
    warn = (message) => expect(message).toBe('none'),
  } = options
  const define = defineDatasource({
    vendor: 'Test',
    options: z.object({}),
    open: (_options, tools) => ({
      records: [
        {
          mapping: tools.mapping(defineMapping(withWarning(mapping, tools.warn))),
          idPattern: /./,
          ...(writing && { writing }),
        },
      ],
      inspect: async () => ({
        schemas: { Customer: { place: 'people', members: members(there), access: {}, ...schema } },
      }),
    }),
  })
  const datasource = define({}).open({
    system: 'CRM',
    now: () => 0,
    onEvent: () => undefined,
    warn,
    embeddedDatabase: null,
  })
  const [kind] = (await datasource.inspect?.(call)) ?? []
  if (!kind) throw new Error('nothing was inspected')
  const lines = kind.findings.map(({ level, where, what, fix }) => `${level} ${where}: ${what}; ${fix}`)
  return { lines, kind }
}

const withStatus = Symbol('warning')
/** A status that tells of every value it does not know. */
function withWarning(mapping: MappingDeclaration, warn: (message: string) => void): MappingDeclaration {
  if (!(withStatus in mapping.fields)) return mapping
  const status = statusMap<'OPEN' | 'UNKNOWN'>({ OPEN: 'o' }, { unknown: 'UNKNOWN', onUnknown: warn })
  return { ...mapping, fields: { status: at('state', status) } }
}

test('what is there as it is mapped has no finding, and is counted', async () => {
  const { kind } = await findingsOf({ writing: changing })
  expect(kind).toEqual({ kind: 'Customer', place: 'people', checkedPaths: 3, access: {}, findings: [] })
})

test('a path that is not there is named with its field and the nearest name', async () => {
  const { lines } = await findingsOf({ schema: { members: members({ id: text, lasts: text, due: number }) } })
  expect(lines).toEqual([
    'FAIL CRM.last → Customer.familyName: not there; lasts is; map it anew, or declare it unavailable',
  ])
})

test('what may be left out is a warning, unless asking for it lets the reading fail', async () => {
  const mapping = { ...customer, fields: { ...customer.fields, familyName: sometimes(at('last')) } }
  const gone = { members: members({ id: text, due: number }) }
  expect((await findingsOf({ mapping, schema: gone })).lines).toEqual([
    expect.stringMatching(/^WARN CRM\.last → Customer\.familyName: not there/),
  ])
  expect((await findingsOf({ mapping, schema: { ...gone, refusesUnknown: true } })).lines).toEqual([
    expect.stringMatching(/^FAIL CRM\.last → Customer\.familyName: not there/),
  ])
})

test('a list that is not there is one finding a field, however much is mapped of it', async () => {
  const orders = each('orders', { number: 'no', sum: at('sum', integer()) })
  const mapping = { ...customer, fields: { lastOrders: orders } }
  expect((await findingsOf({ mapping })).lines).toEqual([
    expect.stringMatching(/^FAIL CRM\.orders → Customer\.lastOrders: not there/),
  ])
})

test('a member of a list that is not there is found through the list', async () => {
  const mapping = { ...customer, fields: { lastOrders: each('orders', { number: 'no', sum: 'sum' }) } }
  const orders: MemberSchema = { type: 'order', isList: true, members: members({ no: text, total: number }) }
  expect((await findingsOf({ mapping, schema: { members: members({ id: text, orders }) } })).lines).toEqual([
    expect.stringMatching(/^FAIL CRM\.orders\.sum → Customer\.lastOrders: not there/),
  ])
})

test('what the system does not describe inside is not judged', async () => {
  const mapping = { ...customer, fields: { familyName: 'more.last' } }
  const more: MemberSchema = { type: 'json' }
  expect((await findingsOf({ mapping, schema: { members: members({ id: text, more }) } })).lines).toEqual([])
})

test('a version and a match key that are not there are found, though no field needs them', async () => {
  const mapping = { ...customer, version: 'rev', matchKeys: { email: at('mail') } }
  expect((await findingsOf({ mapping })).lines).toEqual([
    expect.stringMatching(/^WARN CRM\.rev → Customer: id, version or match key: not there/),
    expect.stringMatching(/^FAIL CRM\.mail → Customer: id, version or match key: not there/),
  ])
})

test.each([
  [
    'an object where a single value is read',
    { last: { type: 'name', example: { given: 'A' } } },
    'last',
    'familyName',
  ],
  ['a truth value where an amount is read', { due: flag }, 'due', 'balanceDue'],
])('%s is another type', async (_what, changed, path, field) => {
  const { lines } = await findingsOf({ schema: { members: members({ ...there, ...changed }) } })
  expect(lines).toEqual([
    expect.stringMatching(
      new RegExp(`^FAIL CRM\\.${path} → Customer\\.${field}: ${path} is of type (name|bool): `),
    ),
  ])
})

test('values that no conversion understands are a warning, and texts are not judged by any value', async () => {
  const mapping = { ...customer, fields: { since: at('due', dateTime()), until: at('last', dateTime()) } }
  const date: MemberSchema = { type: 'date', example: '2026-11-22' }
  const { lines } = await findingsOf({ mapping, schema: { members: members({ ...there, due: date }) } })
  expect(lines).toEqual([
    expect.stringMatching(/^WARN CRM\.due → Customer\.since: due is of type date: expected an ISO/),
  ])
})

test('an id of a type that is none fails as a whole', async () => {
  const id: MemberSchema = { type: 'object', example: {} }
  expect((await findingsOf({ schema: { members: members({ ...there, id }) } })).lines).toEqual([
    'FAIL CRM.id → id of Customer: id is of type object, which is no id; name another path as id',
  ])
})

test('what only reads and would be set is found where it is written, and when', async () => {
  const readOnly = (isSettable: MemberSchema['isSettable']) => ({
    ...text,
    ...(isSettable && { isSettable }),
  })
  const mapping = {
    ...customer,
    fields: {
      address: group({ city: 'town', street: 'street' }),
      familyName: 'last',
      company: reference('Company', 'firm'),
      // What is written is not what is read: a form that the vendor's own code makes something of.
      note: computed(
        ['readNote'],
        (raw) => valueAt(raw, ['readNote']),
        (value, target) => (target.note = value),
      ),
    },
  }
  const schema = {
    members: members({
      ...there,
      town: readOnly({ create: false, patch: false }),
      street: readOnly({ create: true, patch: true }),
      last: readOnly({ create: true, patch: false }),
      firm: readOnly({ create: false }),
      readNote: readOnly({ create: false, patch: false }),
      note: readOnly({ create: false, patch: false }),
    }),
  }
  expect((await findingsOf({ mapping, schema, writing: changing })).lines).toEqual([
    'FAIL CRM.town → Customer.address: read only there, and the gateway would set it; declare it read only, or have it opened there',
    'FAIL CRM.firm → Customer.company: read only there in a new record, and the gateway would set it; declare it read only, or have it opened there',
    'FAIL CRM.last → Customer.familyName: read only there once a record exists, and the gateway would set it; declare it read only, or have it opened there',
  ])
  const declared = { ...changing, readOnly: { address: 'theirs', familyName: 'theirs', company: 'theirs' } }
  expect((await findingsOf({ mapping, schema, writing: declared })).lines).toEqual([])
  expect((await findingsOf({ mapping, schema })).lines).toEqual([])
})

test('what is declared unavailable and is there now is a warning, by its name or where it would be', async () => {
  const mapping = {
    ...customer,
    unavailable: { creditLimit: 'none', vipLevel: 'none', taxId: 'none', blocked: 'none' },
  }
  const inside: MemberSchema = { type: 'object', members: members({ vip_level: text }) }
  const schema = {
    members: members({ ...there, 'Credit Limit': number, more: inside, fiscal: text }),
    wouldBe: { taxId: 'fiscal', blocked: 'nowhere' },
  }
  expect((await findingsOf({ mapping, schema })).lines).toEqual([
    expect.stringMatching(
      /^WARN CRM\.Credit Limit → Customer\.creditLimit: creditLimit is declared unavailable/,
    ),
    expect.stringMatching(/^WARN CRM\.more\.vip_level → Customer\.vipLevel: /),
    expect.stringMatching(/^WARN CRM\.fiscal → Customer\.taxId: /),
  ])
})

test('a right that is missing is named with what grants it, and one that is not needed is not missed', async () => {
  const no = (by: string) => ({ isGranted: false, by })
  const access = { create: no('the scope add'), patch: no('the scope change') }
  expect((await findingsOf({ schema: { access }, writing: changing })).lines).toEqual([
    'FAIL CRM: people → Customer: the account of the gateway may not add these records; grant it the scope add',
    'FAIL CRM: people → Customer: the account of the gateway may not change these records; grant it the scope change',
  ])
  expect((await findingsOf({ schema: { access } })).lines).toEqual([])
})

test('without the right to read, only that is said', async () => {
  const access = { read: { isGranted: false, by: 'the scope read' } }
  const { lines, kind } = await findingsOf({ schema: { access, members: members({}) } })
  expect(lines).toEqual([expect.stringMatching(/may not read these records; grant it the scope read$/)])
  expect(kind.checkedPaths).toBeNull()
})

test('a system that does not let its members be looked up is a warning', async () => {
  const access = { describe: { isGranted: false, by: 'the scope schemas' } }
  const { lines } = await findingsOf({ schema: { access, members: null } })
  expect(lines).toEqual([expect.stringMatching(/^WARN .* may not look up .*; grant it the scope schemas$/)])
})

test('a place that is missing is one finding', async () => {
  const { lines } = await findingsOf({ schema: { isMissing: true, members: null } })
  expect(lines).toEqual([
    expect.stringMatching(/^FAIL CRM: people → Customer: there is no people; correct its name/),
  ])
})

test('examples are nobody’s records: what is odd in them warns nobody', async () => {
  const warnings: string[] = []
  const mapping = {
    ...customer,
    fields: { [withStatus]: 'state' } as unknown as MappingDeclaration['fields'],
  }
  const state: MemberSchema = { type: 'enum', example: 'never heard of' }
  const schema = { members: members({ id: text, state }) }
  expect((await findingsOf({ mapping, schema, warn: (message) => warnings.push(message) })).lines).toEqual([])
  expect(warnings).toEqual([])
})
