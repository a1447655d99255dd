import fc from 'fast-check'
import { createCrosswalk } from '../../../src/identity/create-crosswalk.ts'
import { openDatabase, type Database } from '../../../src/store/database.ts'
import { migrate } from '../../../src/store/migrations/migrate.ts'
import { createWriteBook } from '../../../src/outbox/create-write-book.ts'
import type { ClaimedStep, StepOutcome, WriteBook } from '../../../src/writes/write-book.ts'
import type { Step } from '../../../src/writes/write.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { auditEntry, newWrite, outcome } from '../../support/write-requests.ts'
import { prepareStore } from '../../support/prepare-store.ts'

const dataDir = temporaryFolder()
const start = Date.parse('2026-11-22T09:00:00Z')
let nowMs = start
let database: Database
let book: WriteBook

beforeAll(async () => {
  await prepareStore(dataDir)
  database = await openDatabase({ dataDir })
  await migrate(database)
  const now = () => nowMs
  book = createWriteBook({ database, crosswalk: createCrosswalk({ database, now }), now })
})
afterAll(() => database.close())

type Action =
  | {
      kind: 'record'
      customer: string
      systems: readonly string[]
      chained: boolean
      notAfterMs: number | null
    }
  | { kind: 'claim'; limit: number }
  | { kind: 'next'; pick: number }
  | { kind: 'settle'; pick: number; state: StepOutcome['state']; retryMs: number; isInDoubt: boolean }
  | { kind: 'crash' }
  | { kind: 'wait'; ms: number }
  | { kind: 'retry' | 'cancel'; pick: number }

const actions: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('record' as const),
      customer: fc.constantFrom('a', 'b'),
      systems: fc.array(fc.constantFrom('CRM', 'ERP'), { minLength: 1, maxLength: 3 }),
      chained: fc.boolean(),
      notAfterMs: fc.option(fc.integer({ min: 1, max: 30_000 }), { freq: 4 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('claim' as const), limit: fc.integer({ min: 1, max: 3 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('next' as const), pick: fc.nat() }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('settle' as const),
      pick: fc.nat(),
      state: fc.constantFrom('APPLIED', 'APPLIED', 'READY', 'REJECTED', 'FAILED', 'DEAD', 'NEEDS_REVIEW'),
      retryMs: fc.integer({ min: 0, max: 8_000 }),
      isInDoubt: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('crash' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 9_000 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constantFrom('retry' as const, 'cancel' as const), pick: fc.nat() }),
  },
)

const open: ReadonlySet<string> = new Set(['READY', 'RUNNING', 'DEAD', 'NEEDS_REVIEW'])
const byId = (one: Step, other: Step) => Number(one.id) - Number(other.id)

/** What was recorded, what is leased, and what must hold of it after each action. */
async function createWorld() {
  await database.query('delete from write', [])
  nowMs = start
  const writeIds: string[] = []
  const recordedSteps = new Map<string, number>()
  /** Leases that were given and not settled; `until`: when they end. */
  let leases: { claimed: ClaimedStep; until: number }[] = []
  let before = new Map<string, Step>()
  const appliedOf = new Map<string, string[]>()

  const readSteps = async () => {
    const { writes } = await book.list({ filter: {}, first: 1_000, after: null })
    expect(new Map(writes.map(({ id, steps }) => [id, steps.length]))).toEqual(recordedSteps)
    return new Map(
      writes
        .flatMap(({ steps }) => steps)
        .toSorted(byId)
        .map((step) => [step.id, step]),
    )
  }
  const take = (claimed: readonly ClaimedStep[]) => {
    for (const each of claimed) leases.push({ claimed: each, until: nowMs + 10_000 })
  }
  /** That nobody overtook and nobody ran before its predecessor, and that what is done stays done. */
  const check = async (granted: readonly ClaimedStep[]) => {
    const after = await readSteps()
    const steps = [...after.values()]
    const running = steps.filter(({ state }) => state === 'RUNNING').map(({ line }) => line)
    expect(running).toHaveLength(new Set(running).size)
    for (const { step } of granted) {
      const overtaken = steps.filter(
        (each) => each.line === step.line && byId(each, step) < 0 && open.has(each.state),
      )
      expect(overtaken).toEqual([])
      const waitsFor = steps.find((each) => each.writeId === step.writeId && each.ordinal === step.after)
      expect(waitsFor?.state ?? 'APPLIED').toBe('APPLIED')
    }
    for (const [id, { state }] of before) if (!open.has(state)) expect(after.get(id)?.state).toBe(state)
    before = after
  }
  const settle = async (pick: number, result: StepOutcome) => {
    if (leases.length === 0) return
    const [lease] = leases.splice(pick % leases.length, 1)
    const { step } = lease!.claimed
    const isOurs = before.get(step.id)?.state === 'RUNNING'
    expect((await book.settle(lease!.claimed, result)) !== null).toBe(isOurs)
    if (isOurs && result.state === 'APPLIED')
      appliedOf.set(step.line, [...(appliedOf.get(step.line) ?? []), step.id])
  }
  const sweep = async () => {
    leases = leases.filter(({ until }) => until > nowMs)
    await book.sweep()
  }

  return {
    async run(action: Action): Promise<void> {
      let granted: readonly ClaimedStep[] = []
      switch (action.kind) {
        case 'record': {
          const { customer, systems, chained, notAfterMs } = action
          const notAfter = notAfterMs === null ? null : nowMs + notAfterMs
          const steps = systems.map((system, ordinal) => ({
            ...{ system, notAfter, after: chained && ordinal > 0 ? ordinal - 1 : null },
          }))
          const recorded = await book.record(newWrite({ entityId: customer, steps }))
          if (recorded.kind !== 'recorded') throw new Error(recorded.kind)
          writeIds.push(recorded.write.id)
          recordedSteps.set(recorded.write.id, systems.length)
          granted = recorded.claimed
          break
        }
        case 'claim':
          granted = await book.claim(action.limit)
          break
        case 'next': {
          const lines = [...new Set(before.values().map(({ line }) => line))]
          const line = lines[action.pick % lines.length]
          const next = line === undefined ? null : await book.claimNext(line, [])
          if (next) granted = [next]
          break
        }
        case 'settle': {
          const { state, retryMs, isInDoubt } = action
          const retry = state === 'READY' ? { retry: { at: nowMs + retryMs, isInDoubt } } : {}
          await settle(action.pick, outcome(state, retry))
          break
        }
        case 'crash':
          leases = []
          await book.reclaimAll()
          break
        case 'wait':
          nowMs += action.ms
          await sweep()
          break
        case 'retry':
        case 'cancel': {
          const writeId = writeIds[action.pick % writeIds.length]
          if (writeId === undefined) break
          if (action.kind === 'retry') await book.retry(writeId, { audit: auditEntry(writeId) })
          else await book.cancel(writeId, auditEntry(writeId))
        }
      }
      take(granted)
      await check(granted)
    },
    /** All goes well from here on: everything comes to its end. */
    async drain(): Promise<void> {
      const hasOpen = () => before.values().some(({ state }) => open.has(state))
      for (let round = 0; hasOpen(); round++) {
        if (round > 200) throw new Error('there is a step that never ends')
        for (const { state, writeId } of before.values())
          if (state === 'DEAD' || state === 'NEEDS_REVIEW')
            await book.retry(writeId, { audit: auditEntry(writeId) })
        const granted = await book.claim(10)
        take(granted)
        await check(granted)
        while (leases.length > 0) await settle(0, outcome('APPLIED'))
        nowMs += 10_001
        await sweep()
        await check([])
      }
      for (const ids of appliedOf.values())
        expect(ids).toEqual(ids.toSorted((one, other) => Number(one) - Number(other)))
    },
  }
}

test('whatever happens, lines keep their order, nothing runs twice at once, and nothing is lost', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(actions, { minLength: 5, maxLength: 40 }), async (list) => {
      const world = await createWorld()
      for (const action of list) await world.run(action)
      await world.drain()
    }),
    { numRuns: 25 },
  )
}, 180_000)
