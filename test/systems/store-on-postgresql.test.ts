import { randomBytes } from 'node:crypto'
import { Secret } from '../../src/secrets/secret.ts'
import { openDatabase, type Database } from '../../src/store/database.ts'
import { migrate } from '../../src/store/migrations/migrate.ts'
import { createQueue } from '../../src/store/queue.ts'
import { describeCrosswalk } from '../support/crosswalk-suite.ts'
import { checkDecisionSequences } from '../support/decision-sequences.ts'
import { describeIdentityDecisions } from '../support/identity-decisions-suite.ts'
import { describeNeeding, needsVariables } from '../support/needs.ts'

const needsPostgres = needsVariables('POSTGRES_URL')
const url = () => new Secret(process.env.POSTGRES_URL ?? '', 'env POSTGRES_URL')

/** Whatever a test says: one that is left open keeps the run from ending. */
const opened: Database[] = []
const closedAfterwards = async (opening: Promise<Database>): Promise<Database> => {
  const database = await opening
  opened.push(database)
  return database
}
afterEach(async () => {
  await Promise.all(opened.splice(0).map((database) => database.close()))
})

/** A schema of its own on a server that others use too; gone when the database closes. */
async function openOwnSchema(): Promise<Database> {
  const schema = `test_${randomBytes(6).toString('hex')}`
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

/** On a schema that is not there yet. */
async function openReplicas(count: number): Promise<{ schema: string; replicas: Database[] }> {
  const schema = `test_${randomBytes(6).toString('hex')}`
  const openOne = () => closedAfterwards(openDatabase({ url: url(), dataDir: '', schema, maxConnections: 2 }))
  return { schema, replicas: await Promise.all(Array.from({ length: count }, openOne)) }
}

describeNeeding(needsPostgres, 'the crosswalk on a PostgreSQL server', () => {
  describeCrosswalk(openOwnSchema)
})

describeNeeding(needsPostgres, "people's decisions of identities on a PostgreSQL server", () => {
  describeIdentityDecisions(openOwnSchema)

  test('hold through random sequences of them', async () => {
    await checkDecisionSequences(await closedAfterwards(openOwnSchema()), 60)
  }, 300_000)
})

describeNeeding(needsPostgres, 'the store on a PostgreSQL server', () => {
  test('replicas that start at once migrate an empty schema once', async () => {
    const { schema, replicas } = await openReplicas(4)
    await Promise.all(replicas.map((replica) => migrate(replica)))
    expect(await replicas[0]!.query('select name from migration order by name', [])).toEqual([
      { name: '0001-crosswalk' },
      { name: '0002-api-keys' },
      { name: '0003-writes' },
      { name: '0004-audit' },
      { name: '0005-identity-decisions' },
      { name: '0006-source-changes' },
      { name: '0007-link-notices' },
    ])
    await replicas[0]!.query(`drop schema ${schema} cascade`, [])
  })

  test('replicas that start at once make the queue once', async () => {
    const { schema, replicas } = await openReplicas(6)
    // As at a start: the sessions are there, and know that the schema is not.
    await Promise.all(replicas.map((database) => migrate(database)))
    const failures: unknown[] = []
    const onError = (error: unknown) => failures.push(error)
    await Promise.all(
      replicas.map(async (database) => {
        const queue = await createQueue({ database, names: ['one', 'two'], onError })
        await queue.wake('one').finally(queue.close)
      }),
    ).catch(onError)
    const waiting = await replicas[0]!.query(`select name from ${schema}_queue.job`, [])
    await replicas[0]!.query(`drop schema ${schema}, ${schema}_queue cascade`, [])
    expect(failures).toEqual([])
    expect(waiting).toEqual([{ name: 'one' }])
  })

  test('a statement that takes too long ends as STORE_UNAVAILABLE, and the next one works', async () => {
    const database = await closedAfterwards(
      openDatabase({ url: url(), dataDir: '', statementTimeoutMs: 100 }),
    )
    await expect(database.query('select pg_sleep(3)', [])).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
    })
    expect(await database.query('select 1 as one', [])).toEqual([{ one: 1 }])
  })

  test('connections that the server cut are replaced', async () => {
    const database = await closedAfterwards(openDatabase({ url: url(), dataDir: '', maxConnections: 1 }))
    const cut = database.query('select pg_terminate_backend(pg_backend_pid())', [])
    await expect(cut).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
    expect(await database.query('select 1 as one', [])).toEqual([{ one: 1 }])
  })
})
