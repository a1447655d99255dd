import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { everyRight } from '../../src/auth/rights.ts'
import { createCrosswalk } from '../../src/identity/create-crosswalk.ts'
import { loadSdl } from '../../src/schema/load-sdl.ts'
import { readCatalog } from '../../src/schema/read-catalog.ts'
import { Secret } from '../../src/secrets/secret.ts'
import { openDatabase, type Database } from '../../src/store/database.ts'
import { migrate } from '../../src/store/migrations/migrate.ts'
import { openPgSessions } from '../../src/store/pg-sessions.ts'
import { createWriteBook } from '../../src/outbox/create-write-book.ts'
import { createDeliveryLoop } from '../../src/writes/delivery-loop.ts'
import { followWrite } from '../../src/writes/follow-write.ts'
import type { ClaimedStep } from '../../src/writes/write-book.ts'
import type { Step } from '../../src/writes/write.ts'
import { describeNeeding, needsVariables } from '../support/needs.ts'
import { nobody } from '../support/nobody.ts'
import { describeQueue } from '../support/queue-suite.ts'
import { describeRoundTrips } from '../support/round-trips-suite.ts'
import { describeWriteBook } from '../support/write-book-suite.ts'
import { applied, newWrite } from '../support/write-requests.ts'

const url = () => new Secret(process.env.POSTGRES_URL ?? '', 'env POSTGRES_URL')

/** A schema of its own on a server that others use too; gone when the database closes. */
async function openOwnSchema(schema = `test_${randomBytes(6).toString('hex')}`): Promise<Database> {
  const database = await openDatabase({ url: url(), dataDir: '', schema })
  await migrate(database)
  return {
    ...database,
    async close() {
      await database.query(`drop schema ${schema} cascade`, [])
      await database.close()
    },
  }
}

describeNeeding(needsVariables('POSTGRES_URL'), 'the book of writes on a PostgreSQL server', () => {
  describeWriteBook(openOwnSchema)
})

describeNeeding(needsVariables('POSTGRES_URL'), 'round trips to a PostgreSQL server', () => {
  const schema = `test_${randomBytes(6).toString('hex')}`
  const limits = { maxConnections: 2, connectTimeoutMs: 5_000, statementTimeoutMs: 7_000 }
  afterAll(async () => {
    const database = await openDatabase({ url: url(), dataDir: '' })
    await database.query(`drop schema if exists ${schema} cascade`, [])
    await database.close()
  })
  describeRoundTrips('postgresql', () =>
    Promise.resolve({ source: openPgSessions({ url: url(), schema, ...limits }), schema }),
  )
})

describeNeeding(needsVariables('POSTGRES_URL'), 'a queue on a PostgreSQL server', () => {
  describeQueue(openOwnSchema)
})

describeNeeding(needsVariables('POSTGRES_URL'), 'several gateways on one PostgreSQL server', () => {
  const leaseMs = 1_500
  const replicas: { database: Database; book: ReturnType<typeof createWriteBook> }[] = []
  beforeAll(async () => {
    const schema = `test_${randomBytes(6).toString('hex')}`
    for (let index = 0; index < 4; index++) {
      const database = await (index === 0
        ? openOwnSchema(schema)
        : openDatabase({ url: url(), dataDir: '', schema }))
      const crosswalk = createCrosswalk({ database, now: Date.now })
      replicas.push({ database, book: createWriteBook({ database, crosswalk, leaseMs }) })
    }
  }, 60_000)
  afterAll(async () => {
    for (const { book } of replicas) await book.close()
    for (const { database } of replicas.toReversed()) await database.close()
  })

  test('deliver each step once, one by one in its line and in order, whichever has it', async () => {
    const writes = 200
    const atWork = new Set<string>()
    const done: Step[] = []
    const errors: unknown[] = []
    const loops = replicas.map(({ book }) =>
      createDeliveryLoop({
        ...{ book, now: Date.now, concurrency: 4, leaseMs },
        async deliver(claimed) {
          const { step } = claimed
          expect(atWork).not.toContain(step.line)
          atWork.add(step.line)
          await sleep(Math.random() * 5)
          atWork.delete(step.line)
          done.push(step)
          if (!(await book.settle(claimed, applied))) throw new Error('the lease was lost')
        },
        onError: (error) => void errors.push(error),
      }),
    )
    const recordOne = async (index: number) => {
      const { book } = replicas[index % replicas.length]!
      const recorded = await book.record(newWrite({ entityId: `customer-${index % 15}` }))
      if (recorded.kind !== 'recorded') throw new Error('not recorded')
      for (const claimed of recorded.claimed) await loops[index % loops.length]!.run(claimed)
    }
    await Promise.all(Array.from({ length: writes }, (_, index) => recordOne(index)))
    await until(() => done.length >= writes)
    await Promise.all(loops.map((loop) => loop.close()))

    expect(errors).toEqual([])
    expect(new Set(done.map(({ id }) => id)).size).toBe(writes)
    expect(done).toHaveLength(writes)
    for (const steps of Map.groupBy(done, ({ line }) => line).values())
      expect(steps.map(({ id }) => Number(id))).toEqual(
        steps.map(({ id }) => Number(id)).toSorted((one, other) => one - other),
      )
  }, 60_000)

  test('one follows what another does, at once', async () => {
    const [one, other] = replicas
    const caller = {
      principal: { ...nobody, id: 'anna' },
      rights: everyRight(readCatalog(loadSdl()).catalog),
    }
    // Only what is notified can tell it in this test.
    const never = { lookEveryMs: 1e9, retryMs: 1e9 }
    const recorded = await one!.book.record(newWrite())
    if (recorded.kind !== 'recorded') throw new Error('not recorded')
    const { write, claimed } = recorded
    const events = followWrite(other!.book, write.id, caller, never)
    expect((await events.next()).value).toMatchObject({ receipts: [{ status: 'QUEUED' }] })
    const next = events.next()
    await one!.book.settle(claimed[0]!, applied)
    expect((await next).value).toMatchObject({ receipts: [{ status: 'APPLIED' }] })
    expect(await events.next()).toEqual({ value: undefined, done: true })
  })

  test('one takes over what another leaves, within two leases', async () => {
    const [gone, other] = replicas
    const recorded = await gone!.book.record(newWrite())
    expect(recorded).toMatchObject({ kind: 'recorded', claimed: [{}] })
    const startedAt = Date.now()
    const taken = Promise.withResolvers<ClaimedStep>()
    const loop = createDeliveryLoop({
      ...{ book: other!.book, now: Date.now, concurrency: 4, leaseMs },
      async deliver(claimed) {
        taken.resolve(claimed)
        await other!.book.settle(claimed, applied)
      },
    })
    expect((await taken.promise).step).toMatchObject({ isInDoubt: true, crashes: 1 })
    expect(Date.now() - startedAt).toBeLessThan(leaseMs + 3_000)
    await loop.close()
  })

  test('one key that comes to all of them at once has one write', async () => {
    const idempotency = { key: 'everywhere', fingerprint: 'f' }
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        replicas[index % replicas.length]!.book.record(newWrite({ idempotency, entityId: 'all' })),
      ),
    )
    const [first] = answers.filter((answer) => answer.kind === 'recorded')
    expect(answers.filter((answer) => answer.kind === 'recorded')).toHaveLength(1)
    expect(answers.filter((answer) => answer.kind === 'repeated').map(({ writeId }) => writeId)).toEqual(
      Array.from({ length: 11 }, () => first!.write.id),
    )
  })

  test('all hear of what one changes, also after their connections were cut', async () => {
    const [one, other] = replicas
    const heard: string[] = []
    const stop = other!.book.onChange((writeId) => heard.push(writeId))
    const tell = async () => {
      const recorded = await one!.book.record(newWrite())
      return recorded.kind === 'recorded' ? recorded.write.id : ''
    }
    const first = await tell()
    await until(() => heard.includes(first))
    const cut = await one!.database.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where query like 'listen %' or query like 'select pg_notify(%' and pid <> pg_backend_pid()`,
      [],
    )
    expect(cut.length).toBeGreaterThan(0)
    const missed = await tell()
    await until(() => heard.includes(missed))
    stop()
  })
})

async function until(condition: () => boolean): Promise<void> {
  const limit = Date.now() + 30_000
  while (!condition()) {
    if (Date.now() > limit) throw new Error('it did not come to that')
    await sleep(10)
  }
}
