import { createWriteBook } from '../../src/outbox/create-write-book.ts'
import { createCrosswalk } from '../../src/identity/create-crosswalk.ts'
import { createDatabase, type Database } from '../../src/store/database.ts'
import { migrate } from '../../src/store/migrations/migrate.ts'
import type { SessionSource } from '../../src/store/session.ts'
import { countStatements } from './count-statements.ts'
import { applied, auditEntry, newStep, newWrite, outcome } from './write-requests.ts'

/** How often the book goes to its store: the same tests for the embedded one and a PostgreSQL server. */
export function describeRoundTrips(
  kind: Database['kind'],
  open: () => Promise<{ source: SessionSource; schema: string }>,
): void {
  const statements: string[] = []
  let database: Database
  let book: ReturnType<typeof createWriteBook>
  beforeAll(async () => {
    const { source, schema } = await open()
    database = createDatabase({ source: countStatements(source, statements), schema, kind, now: Date.now })
    await migrate(database)
    book = createWriteBook({ database, crosswalk: createCrosswalk({ database, now: Date.now }) })
  }, 60_000)
  afterAll(() => database.close())

  const countedOf = async <T>(work: () => Promise<T>): Promise<{ result: T; counted: string[] }> => {
    statements.length = 0
    const result = await work()
    return { result, counted: [...statements] }
  }
  const record = async (write: ReturnType<typeof newWrite>) => {
    const recorded = await book.record(write)
    if (recorded.kind !== 'recorded') throw new Error(recorded.kind)
    return recorded
  }

  test('a write of several systems is put down in one round trip, with its key, its audit and its leases', async () => {
    const steps = ['CRM', 'ERP', 'CRS'].map((system) => ({ system, whenDown: 'REJECT' as const }))
    const write = newWrite({
      idempotency: { key: 'k', fingerprint: 'f' },
      refusedBehind: ['CRM', 'ERP', 'CRS'],
      steps,
    })
    const { result, counted } = await countedOf(() => record(write))
    expect(result.claimed).toHaveLength(3)
    expect(counted).toEqual(['record_write'])
    expect(result.write).toEqual(await book.find(write.id))
  })

  test('a key is looked up in one, and a write read with its steps in one', async () => {
    const { counted } = await countedOf(() => book.findKey('anna', 'updateCustomer', 'k'))
    expect(counted).toEqual(['find_key'])
    const { write } = await record(newWrite({ steps: [{}, { system: 'ERP' }] }))
    expect((await countedOf(() => book.find(write.id))).counted).toEqual(['find_write'])
  })

  test.each(['APPLIED', 'READY', 'DEAD', 'NEEDS_REVIEW'] as const)(
    'a step is settled as %s in one, with its audit and its copies',
    async (state) => {
      const { claimed, write } = await record(newWrite())
      const more = state === 'APPLIED' ? [newStep({ ordinal: 1, kind: 'COPY', system: 'ERP' })] : []
      const what = { ...outcome(state, { audit: [auditEntry(write.id)] }), more }
      const { result, counted } = await countedOf(() => book.settle(claimed[0]!, what))
      expect(counted).toEqual(['settle_step'])
      // What is said of it is what is read of it.
      expect(result).toEqual((await book.find(write.id))?.steps[0])
      expect(result?.state).toBe(state)
    },
  )

  test('what a settled step brings about is there, and nothing of one whose lease is lost', async () => {
    const { claimed, write } = await record(newWrite())
    const [step] = claimed
    const copy = newStep({ ordinal: 1, kind: 'COPY', system: 'ERP', entityId: write.entityId })
    const audit = [auditEntry(write.id, 'settled')]
    const stale = { ...step!, lease: String(Number(step!.lease) + 1) }
    expect(await book.settle(stale, { ...applied, more: [copy], audit })).toBeNull()
    expect((await book.find(write.id))?.steps).toMatchObject([{ state: 'RUNNING' }])
    expect(await book.settle(step!, { ...applied, more: [copy], audit })).not.toBeNull()
    expect((await book.find(write.id))?.steps).toMatchObject([
      { state: 'APPLIED' },
      { state: 'READY', kind: 'COPY', system: 'ERP' },
    ])
    const entries = await database.query(
      `select event from audit_entry where write_id = $1 and event = 'settled'`,
      [write.id],
    )
    expect(entries).toHaveLength(1)
  })
}
