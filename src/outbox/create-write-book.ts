import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Crosswalk } from '../identity/crosswalk.ts'
import type { Database } from '../store/database.ts'
import { claimNext, claimSteps, renewLeases } from './claim-steps.ts'
import { cancelWrite, confirmWrite, retryWrite } from './decide-writes.ts'
import { findKey } from './find-key.ts'
import { findWrite } from './find-write.ts'
import { purgeWrites } from './purge-writes.ts'
import { countPending, countSince, listWrites, readBacklog, readLatelyChanged } from './read-writes.ts'
import { recordWrite } from './record-write.ts'
import { settleStep } from './settle-step.ts'
import { createStoreClock } from './store-clock.ts'
import { reclaimSteps, sweepSteps } from './sweep-steps.ts'
import type { WriteBook } from '../writes/write-book.ts'

export interface WriteBookOptions {
  database: Database
  crosswalk: Pick<Crosswalk, 'whileLinking'>
  /** ms since epoch. Unless told, it is the store's own clock, on which all replicas agree. */
  now?: () => number
  /** 10 s unless told, which is the most. */
  leaseMs?: number
  /** Processes that ended at a step, after which a person has to look: 3 unless told. */
  maxCrashes?: number
  /** How long a client's key is known: a day unless told. */
  keyLifeMs?: number
  /** How long one call at a system may take: what a process that is gone has begun is let come to its end. 0 unless told. */
  callMs?: number
}

const usualKeyLifeMs = 24 * 3_600_000

/** Writes in the store. Every failure to reach it is a GatewayError STORE_UNAVAILABLE. */
export function createWriteBook({
  database,
  crosswalk,
  now,
  leaseMs,
  maxCrashes = 3,
  keyLifeMs = usualKeyLifeMs,
  callMs = 0,
}: WriteBookOptions): WriteBook & {
  /** Deletes writes of which nothing has been open for `keepMs`, and client keys that have expired. How many writes went. */
  purge(keepMs: number): Promise<number>
  close(): Promise<void>
} {
  const clock = createStoreClock(now, leaseMs)
  const store = database.kysely
  const listeners = new Set<(writeId: string) => void>()
  const stopListening = database.listen(channelOf(database.schema), (writeId) => {
    if (writeId !== null) tell([writeId])
    else void readLatelyChanged(store).then(tell, () => undefined)
  })
  const tell = (writeIds: Iterable<string>) => {
    for (const writeId of new Set(writeIds)) for (const listener of listeners) listener(writeId)
  }

  return {
    async record(write) {
      const recorded = await recordWrite(database, clock, keyLifeMs, write)
      if (recorded.kind === 'recorded') tell([write.id])
      return recorded
    },

    async claim(limit, of = {}) {
      const claimed = await claimSteps({ database, clock, maxCrashes }, limit, of)
      tell(claimed.map(({ step }) => step.writeId))
      return claimed
    },

    async claimNext(line, notOf) {
      const claimed = await claimNext(database, clock, line, notOf)
      if (claimed) tell([claimed.step.writeId])
      return claimed
    },

    renew: (claimed) => renewLeases(database, clock, claimed),

    async settle(claimed, outcome) {
      const settled = await settleStep({ database, crosswalk, clock }, claimed, outcome)
      if (settled) tell([claimed.step.writeId])
      return settled
    },

    find: (writeId) => findWrite(database, writeId),
    findKey: (principal, mutation, key) => findKey(database, clock, { principal, mutation, key }),
    list: (request) => listWrites(store, request),
    countPending: (entity, ids) => countPending(store, entity, ids),
    countSince: (mutation, entityId, since) => countSince(store, mutation, entityId, since),
    backlog: () => readBacklog(store, clock),

    async retry(writeId, request) {
      const write = await retryWrite(database, clock, writeId, request)
      if (write) tell([writeId])
      return write
    },

    async cancel(writeId, audit) {
      const write = await cancelWrite(database, clock, writeId, audit)
      if (write) tell([writeId])
      return write
    },

    async confirm(writeId, request) {
      const write = await confirmWrite(database, clock, writeId, request)
      if (write) tell([writeId])
      return write
    },

    async wakeSystem(system) {
      const at = clock.now()
      const { rows } = await sql<{ write_id: string }>`update write_step set next_attempt_at = ${at}
        where system = ${system} and state = 'READY' and next_attempt_at > ${at}
        returning write_id`.execute(store)
      tell(rows.map(({ write_id: writeId }) => writeId))
    },

    async sweep() {
      const { changed, nextAt } = await sweepSteps(database, clock, { maxCrashes, callMs })
      tell(changed)
      return { nextAt }
    },

    async reclaimAll() {
      tell(await reclaimSteps(database, clock.now(), { maxCrashes, callMs }, sql`true`))
    },

    purge: (keepMs) => purgeWrites(database, clock, keepMs),

    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },

    close() {
      stopListening()
      listeners.clear()
      return Promise.resolve()
    },
  }
}

/** As the trigger of migration 0003 has it. */
function channelOf(schema: string): string {
  return `headwater_${createHash('md5').update(schema).digest('hex')}`
}
