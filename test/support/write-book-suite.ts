import { canonicalId } from '../../src/identity/canonical-id.ts'
import { createCrosswalk } from '../../src/identity/create-crosswalk.ts'
import type { Database } from '../../src/store/database.ts'
import { createWriteBook } from '../../src/outbox/create-write-book.ts'
import type { ClaimedStep, NewWrite } from '../../src/writes/write-book.ts'
import { applied, auditEntry, newStep, newWrite, outcome } from './write-requests.ts'

/** What the book promises, on whichever database: the same tests for the embedded one and a PostgreSQL server. */
export function describeWriteBook(open: () => Promise<Database>): void {
  let database: Database
  let nowMs = Date.parse('2026-11-22T09:00:00Z')
  const now = () => nowMs
  let crosswalk: ReturnType<typeof createCrosswalk>
  let book: ReturnType<typeof createWriteBook>

  beforeAll(async () => {
    database = await open()
    crosswalk = createCrosswalk({ database, now })
    book = createWriteBook({ database, crosswalk, now })
  }, 60_000)
  afterAll(() => database.close())
  beforeEach(async () => {
    await database.query('delete from write', [])
    await database.query('delete from idempotency', [])
  })

  const record = async (request: NewWrite) => {
    const recorded = await book.record(request)
    if (recorded.kind !== 'recorded') throw new Error(`not recorded but ${recorded.kind}`)
    return recorded
  }
  /** Records a write of one step that is at the head of its line: leased at once. */
  const lease = async (request: Parameters<typeof newWrite>[0] = {}): Promise<ClaimedStep> => {
    const { claimed } = await record(newWrite(request))
    return claimed[0]!
  }
  const statesOf = async (writeId: string) => (await book.find(writeId))?.steps.map(({ state }) => state)
  const claimedIds = async () => (await book.claim(100)).map(({ step }) => `${step.writeId}/${step.ordinal}`)

  describe('recording', () => {
    test('a step at the head of its line is leased to whoever recorded it, with all that was put down', async () => {
      const write = newWrite({
        ...{ client: 'kiosk', person: 'someone' },
        steps: [
          {
            values: { email: 'a@b.example', spouse: { $entity: 'Customer', id: 'x' } },
            before: { email: null },
          },
        ],
      })
      const { claimed, write: recorded } = await record(write)
      expect(claimed).toHaveLength(1)
      expect(claimed[0]).toMatchObject({
        step: { ...write.steps[0], state: 'RUNNING', attempts: 0, isInDoubt: false, at: nowMs },
        writeEntityId: write.entityId,
        mutation: 'updateCustomer',
        event: 'customer.updated',
        principal: 'anna',
        client: 'kiosk',
        requestId: 'request-1',
        person: 'someone',
        acceptedAt: nowMs,
        nextOrdinal: 1,
      })
      expect(recorded).toEqual(await book.find(write.id))
    })

    test('a write that changes nothing anywhere is one without steps', async () => {
      const { write, claimed } = await record(newWrite({ steps: [] }))
      expect([write.steps, claimed]).toEqual([[], []])
      expect(await book.find(write.id)).toEqual(write)
    })

    test('a step waits behind another of its line, and one of another line does not', async () => {
      await lease({ entityId: 'one' })
      const behind = await record(newWrite({ entityId: 'one' }))
      expect(behind.claimed).toEqual([])
      const aside = await record(newWrite({ entityId: 'one', steps: [{ system: 'ERP' }] }))
      expect(aside.claimed).toHaveLength(1)
    })

    test('a step that waits for another of its write is not leased', async () => {
      const { claimed } = await record(newWrite({ steps: [{}, { system: 'ERP', after: 0 }] }))
      expect(claimed.map(({ step }) => step.ordinal)).toEqual([0])
    })

    test('of two steps in one line, the first is leased', async () => {
      const { claimed } = await record(newWrite({ steps: [{}, {}] }))
      expect(claimed.map(({ step }) => step.ordinal)).toEqual([0])
    })

    test('many that come to one line at once run one by one, and none is lost', async () => {
      const recorded = await Promise.all(
        Array.from({ length: 4 }, () => record(newWrite({ entityId: 'crowded' }))),
      )
      expect(recorded.flatMap(({ claimed }) => claimed)).toHaveLength(1)
      const [running] = recorded.flatMap(({ claimed }) => claimed)
      expect(await claimedIds()).toEqual([])
      await book.settle(running!, applied)
      for (let left = 3; left > 0; left--) {
        const claimed = await book.claim(10)
        expect(claimed).toHaveLength(1)
        await book.settle(claimed[0]!, applied)
      }
      expect(await claimedIds()).toEqual([])
    })
  })

  describe('a client’s key', () => {
    const idempotency = { key: 'key-1', fingerprint: 'f1' }

    test('stands for its first write: a repetition names it and writes nothing', async () => {
      const first = newWrite({ idempotency })
      await record(first)
      const again = newWrite({ idempotency })
      expect(await book.record(again)).toEqual({ kind: 'repeated', writeId: first.id })
      expect(await book.find(again.id)).toBeNull()
    })

    test('with other arguments is a mismatch', async () => {
      await record(newWrite({ idempotency }))
      const other = newWrite({ idempotency: { ...idempotency, fingerprint: 'f2' } })
      expect(await book.record(other)).toEqual({ kind: 'mismatched' })
      expect(await book.find(other.id)).toBeNull()
    })

    test('is the principal’s and the mutation’s own', async () => {
      await record(newWrite({ idempotency }))
      await record(newWrite({ idempotency, principal: 'berta' }))
      await record(newWrite({ idempotency, mutation: 'mergeCustomers' }))
    })

    test('can be looked up', async () => {
      const { write } = await record(newWrite({ idempotency }))
      const found = { writeId: write.id, fingerprint: 'f1' }
      expect(await book.findKey('anna', 'updateCustomer', 'key-1')).toEqual(found)
      expect(await book.findKey('berta', 'updateCustomer', 'key-1')).toBeNull()
      nowMs += 24 * 3_600_000
      expect(await book.findKey('anna', 'updateCustomer', 'key-1')).toBeNull()
    })

    test('is forgotten after a day', async () => {
      await record(newWrite({ idempotency }))
      nowMs += 24 * 3_600_000 - 1
      expect(await book.record(newWrite({ idempotency }))).toMatchObject({ kind: 'repeated' })
      nowMs += 1
      const later = newWrite({ idempotency: { ...idempotency, fingerprint: 'f2' } })
      await record(later)
      expect(await book.record(newWrite({ idempotency: later.idempotency }))).toEqual({
        kind: 'repeated',
        writeId: later.id,
      })
    })

    test('sent several times at once has one write', async () => {
      const recorded = await Promise.all(
        Array.from({ length: 4 }, () => book.record(newWrite({ idempotency }))),
      )
      const first = recorded.filter((each) => each.kind === 'recorded')
      expect(first).toHaveLength(1)
      expect(recorded.filter((each) => each.kind === 'repeated')).toEqual(
        Array.from({ length: 3 }, () => ({ kind: 'repeated', writeId: first[0]!.write.id })),
      )
    })
  })

  describe('a lease', () => {
    test('is had by one, until it is settled', async () => {
      const claimed = await lease()
      expect(await claimedIds()).toEqual([])
      expect(await book.settle(claimed, applied)).not.toBeNull()
      expect(await book.settle(claimed, applied)).toBeNull()
      expect(await statesOf(claimed.step.writeId)).toEqual(['APPLIED'])
    })

    test('that ran out is taken back: what became of the step is in doubt', async () => {
      const claimed = await lease()
      nowMs += 10_001
      await book.sweep()
      expect(await book.settle(claimed, applied)).toBeNull()
      const [next] = await book.claim(1)
      expect(next).toMatchObject({ step: { isInDoubt: true, crashes: 1, attempts: 0 } })
      expect(Number(next!.lease)).toBeGreaterThan(Number(claimed.lease))
      expect(await book.settle(claimed, applied)).toBeNull()
      expect(await book.settle(next!, applied)).not.toBeNull()
      expect((await book.find(claimed.step.writeId))?.steps[0]).toMatchObject({
        isInDoubt: false,
        attempts: 1,
      })
    })

    test('that is renewed lasts; one that was lost is not renewed', async () => {
      const [kept, lost] = [await lease(), await lease()]
      nowMs += 6_000
      expect(await book.renew([kept])).toEqual([kept])
      nowMs += 6_000
      await book.sweep()
      expect(await book.renew([kept, lost])).toEqual([kept])
      expect(await book.settle(kept, applied)).not.toBeNull()
    })

    test('of a step that ended three processes is given to nobody: a person looks', async () => {
      const { step } = await lease()
      for (let crash = 1; crash <= 2; crash++) {
        nowMs += 10_001
        await book.sweep()
        expect(await book.claim(1)).toHaveLength(1)
      }
      nowMs += 10_001
      await book.sweep()
      expect((await book.find(step.writeId))?.steps[0]).toMatchObject({
        state: 'NEEDS_REVIEW',
        isInDoubt: true,
        crashes: 3,
        reason: { code: 'CRASHED' },
      })
      expect(await claimedIds()).toEqual([])
    })

    test('of steps at which two processes ended, one is given out at a time, so that one alone is to blame', async () => {
      const suspects = [await lease(), await lease(), await lease()].map(({ step }) => step)
      const crash = async () => {
        nowMs += 10_001
        await book.sweep()
      }
      await crash()
      expect(await claimedIds()).toHaveLength(3)
      await crash()
      const other = await record(newWrite())
      expect(await claimedIds()).toEqual([`${suspects[0]!.writeId}/0`])
      expect(await claimedIds()).toEqual([])
      await crash()
      expect(await statesOf(suspects[0]!.writeId)).toEqual(['NEEDS_REVIEW'])
      const [second, beside] = await book.claim(100)
      expect([second!.step.id, beside!.step.id]).toEqual([suspects[1]!.id, other.claimed[0]!.step.id])
      await book.settle(second!, applied)
      expect(await claimedIds()).toEqual([`${suspects[2]!.writeId}/0`])
    })

    test('that came to an end clears what its step was suspected of', async () => {
      const { step } = await lease()
      await book.reclaimAll()
      const [again] = await book.claim(1)
      await book.settle(again!, outcome('READY', { retry: { at: nowMs, isInDoubt: true } }))
      expect((await book.claim(1))[0]?.step).toMatchObject({ id: step.id, crashes: 0 })
    })

    test('of a process that is gone is void at once where no other can be', async () => {
      const { step } = await lease()
      await book.reclaimAll()
      expect(await claimedIds()).toEqual([`${step.writeId}/0`])
    })
  })

  describe('order', () => {
    test('a step runs when the one it waits for is applied', async () => {
      const { claimed, write } = await record(newWrite({ steps: [{}, { system: 'ERP', after: 0 }] }))
      expect(await claimedIds()).toEqual([])
      await book.settle(claimed[0]!, applied)
      expect(await claimedIds()).toEqual([`${write.id}/1`])
    })

    test('a write’s own next steps can be asked for', async () => {
      const one = await record(newWrite({ steps: [{}, { system: 'ERP', after: 0 }] }))
      const other = await record(newWrite({ steps: [{}, { system: 'ERP', after: 0 }] }))
      for (const { claimed } of [one, other]) await book.settle(claimed[0]!, applied)
      const next = await book.claim(10, { writeId: other.write.id })
      expect(next.map(({ step }) => step.writeId)).toEqual([other.write.id])
    })

    test('what waits for a step that was refused, directly or not, is not done', async () => {
      const { claimed, write } = await record(
        newWrite({
          steps: [{}, { system: 'ERP', after: 0 }, { system: 'CRS', after: 1 }, { system: 'DATABASE' }],
        }),
      )
      await book.settle(
        claimed[0]!,
        outcome('REJECTED', { reason: { code: 'BAD_USER_INPUT', message: 'no' } }),
      )
      const { steps } = (await book.find(write.id))!
      expect(steps.map(({ state }) => state)).toEqual(['REJECTED', 'FAILED', 'FAILED', 'RUNNING'])
      expect(steps.map(({ reason }) => reason?.code)).toEqual([
        'BAD_USER_INPUT',
        'PRECEDING',
        'PRECEDING',
        undefined,
      ])
    })

    test.each(['DEAD', 'NEEDS_REVIEW'] as const)('behind one that is %s its line waits', async (state) => {
      const head = await lease({ entityId: state })
      await record(newWrite({ entityId: state }))
      await book.settle(head, outcome(state))
      expect(await claimedIds()).toEqual([])
      const impatient = (system: string) =>
        newWrite({ entityId: state, steps: [{ system, whenDown: 'REJECT' }], refusedBehind: [system] })
      const refused = impatient('CRM')
      await expect(book.record(refused)).rejects.toMatchObject({
        code: 'CONFLICT',
        message: expect.stringContaining(head.step.writeId) as string,
      })
      expect(await book.find(refused.id)).toBeNull()
      expect(await book.record(impatient('ERP'))).toMatchObject({ kind: 'recorded' })
    })

    test('a step that waits for its next attempt holds its line back, and runs first', async () => {
      const head = await lease({ entityId: 'slow' })
      const { write } = await record(newWrite({ entityId: 'slow' }))
      await book.settle(head, outcome('READY', { retry: { at: nowMs + 5_000, isInDoubt: false } }))
      expect(await claimedIds()).toEqual([])
      expect((await book.sweep()).nextAt).toBe(nowMs + 5_000)
      nowMs += 5_000
      const [again] = await book.claim(10)
      expect(again?.step).toMatchObject({ id: head.step.id, attempts: 1 })
      await book.settle(again!, applied)
      expect(await claimedIds()).toEqual([`${write.id}/0`])
    })

    test('the next of a line can be asked for: none while one before it is open, is not due, or is not to be asked', async () => {
      const head = await lease({ entityId: 'deep' })
      const { line, system } = head.step
      await record(newWrite({ entityId: 'deep' }))
      const other = await record(newWrite({ entityId: 'deep' }))
      expect(await book.claimNext(line, [])).toBeNull()
      await book.settle(head, outcome('READY', { retry: { at: nowMs + 5_000, isInDoubt: false } }))
      expect(await book.claimNext(line, [])).toBeNull()
      nowMs += 5_000
      const again = (await book.claimNext(line, []))!
      expect(again.step).toMatchObject({ id: head.step.id, state: 'RUNNING' })
      await book.settle(again, applied)
      expect(await book.claimNext(line, [system])).toBeNull()
      await book.settle((await book.claimNext(line, []))!, outcome('DEAD'))
      expect(await book.claimNext(line, [])).toBeNull()
      expect((await book.find(other.write.id))?.steps).toMatchObject([{ state: 'READY' }])
    })

    test('steps of some systems can be asked for, or left', async () => {
      const systems = ['CRM', 'ERP', 'CRS']
      const { claimed, write } = await record(newWrite({ steps: systems.map((system) => ({ system })) }))
      const retry = { retry: { at: nowMs, isInDoubt: false } }
      for (const each of claimed) await book.settle(each, outcome('READY', retry))
      const systemsOf = (steps: readonly ClaimedStep[]) => steps.map(({ step }) => step.system)
      expect(systemsOf(await book.claim(10, { notOf: ['CRM', 'CRS'] }))).toEqual(['ERP'])
      expect(systemsOf(await book.claim(10, { system: 'CRM' }))).toEqual(['CRM'])
      expect(systemsOf(await book.claim(10, { writeId: write.id, notOf: ['CRM'] }))).toEqual(['CRS'])
    })

    test('a system that is back has its steps at once', async () => {
      const head = await lease()
      await book.settle(head, outcome('READY', { retry: { at: nowMs + 60_000, isInDoubt: false } }))
      await book.wakeSystem('ERP')
      expect(await claimedIds()).toEqual([])
      await book.wakeSystem('CRM')
      expect(await claimedIds()).toEqual([`${head.step.writeId}/0`])
    })
  })

  describe('what is too late', () => {
    test('is not done any more, nor what waits for it', async () => {
      await lease({ entityId: 'late' })
      const { write } = await record(
        newWrite({ entityId: 'late', steps: [{ notAfter: nowMs + 1_000 }, { system: 'ERP', after: 0 }] }),
      )
      nowMs += 1_000
      await book.sweep()
      const { steps } = (await book.find(write.id))!
      expect(steps.map(({ state, reason }) => [state, reason?.code])).toEqual([
        ['FAILED', 'EXPIRED'],
        ['FAILED', 'PRECEDING'],
      ])
    })

    test('is looked up first where it may have been done', async () => {
      const head = await lease({ steps: [{ notAfter: nowMs + 1_000 }] })
      await book.settle(head, outcome('READY', { retry: { at: nowMs + 2_000, isInDoubt: true } }))
      nowMs += 2_000
      await book.sweep()
      expect(await claimedIds()).toEqual([`${head.step.writeId}/0`])
    })
  })

  describe('settling', () => {
    test('keeps what the system said', async () => {
      const head = await lease()
      const reason = {
        code: 'UPSTREAM_TIMEOUT',
        message: 'no answer',
        field: 'email',
        upstreamRequestId: 'r-9',
      }
      await book.settle(head, outcome('DEAD', { externalId: '77', version: 'v2', reason }))
      expect((await book.find(head.step.writeId))?.steps[0]).toMatchObject({
        ...{ state: 'DEAD', externalId: '77', version: 'v2', reason, attempts: 1, at: nowMs },
      })
    })

    test('adds steps, which run after the one that brought them', async () => {
      const head = await lease()
      const copy = newStep({
        ordinal: 1,
        after: 0,
        kind: 'COPY',
        system: 'CRS',
        entityId: head.step.entityId,
      })
      await book.settle(head, outcome('APPLIED', { more: [copy] }))
      expect(await book.claim(10)).toMatchObject([{ step: { ...copy, writeId: head.step.writeId } }])
    })

    test('of what takes a step back makes that one COMPENSATED', async () => {
      const head = await lease({ steps: [{ kind: 'CREATE' }, { system: 'ERP' }] })
      const [second] = [(await book.find(head.step.writeId))!.steps[1]!]
      expect(second.state).toBe('RUNNING')
      const undo = newStep({ ordinal: 2, after: 0, kind: 'UNDO' })
      await book.settle(head, outcome('APPLIED', { more: [undo] }))
      const [claimed] = await book.claim(10)
      await book.settle(claimed!, outcome('APPLIED', { takesBack: 0 }))
      expect(await statesOf(head.step.writeId)).toEqual(['COMPENSATED', 'RUNNING', 'APPLIED'])
    })

    test('links what was created, in the same transaction, and says so to memory', async () => {
      const externalId = 'contact-1'
      const id = canonicalId('Customer', 'CRM', externalId)
      expect((await crosswalk.findByIds('Customer', [id])).size).toBe(0)
      const head = await lease({ entityId: null, steps: [{ kind: 'CREATE' }, { system: 'ERP', after: 0 }] })
      const created = { entity: 'Customer', entityId: id, system: 'CRM', externalId }
      await book.settle(head, outcome('APPLIED', { externalId, created }))
      expect((await crosswalk.findByIds('Customer', [id])).get(id)?.links.get('CRM')).toEqual({
        state: 'LINKED',
        externalId,
      })
      expect(await book.find(head.step.writeId)).toMatchObject({ entityId: id })
      expect(await book.claim(1)).toMatchObject([{ writeEntityId: id, person: id, step: { ordinal: 1 } }])
    })

    test('links a counterpart to the entity that it was created for', async () => {
      const minted = await crosswalk.mint('Customer', 'CRM', ['contact-2'])
      const { id } = minted.get('contact-2')!
      const head = await lease({ entityId: id, steps: [{ kind: 'CREATE', system: 'ERP' }] })
      const created = { entity: 'Customer', entityId: id, system: 'ERP', externalId: 'party-2' }
      await book.settle(head, outcome('APPLIED', { created }))
      const identity = (await crosswalk.findByExternalIds('Customer', 'ERP', ['party-2'])).get('party-2')
      expect([identity?.id, identity?.links.size]).toEqual([id, 2])
    })

    test('keeps the identity that a record got from a list that was read meanwhile', async () => {
      const other = await crosswalk.mint('Customer', 'ERP', ['party-3'])
      const { id } = other.get('party-3')!
      await crosswalk.linkMatched([
        { entity: 'Customer', id, key: { system: 'CRM', externalId: 'contact-3' }, matchedBy: 'email' },
      ])
      const head = await lease({ entityId: null, steps: [{ kind: 'CREATE' }] })
      const created = {
        ...{ entity: 'Customer', entityId: canonicalId('Customer', 'CRM', 'contact-3') },
        ...{ system: 'CRM', externalId: 'contact-3' },
      }
      await book.settle(head, outcome('APPLIED', { created }))
      expect(await book.find(head.step.writeId)).toMatchObject({ entityId: id })
    })

    test('links nothing once the lease is lost', async () => {
      const head = await lease({ entityId: null, steps: [{ kind: 'CREATE' }] })
      await book.reclaimAll()
      const id = canonicalId('Customer', 'CRM', 'contact-4')
      const created = { entity: 'Customer', entityId: id, system: 'CRM', externalId: 'contact-4' }
      expect(await book.settle(head, outcome('APPLIED', { created }))).toBeNull()
      expect((await crosswalk.findByIds('Customer', [id])).size).toBe(0)
    })
  })

  describe('a person', () => {
    test('retries what gave up, with other values if need be', async () => {
      const head = await lease({ steps: [{}, { system: 'ERP' }] })
      await book.settle(head, outcome('DEAD'))
      const values = { CRM: { email: 'other@example.com' } }
      const write = await book.retry(head.step.writeId, { values, audit: auditEntry(head.step.writeId) })
      expect(write?.steps.map(({ state }) => state)).toEqual(['READY', 'RUNNING'])
      expect(await book.claim(1)).toMatchObject([{ step: { ordinal: 0, values: values.CRM } }])
    })

    test('who retries what nobody could verify has decided that it was not applied', async () => {
      const head = await lease()
      await book.settle(head, outcome('NEEDS_REVIEW', { reason: { code: 'UNVERIFIED', message: '?' } }))
      expect((await book.find(head.step.writeId))?.steps[0]).toMatchObject({ isInDoubt: true })
      await book.retry(head.step.writeId, { audit: auditEntry(null) })
      expect(await book.claim(1)).toMatchObject([{ step: { isInDoubt: false } }])
    })

    test('who confirms what nobody could verify has it settled without an attempt, and what waits goes on', async () => {
      const { write, claimed } = await record(newWrite({ steps: [{}, { system: 'ERP', after: 0 }] }))
      await book.settle(
        claimed[0]!,
        outcome('NEEDS_REVIEW', { reason: { code: 'UNVERIFIED', message: '?' } }),
      )
      const confirmed = await book.confirm(write.id, {
        system: 'CRM',
        externalId: 'contact-9',
        audit: auditEntry(write.id, 'write.confirmed'),
      })
      expect(confirmed?.steps[0]).toMatchObject({
        ...{ state: 'READY', externalId: 'contact-9', isInDoubt: true, reason: { code: 'CONFIRMED' } },
      })
      const [due] = await book.claim(1)
      await book.settle(due!, { ...applied, wasAttempted: false })
      expect((await book.find(write.id))?.steps[0]).toMatchObject({ state: 'APPLIED', reason: null })
      expect(await claimedIds()).toEqual([`${write.id}/1`])
    })

    test('what is confirmed does not wait for what it was to come after', async () => {
      const { write, claimed } = await record(newWrite({ steps: [{}, { system: 'ERP', after: 0 }] }))
      await book.settle(claimed[0]!, applied)
      const [second] = await book.claim(1)
      const reason = { code: 'UNVERIFIED', message: '?' }
      await book.settle(second!, outcome('NEEDS_REVIEW', { reason }))
      await database.query(`update write_step set state = 'COMPENSATED' where id = $1`, [claimed[0]!.step.id])
      const erp = { system: 'ERP', externalId: null }
      await book.confirm(write.id, { ...erp, audit: auditEntry(write.id) })
      expect(await claimedIds()).toEqual([`${write.id}/1`])
    })

    test('what had to come first and did not leaves nothing to retry', async () => {
      const { write, claimed } = await record(newWrite({ steps: [{}, { system: 'ERP', after: 0 }] }))
      await book.settle(claimed[0]!, applied)
      const [second] = await book.claim(1)
      await book.settle(second!, outcome('NEEDS_REVIEW', { reason: { code: 'UNVERIFIED', message: '?' } }))
      await database.query(`update write_step set state = 'COMPENSATED' where id = $1`, [claimed[0]!.step.id])
      const retried = await book.retry(write.id, { audit: auditEntry(write.id) })
      expect(retried?.steps.map(({ state }) => state)).toEqual(['COMPENSATED', 'NEEDS_REVIEW'])
      expect(await claimedIds()).toEqual([])
    })

    test('of a write of which nothing is left to decide, nothing is changed and nothing audited', async () => {
      const head = await lease()
      await book.settle(head, applied)
      const audit = auditEntry(head.step.writeId, 'nothing.decided')
      await book.retry(head.step.writeId, { audit })
      await book.cancel(head.step.writeId, audit)
      await book.confirm(head.step.writeId, { system: 'CRM', externalId: null, audit })
      expect(await statesOf(head.step.writeId)).toEqual(['APPLIED'])
      const entries = await database.query('select 1 from audit_entry where event = $1', ['nothing.decided'])
      expect(entries).toEqual([])
    })

    test('who retries what was to be done at once or never has it done late, but not what a client wanted by then', async () => {
      const notAfter = nowMs + 1_000
      const steps = [
        { notAfter, whenDown: 'REJECT' as const },
        { notAfter, system: 'ERP' },
      ]
      const { write, claimed } = await record(newWrite({ steps }))
      for (const each of claimed) await book.settle(each, outcome('DEAD'))
      nowMs += 2_000
      await book.retry(write.id, { audit: auditEntry(null) })
      expect(await claimedIds()).toEqual([`${write.id}/0`])
    })

    test('does not retry what is applied', async () => {
      const head = await lease()
      await book.settle(head, applied)
      await book.retry(head.step.writeId, { audit: auditEntry(null) })
      expect(await statesOf(head.step.writeId)).toEqual(['APPLIED'])
    })

    test('frees a line by cancelling its head, and what waited for that is not done', async () => {
      const head = await lease({ entityId: 'stuck', steps: [{}, { system: 'ERP', after: 0 }] })
      const { write } = await record(newWrite({ entityId: 'stuck' }))
      await book.settle(head, outcome('DEAD'))
      const cancelled = await book.cancel(head.step.writeId, auditEntry(head.step.writeId))
      expect(cancelled?.steps.map(({ state }) => state)).toEqual(['FAILED', 'FAILED'])
      expect(cancelled?.steps[0]?.reason?.code).toBe('CANCELLED')
      expect(await claimedIds()).toEqual([`${write.id}/0`])
    })

    test('does not cancel what runs or is applied', async () => {
      const head = await lease({ steps: [{}, { system: 'ERP' }] })
      await book.settle(head, applied)
      const cancelled = await book.cancel(head.step.writeId, auditEntry(null))
      expect(cancelled?.steps.map(({ state }) => state)).toEqual(['APPLIED', 'RUNNING'])
    })

    test('is told when there is no such write', async () => {
      expect(await book.retry('nothing', { audit: auditEntry(null) })).toBeNull()
      expect(await book.cancel('nothing', auditEntry(null))).toBeNull()
      const confirmation = { system: 'CRM', externalId: null, audit: auditEntry(null) }
      expect(await book.confirm('nothing', confirmation)).toBeNull()
      expect(await book.find('nothing')).toBeNull()
    })
  })

  describe('looking', () => {
    test('a list goes from the newest to the oldest, page by page', async () => {
      const ids: string[] = []
      for (let index = 0; index < 5; index++) ids.unshift((await record(newWrite())).write.id)
      const first = await book.list({ filter: {}, first: 2, after: null })
      expect([first.writes.map(({ id }) => id), first.hasNextPage]).toEqual([ids.slice(0, 2), true])
      const rest = await book.list({ filter: {}, first: 3, after: first.cursors[1]! })
      expect([rest.writes.map(({ id }) => id), rest.hasNextPage]).toEqual([ids.slice(2), false])
    })

    test('a list has what all its filters let through', async () => {
      const dead = await lease({ entityId: 'x', principal: 'berta', steps: [{ system: 'ERP' }] })
      await book.settle(dead, outcome('DEAD'))
      const createdAt = nowMs
      nowMs += 1_000
      await record(newWrite({ entityId: 'y' }))
      const list = async (filter: Parameters<typeof book.list>[0]['filter']) =>
        (await book.list({ filter, first: 10, after: null })).writes.map(({ entityId }) => entityId)
      expect(await list({ states: ['DEAD', 'FAILED'] })).toEqual(['x'])
      expect(await list({ states: ['DEAD'], system: 'CRM' })).toEqual([])
      expect(await list({ system: 'CRM' })).toEqual(['y'])
      expect(await list({ entity: 'Customer', entityId: 'x' })).toEqual(['x'])
      expect(await list({ principal: 'berta' })).toEqual(['x'])
      expect(await list({ requestId: 'other' })).toEqual([])
      expect(await list({ requestId: 'request-1' })).toEqual(['y', 'x'])
      expect(await list({ createdTo: createdAt })).toEqual(['x'])
      expect(await list({ createdFrom: createdAt + 1 })).toEqual(['y'])
    })

    test('what is pending is counted by entity and system', async () => {
      const head = await lease({ entityId: 'p', steps: [{}, { system: 'ERP' }] })
      await record(newWrite({ entityId: 'p' }))
      await book.settle(head, outcome('DEAD'))
      await lease({ entityId: 'q' })
      expect(await book.countPending('Customer', ['p', 'q', 'r'])).toEqual(
        new Map([
          [
            'p',
            new Map([
              ['CRM', 1],
              ['ERP', 1],
            ]),
          ],
          ['q', new Map([['CRM', 1]])],
        ]),
      )
    })

    test('what is queued or stuck is counted by system, with the age of the oldest', async () => {
      const [dead, review] = [await lease({ entityId: 'one' }), await lease({ entityId: 'two' })]
      await book.settle(dead, outcome('DEAD'))
      await book.settle(review, outcome('NEEDS_REVIEW'))
      await book.settle(await lease({ steps: [{ system: 'CRS' }] }), applied)
      await lease({ steps: [{}, { system: 'ERP', after: 0 }] })
      nowMs += 2_000
      await lease()
      expect(await book.backlog()).toEqual([
        { system: 'CRM', queued: 2, needsReview: 1, dead: 1, oldestAgeMs: 2_000 },
        { system: 'ERP', queued: 1, needsReview: 0, dead: 0, oldestAgeMs: 2_000 },
      ])
    })

    test('writes of a kind to an entity are counted since a time', async () => {
      await lease({ entityId: 'often' })
      nowMs += 1_000
      await lease({ entityId: 'often' })
      expect(await book.countSince('updateCustomer', 'often', nowMs - 1_000)).toBe(2)
      expect(await book.countSince('updateCustomer', 'often', nowMs)).toBe(1)
      expect(await book.countSince('mergeCustomers', 'often', 0)).toBe(0)
    })

    test('a listener hears of each change, until it has enough', async () => {
      const heard: string[] = []
      const stop = book.onChange((writeId) => heard.push(writeId))
      const head = await lease()
      expect(heard).toContain(head.step.writeId)
      heard.length = 0
      await book.settle(head, applied)
      expect(heard).toContain(head.step.writeId)
      stop()
      heard.length = 0
      await lease()
      expect(heard).toEqual([])
    })

    test('what is done is deleted when it is old, what is open is kept', async () => {
      const done = await lease()
      await book.settle(done, applied)
      const open = await lease()
      nowMs += 1_001
      const young = await lease()
      await book.settle(young, applied)
      expect(await book.purge(1_000)).toBe(1)
      const left = await book.list({ filter: {}, first: 10, after: null })
      expect(left.writes.map(({ id }) => id)).toEqual([young.step.writeId, open.step.writeId])
    })
  })
}
