import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { Secret } from '../../../src/secrets/secret.ts'
import { openDatabase, type Database } from '../../../src/store/database.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const root = temporaryFolder()

describe('the embedded database', () => {
  let database: Database
  beforeAll(async () => {
    database = await openDatabase({ dataDir: join(root, 'embedded') })
    await database.query('create table public.counter (value int not null check (value < 100))', [])
    await database.query('insert into public.counter values (0)', [])
  })
  afterAll(() => database.close())
  const value = async () => (await database.query('select value from public.counter', []))[0]!.value

  test('nobody else may look into its folder', () => {
    expect((statSync(join(root, 'embedded/store')).mode & 0o777).toString(8)).toBe('700')
  })

  test('transactions and queries take turns', async () => {
    const increment = () =>
      database.transaction(async (transaction) => {
        const { rows } = await sql<{ value: number }>`select value from public.counter`.execute(transaction)
        await sql`update public.counter set value = ${rows[0]!.value + 1}`.execute(transaction)
      })
    const seen = await Promise.all([increment(), increment(), value(), increment()])
    expect(seen[2]).toBe(2)
    expect(await value()).toBe(3)
  })

  test('a query of its own inside a transaction is refused instead of waiting for ever', async () => {
    await expect(database.transaction(() => database.query('select 1', []))).rejects.toThrow(
      'use the transaction it was given',
    )
    expect(await database.query('select 1 as one', [])).toEqual([{ one: 1 }])
  })

  test('work that outlives the transaction that began it may query', async () => {
    const later = Promise.withResolvers<unknown>()
    await database.transaction(() => {
      setTimeout(() => void database.query('select 1 as one', []).then(later.resolve, later.reject), 20)
      return Promise.resolve()
    })
    expect(await later.promise).toEqual([{ one: 1 }])
  })

  test('a transaction whose work fails leaves nothing', async () => {
    const before = await value()
    const failed = database.transaction(async (transaction) => {
      await sql`update public.counter set value = 50`.execute(transaction)
      throw new Error('changed my mind')
    })
    await expect(failed).rejects.toThrow('changed my mind')
    expect(await value()).toBe(before)
  })

  test('a transaction in which a statement failed does not pass as committed', async () => {
    const committed = database.transaction(async (transaction) => {
      await sql`update public.counter set value = 100`.execute(transaction).catch(() => undefined)
    })
    await expect(committed).rejects.toThrow('rolled back')
  })

  test('numbers without end, dates and time stamps are text', async () => {
    const [row] = await database.query(
      `select 9007199254740993::int8 as int8, 12.50::numeric as numeric, date '2026-11-22' as date,
        timestamptz '2026-11-22 09:00:00.123456+02' as timestamptz, 7 as int4, true as yes, array['a'] as list`,
      [],
    )
    expect(row).toEqual({
      int8: '9007199254740993',
      numeric: '12.50',
      date: '2026-11-22',
      timestamptz: '2026-11-22 07:00:00.123456+00',
      int4: 7,
      yes: true,
      list: ['a'],
    })
  })
})

test('a first start that was killed half-way is put aside', async () => {
  const dataDir = join(root, 'half')
  mkdirSync(join(dataDir, 'store'), { recursive: true })
  writeFileSync(join(dataDir, 'store', 'PG_VERSION'), '18\n')
  const database = await openDatabase({ dataDir })
  expect(await database.query('select 1 as one', [])).toEqual([{ one: 1 }])
  await database.close()
  expect(readdirSync(dataDir).some((name) => name.startsWith('store.incomplete-'))).toBe(true)
})

const urlOf = (port: number) => new Secret(`postgres://nobody:secret@127.0.0.1:${port}/none`, 'test')

test('a server that is not there is STORE_UNAVAILABLE, without its address', async () => {
  const server = createServer((socket) => socket.resume().on('error', () => undefined)).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  const database = await openDatabase({ url: urlOf(port), dataDir: '' })
  const error = await database.query('select 1', []).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ code: 'STORE_UNAVAILABLE', retryable: true })
  expect(String(error)).not.toMatch(/127\.0\.0\.1|secret/)
  await database.close()
})

test('a server that accepts and says nothing is STORE_UNAVAILABLE after the time-out', async () => {
  const server = createServer((socket) => socket.resume().on('error', () => undefined)).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  const database = await openDatabase({ url: urlOf(port), dataDir: '', connectTimeoutMs: 100 })
  await expect(database.query('select 1', [])).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
  await database.close()
  server.close()
})
