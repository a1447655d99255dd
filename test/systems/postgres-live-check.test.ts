import type { Client } from 'pg'
import pg from 'pg'
import type { KindInspection } from '../../src/datasources/inspection.ts'
import { postgres } from '../../src/datasources/postgres/postgres.ts'
import { Secret } from '../../src/secrets/secret.ts'
import { describeNeeding, needsVariables } from '../support/needs.ts'
import { createScratchDatabase, type ScratchDatabase } from './scratch-databases.ts'

describeNeeding(needsVariables('POSTGRES_URL'), 'what a PostgreSQL server says of its tables', () => {
  let database: ScratchDatabase
  let owner: Client

  beforeAll(async () => {
    database = await createScratchDatabase(process.env.POSTGRES_URL ?? '', 'live_check')
    owner = new pg.Client({ connectionString: database.url })
    await owner.connect()
    await owner.query('create role live_check_reader nologin').catch(() => undefined)
  })
  beforeEach(async () => {
    await owner.query('drop table if exists guests cascade')
    await owner.query(
      'create table guests (guest_key text primary key, points integer, segment text, spent numeric, vip boolean, visits integer generated always as (points / 10) stored, changed_at timestamptz)',
    )
    await owner.query('grant select, update on guests to live_check_reader')
  })
  afterAll(async () => {
    await owner.query('drop owned by live_check_reader')
    await owner.query('drop role live_check_reader')
    await owner.end()
    await database.drop()
  })

  async function inspect(
    { more = {}, columns = {} }: { more?: object; columns?: Record<string, string> } = {},
    now: () => number = Date.now,
  ): Promise<{ kinds: readonly KindInspection[]; leads: number[] }> {
    const url = new URL(database.url)
    url.searchParams.set('options', '-c role=live_check_reader')
    const table = {
      table: 'guests',
      id: 'guest_key',
      columns: { loyaltyPoints: 'points', segment: 'segment', ...columns },
      unavailable: { lifetimeValue: 'not kept' },
      writable: ['segment', 'loyaltyPoints'],
      ...more,
    }
    const datasource = postgres({
      url: new Secret(url.href, 'test'),
      tables: { Customer: table },
    }).open({
      system: 'DATABASE',
      now,
      onEvent: () => undefined,
      warn: (message) => expect(message).toBe('no warning'),
      embeddedDatabase: null,
    })
    const leads: number[] = []
    const call = {
      signal: new AbortController().signal,
      requestId: 'test',
      onClock: (leadMs: number) => leads.push(leadMs),
    }
    try {
      return { kinds: (await datasource.inspect?.(call)) ?? [], leads }
    } finally {
      await datasource.close()
    }
  }
  const lines = ({ kinds }: { kinds: readonly KindInspection[] }) =>
    kinds.flatMap(({ findings }) =>
      findings.map(({ level, where, what, fix }) => `${level} ${where}: ${what}; ${fix}`),
    )

  test('a table that is as the config says has no finding, and its clock is ours', async () => {
    const inspected = await inspect()
    expect(inspected.kinds).toMatchObject([{ kind: 'Customer', checkedPaths: 3, findings: [] }])
    expect(inspected.leads).toEqual([0])
  })

  test('a column that was renamed is named with its field and what is there instead', async () => {
    await owner.query('alter table guests rename segment to segments')
    expect(lines(await inspect())).toEqual([
      'FAIL DATABASE.segment → Customer.segment: not there; segments is; map it anew, or declare it unavailable',
    ])
  })

  test('a column and a table that the account may not use are told from those that are not there', async () => {
    await owner.query('revoke all on guests from live_check_reader')
    await owner.query('grant select (guest_key, segment), update (segment) on guests to live_check_reader')
    expect(lines(await inspect())).toEqual([
      'FAIL DATABASE.points → Customer.loyaltyPoints: the account of the gateway may not read it; grant it, or declare it unavailable',
      expect.stringMatching(/^FAIL DATABASE\.points → Customer\.loyaltyPoints: read only there/),
    ])
    await owner.query('revoke all on guests from live_check_reader')
    expect(lines(await inspect())).toEqual([
      expect.stringMatching(/may not read these records; grant it select on public\.guests$/),
      expect.stringMatching(/may not change these records; grant it update on public\.guests$/),
    ])
    expect(lines(await inspect({ more: { table: 'guest' } }))).toEqual([
      expect.stringMatching(
        /^FAIL DATABASE: table public\.guest → Customer: there is no table public\.guest/,
      ),
    ])
  })

  test('what cannot be set is found: a generated column, a view, a column of time without the right', async () => {
    const generated = { columns: { loyaltyPoints: 'visits' } }
    expect(lines(await inspect(generated))).toEqual([
      expect.stringMatching(/^FAIL DATABASE\.visits → Customer\.loyaltyPoints: read only there/),
    ])
    await owner.query('revoke update on guests from live_check_reader')
    await owner.query('grant update (segment, points) on guests to live_check_reader')
    expect(lines(await inspect({ more: { touch: 'changed_at' } }))).toEqual([
      expect.stringMatching(/may not change these records; grant it update of changed_at on public\.guests$/),
    ])
    await owner.query(
      'create view totals as select guest_key, max(points) points, max(segment) segment from guests group by 1',
    )
    await owner.query('grant select, update on totals to live_check_reader')
    expect(lines(await inspect({ more: { table: 'totals' } }))).toContainEqual(
      expect.stringMatching(/may not change these records; grant it a table in place of public\.totals/),
    )
  })

  test('what was unavailable and is there now is a warning', async () => {
    await owner.query('alter table guests add lifetime_value numeric')
    await owner.query('grant select on guests to live_check_reader')
    expect(lines(await inspect())).toEqual([
      'WARN DATABASE.lifetime_value → Customer.lifetimeValue: lifetimeValue is declared unavailable, and this is there; map it, if it is what the field means',
    ])
  })

  test('a clock that differs is told to the second', async () => {
    const { leads } = await inspect({}, () => Date.now() - 90_000)
    expect(Math.round((leads[0] ?? 0) / 1_000)).toBe(90)
    const behind = await inspect({}, () => Date.now() + 90_000)
    expect(Math.round((behind.leads[0] ?? 0) / 1_000)).toBe(-90)
  })
})
