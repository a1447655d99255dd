import { currencyCode } from '../../src/codecs/currency-code.ts'
import { dateTime } from '../../src/codecs/dates.ts'
import { emailAddress } from '../../src/codecs/email-address.ts'
import { integer } from '../../src/codecs/numbers.ts'
import { phone } from '../../src/codecs/phone.ts'
import type { Secret } from '../../src/secrets/secret.ts'
import type { Call, Datasource, ListRequest, RecordSource } from '../../src/datasources/datasource.ts'
import type { EmbeddedDatabase } from '../../src/datasources/define-datasource.ts'
import { at, group } from '../../src/datasources/mapping.ts'
import { moneyColumns } from '../../src/datasources/postgres/money-columns.ts'
import { postgres } from '../../src/datasources/postgres/postgres.ts'
import { Reference } from '../../src/datasources/source-record.ts'
import type { CallEvent } from '../../src/observability/upstream-event.ts'

export interface CompanyDatabase {
  /** Where the tables may be made; quoted by hand, as it is one that needs quotes. */
  schema: string
  query: EmbeddedDatabase['query']
  /** How the datasource reaches it. */
  connect: { url: Secret } | { embedded: true }
  close(): Promise<void>
}

export const call: Call = { signal: new AbortController().signal, requestId: 'r-1' }

/** What the PostgreSQL datasource promises, on the embedded database and on a server. */
export function describePostgresDatasource(open: () => Promise<CompanyDatabase>): void {
  let company: CompanyDatabase
  let datasource: Datasource
  let customers: RecordSource
  let sales: RecordSource
  const events: CallEvent[] = []

  const connect = (
    tables: Parameters<typeof postgres>[0]['tables'],
    more: { timeoutMs?: number } = {},
  ): Datasource =>
    postgres({ ...company.connect, tables, ...more }).open({
      system: 'DATABASE',
      now: Date.now,
      onEvent: (event) => {
        if (event.type === 'CALL') events.push(event)
      },
      warn: () => undefined,
      embeddedDatabase: { query: company.query },
    })

  beforeAll(async () => {
    company = await open()
    const schema = `"${company.schema.replaceAll('"', '""')}"`
    await company.query(`create schema ${schema}`, [])
    await company.query(
      `create table ${schema}."Profile ""x""" (customer_key text primary key, email text, phone text, points integer,
        value numeric(12, 2), currency text, big bigint, updated_at timestamptz)`,
      [],
    )
    const profiles = [
      [
        'k1',
        'Anna@Example.com',
        '030 / 1000001',
        10,
        '12.5',
        'EUR',
        '9007199254740993',
        '2026-11-01T10:00:00.123456Z',
      ],
      ['k2', 'ben@example.com', '+49 30 1000002', 20, null, null, '2', '2026-11-02T10:00:00Z'],
      ['k3', null, null, null, '7', 'JPY', '3', '2026-11-03T10:00:00Z'],
      ['k4', 'info@', 'none', 20, null, null, '4', '2026-11-04T10:00:00Z'],
      ['k\'5"; --', 'eve@example.com', null, 5, null, null, '5', null],
    ]
    for (const profile of profiles)
      await company.query(
        `insert into ${schema}."Profile ""x""" values ($1, $2, $3, $4, $5, $6, $7, $8)`,
        profile,
      )
    await company.query(
      `create table ${schema}.sale (id int primary key, customer_key text, source text, medium text)`,
      [],
    )
    for (let id = 1; id <= 12; id++)
      await company.query(`insert into ${schema}.sale values ($1, $2, $3, $4)`, [
        id,
        id <= 5 ? 'k1' : id <= 7 ? 'k2' : null,
        id % 2 ? 'google' : null,
        null,
      ])
    datasource = connect({
      Customer: {
        table: 'Profile "x"',
        schema: company.schema,
        id: 'customer_key',
        version: 'updated_at',
        columns: {
          customerKey: 'customer_key',
          loyaltyPoints: at('points', integer()),
          lifetimeValue: moneyColumns('value', 'currency'),
          big: 'big',
          updatedAt: at('updated_at', dateTime()),
        },
        keys: {
          email: { column: 'email', codec: emailAddress(), compare: 'IGNORE_CASE' },
          phone: { column: 'phone', codec: phone({ defaultRegion: 'DE' }), compare: 'LAST_DIGITS' },
        },
        filters: {
          loyaltyPoints: ['EQ', 'IN', 'GTE', 'LTE'],
          customerKey: ['CONTAINS', 'STARTS_WITH'],
          updatedAt: ['GTE', 'LT'],
        },
        sorts: ['loyaltyPoints', 'updatedAt'],
        unavailable: { segment: 'not kept' },
      },
      Sale: {
        table: 'sale',
        schema: company.schema,
        id: { column: 'id', type: 'integer' },
        columns: { campaign: group({ source: 'source', medium: 'medium' }) },
        references: { customer: { entity: 'Customer', column: 'customer_key' } },
      },
    })
    customers = datasource.records.get('Customer')!
    sales = datasource.records.get('Sale')!
  }, 60_000)
  afterAll(async () => {
    await datasource.close()
    await company.close()
  })
  beforeEach(() => void events.splice(0))

  const list = (request: Partial<ListRequest>, source = customers) =>
    source.list!.load({ first: 10, after: null, filter: [], orderBy: null, ...request }, call)
  const keysOf = async (request: Partial<ListRequest>) =>
    (await list(request)).records.map(({ externalId }) => externalId)

  test('a row is read by its declared columns, exactly', async () => {
    const { records } = await customers.byId!.load(['k1'], call)
    expect(records).toEqual([
      {
        externalId: 'k1',
        version: '2026-11-01 10:00:00.123456+00',
        values: {
          customerKey: 'k1',
          loyaltyPoints: 10,
          lifetimeValue: { amount: '12.50', currency: 'EUR' },
          big: '9007199254740993',
          updatedAt: '2026-11-01T10:00:00.123Z',
        },
        matchKeys: { email: 'anna@example.com', phone: '+49301000001' },
      },
    ])
    expect(events).toEqual([
      expect.objectContaining({
        system: 'DATABASE',
        operation: 'Customer by id',
        outcome: 'OK',
        requestId: 'r-1',
      }),
    ])
  })

  test('an amount without a currency has no value, and a currency without decimals keeps none', async () => {
    const { records } = await customers.byId!.load(['k2', 'k3'], call)
    const values = new Map(records.map((record) => [record.externalId, record.values.lifetimeValue]))
    expect(values.get('k2')).toBeNull()
    expect(values.get('k3')).toEqual({ amount: '7', currency: 'JPY' })
  })

  test('unknown and hostile ids are left out', async () => {
    const ids = ['k2', 'nobody', 'k\'5"; --', "'; drop table sale; --", 'a\0b', 'x'.repeat(50_000)]
    const { records } = await customers.byId!.load(ids, call)
    expect(records.map(({ externalId }) => externalId).toSorted()).toEqual(['k\'5"; --', 'k2'])
    const bySerial = await sales.byId!.load(['1', 'abc', '999999999999999999', "1' or 1=1"], call)
    expect(bySerial.records.map(({ externalId }) => externalId)).toEqual(['1'])
  })

  test('an e-mail is found in any case, a phone in any spelling', async () => {
    const byEmail = await customers.byKey.get('email')!.load(['anna@example.com', 'nobody@example.com'], call)
    expect(byEmail.map(({ externalId }) => externalId)).toEqual(['k1'])
    const byPhone = await customers.byKey.get('phone')!.load(['+49301000001', '+49301000002'], call)
    expect(byPhone.map(({ externalId }) => externalId).toSorted()).toEqual(['k1', 'k2'])
  })

  test('a list is paged by key, whatever is inserted meanwhile', async () => {
    const first = await list({ first: 2 })
    expect(first.records.map(({ externalId }) => externalId)).toEqual(['k\'5"; --', 'k1'])
    expect(first.hasNextPage).toBe(true)
    const second = await list({ first: 3, after: first.cursors[1]! })
    expect(second.records.map(({ externalId }) => externalId)).toEqual(['k2', 'k3', 'k4'])
    expect(second.hasNextPage).toBe(false)
    expect(await keysOf({ first: 1, after: first.cursors[0]! })).toEqual(['k1'])
  })

  test.each([
    ['loyaltyPoints', 'ASC', ['k\'5"; --', 'k1', 'k2', 'k4', 'k3']],
    ['loyaltyPoints', 'DESC', ['k2', 'k4', 'k1', 'k\'5"; --', 'k3']],
    ['updatedAt', 'DESC', ['k4', 'k3', 'k2', 'k1', 'k\'5"; --']],
  ] as const)(
    'pages sorted by %s %s follow on without gap or repetition',
    async (field, direction, expected) => {
      const orderBy = { field, direction }
      expect(await keysOf({ orderBy })).toEqual(expected)
      const walked: string[] = []
      let after: string | null = null
      for (let step = 0; step < expected.length; step++) {
        const page = await list({ first: 1, after, orderBy })
        walked.push(...page.records.map(({ externalId }) => externalId))
        after = page.cursors[0]!
        expect(page.hasNextPage).toBe(step < expected.length - 1)
      }
      expect(walked).toEqual(expected)
    },
  )

  test('filters are asked of the database', async () => {
    const filter = (
      field: string,
      comparison: 'EQ' | 'IN' | 'GTE' | 'LT' | 'CONTAINS' | 'STARTS_WITH',
      value: unknown,
    ) => keysOf({ filter: [{ field, comparison, value }] })
    expect(await filter('loyaltyPoints', 'EQ', 20)).toEqual(['k2', 'k4'])
    expect(await filter('loyaltyPoints', 'IN', [5, 10])).toEqual(['k\'5"; --', 'k1'])
    expect(await filter('loyaltyPoints', 'EQ', null)).toEqual(['k3'])
    expect(await filter('updatedAt', 'GTE', '2026-11-03T10:00:00.000Z')).toEqual(['k3', 'k4'])
    expect(await filter('customerKey', 'STARTS_WITH', 'K')).toHaveLength(5)
    expect(await filter('customerKey', 'CONTAINS', '%')).toEqual([])
    expect(await filter('customerKey', 'CONTAINS', '\'5"; --')).toEqual(['k\'5"; --'])
  })

  test('a cursor that is none of ours starts over, and one of another list is refused as input', async () => {
    expect(await keysOf({ first: 1, after: 'nonsense' })).toEqual(['k\'5"; --'])
    const after = Buffer.from('["no number","k1"]').toString('base64url')
    const orderBy = { field: 'loyaltyPoints', direction: 'ASC' } as const
    await expect(list({ after, orderBy })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' })
  })

  test('the rows of many parents come in one query, a first page each', async () => {
    const pages = await sales.byReference
      .get('customer')!
      .batch!.load(['k1', 'k2', 'k3'], { first: 3, orderBy: null }, call)
    expect(
      Object.fromEntries(
        [...pages].map(([parent, page]) => [
          parent,
          [page.records.map(({ externalId }) => externalId), page.hasNextPage],
        ]),
      ),
    ).toEqual({ k1: [['1', '2', '3'], true], k2: [['6', '7'], false], k3: [[], false] })
    expect(events).toHaveLength(1)
    expect(pages.get('k1')!.records[0]!.values).toEqual({
      campaign: { source: 'google', medium: null },
      customer: new Reference('Customer', 'k1'),
    })
    const next = await sales.byReference
      .get('customer')!
      .load('k1', { first: 3, after: pages.get('k1')!.cursors[2]!, orderBy: null }, call)
    expect(next.records.map(({ externalId }) => externalId)).toEqual(['4', '5'])
  })

  test('a table or column that is not there is schema drift, told by name and without SQL', async () => {
    const broken = connect({
      Customer: {
        table: 'sale',
        schema: company.schema,
        id: 'id',
        columns: { segment: at('gone', currencyCode()) },
      },
    })
    const error = await broken.records
      .get('Customer')!
      .byId!.load(['1'], call)
      .catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'UPSTREAM_SCHEMA_DRIFT', details: { system: 'DATABASE' } })
    expect(String(error)).not.toMatch(/select/i)
    expect(String((error as Error).cause)).toMatch(/gone/)
    expect(events[0]).toMatchObject({ outcome: 'UPSTREAM_SCHEMA_DRIFT' })
    await broken.close()
  })

  test('a request that has ended is not waited for', async () => {
    const ended = { ...call, signal: AbortSignal.abort(new DOMException('late', 'TimeoutError')) }
    await expect(customers.byId!.load(['k1'], ended)).rejects.toMatchObject({ code: 'UPSTREAM_TIMEOUT' })
  })
}
