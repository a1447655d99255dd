import { createHash } from 'node:crypto'
import type { SourceCache, SourceChange } from '../cache/source-cache.ts'
import type { Crosswalk } from '../identity/crosswalk.ts'
import type { Database } from '../store/database.ts'
import { refsOf } from '../writes/read-changes.ts'
import type { WriteBook } from '../writes/write-book.ts'
import type { Step, StepState } from '../writes/write.ts'

/**
 * The book, with the cache told of each change before whoever made it goes on: once it is under way, and once it is
 * settled. Nothing that was read before is kept or shown after it.
 */
export function fenceWrites<Book extends WriteBook>(
  book: Book,
  {
    cache,
    crosswalk,
    notices,
  }: { cache: SourceCache; crosswalk: Pick<Crosswalk, 'findByIds'>; notices: SourceNotices },
): Book {
  const tell = async (steps: readonly Told[]): Promise<void> => {
    for (const step of steps) cache.change(await describeChange(crosswalk, step))
  }
  return {
    ...book,
    async record(write) {
      const recorded = await book.record(write)
      if (recorded.kind === 'recorded')
        await tell(
          recorded.claimed.map(({ step, writeEntityId }) => ({ step, writeEntityId, state: 'RUNNING' })),
        )
      return recorded
    },
    async claim(limit, of) {
      const claimed = await book.claim(limit, of)
      await tell(claimed.map(({ step, writeEntityId }) => ({ step, writeEntityId, state: 'RUNNING' })))
      return claimed
    },
    async claimNext(line, notOf) {
      const claimed = await book.claimNext(line, notOf)
      if (claimed) await tell([{ ...claimed, state: 'RUNNING' }])
      return claimed
    },
    async settle(claimed, outcome) {
      const { step, writeEntityId } = claimed
      const heard = notices.awaitEndOf(step.id)
      const settled = await book.settle(claimed, outcome)
      const externalId = outcome.externalId ?? step.externalId
      // Whoever has the lease by now: what this attempt did at the system, it did.
      await tell([{ step: { ...step, externalId }, writeEntityId, state: outcome.state }])
      if (settled) await heard
      return settled
    },
  }
}

export interface SourceNotices {
  /**
   * Resolves once the store has told us that this change is over, and so is telling the other replicas; where it tells
   * nobody, or takes too long, all the same.
   */
  awaitEndOf(changeId: string): Promise<void>
  close(): void
}

/** As long as a client's answer may wait for others to have heard of it. */
const longestWaitMs = 100

/** Hears of changes, those of other replicas too, from what the transactions tell that make them. */
export function hearSourceChanges(database: Database, cache: SourceCache): SourceNotices {
  const channel = `headwater_source_${createHash('md5').update(database.schema).digest('hex')}`
  const waiting = new Map<string, () => void>()
  const stop = database.listen(channel, (payload) => {
    const change = payload === null ? null : readNotice(payload)
    if (change) {
      cache.change(change)
      if (change.state === 'OVER') waiting.get(change.id)?.()
    }
    // Something was missed, or is not understood.
    else cache.clear('HERE')
  })
  return {
    async awaitEndOf(changeId) {
      if (database.kind === 'pglite') return
      const { promise, resolve } = Promise.withResolvers<undefined>()
      const timer = setTimeout(() => resolve(undefined), longestWaitMs)
      waiting.set(changeId, () => resolve(undefined))
      await promise
      clearTimeout(timer)
      waiting.delete(changeId)
    },
    close: stop,
  }
}

interface Told {
  step: Step
  writeEntityId: string | null
  state: StepState
}

async function describeChange(
  crosswalk: Pick<Crosswalk, 'findByIds'>,
  { step, writeEntityId, state }: Told,
): Promise<SourceChange> {
  const { id, system, entity, kind, values } = step
  const linkOf = async (of: string, entityId: string | null): Promise<string | null> => {
    if (entityId === null) return null
    const link = (await crosswalk.findByIds(of, [entityId])).get(entityId)?.links.get(system)
    return link?.state === 'LINKED' ? link.externalId : null
  }
  const common = {
    ...{ id, system, entity, fields: Object.keys(values), isAction: kind === 'ACTION' || kind === 'UNDO' },
    state: state === 'RUNNING' ? ('UNDER_WAY' as const) : ('OVER' as const),
  }
  try {
    const entityId = kind === 'CREATE' ? null : (step.entityId ?? writeEntityId)
    const externalId = step.externalId ?? (await linkOf(entity, entityId))
    const refs: { entity: string; externalId: string }[] = []
    for (const ref of refsOf(Object.values(values))) {
      const found = await linkOf(ref.$entity, ref.id)
      if (found !== null) refs.push({ entity: ref.$entity, externalId: found })
    }
    return { ...common, externalId, isNew: externalId === null && kind === 'CREATE', refs }
  } catch {
    // The store does not say which record it is: it may be any.
    return { ...common, externalId: null, isNew: false, refs: [] }
  }
}

/** As the trigger of migration 0006 writes it; null for what is none. */
function readNotice(payload: string): SourceChange | null {
  try {
    const { step, system, entity, kind, state, externalId, refs, fields } = JSON.parse(payload) as Record<
      string,
      unknown
    >
    if (typeof step !== 'string' || typeof system !== 'string' || typeof entity !== 'string') return null
    const isKnown = typeof externalId === 'string'
    return {
      ...{ id: step, system, entity },
      externalId: isKnown ? externalId : null,
      isNew: !isKnown && kind === 'CREATE' && externalId === null,
      refs: Array.isArray(refs)
        ? (refs as [string, string][]).map(([of, id]) => ({ entity: of, externalId: id }))
        : [],
      fields: Array.isArray(fields) ? (fields as string[]) : [],
      isAction: kind === 'ACTION' || kind === 'UNDO',
      state: state === 'RUNNING' ? 'UNDER_WAY' : 'OVER',
    }
  } catch {
    return null
  }
}
