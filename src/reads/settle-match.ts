import type { Crosswalk, ExternalKey, Identity } from '../identity/crosswalk.ts'
import type { SystemName } from '../schema/catalog.ts'
import { batchWrites, type RecordKey } from './batch-writes.ts'
import { adoptIdentity, type EntityHandle, type LinkView } from './entity-handle.ts'
import type { MatchOutcome } from './match-records.ts'

/** How long a system that had no record of an entity is not asked again. */
const absentForMs = 15 * 60_000

/** An entity that matches are settled for: in the crosswalk, and on the handles that show it in this request. */
export interface Subject {
  entity: string
  id: string
  handles: readonly EntityHandle[]
}

/** Stores what matches came to. */
export interface Settlement {
  mint(key: RecordKey): Promise<Identity>
  adopt(handles: readonly EntityHandle[], identity: Identity | undefined): void
  /** Shows a link's state on handles that have none there. */
  show(subject: Subject, system: SystemName, view: LinkView): void
  /** False when the record, or the entity's place in that system, is taken: that is listed for review instead. */
  link(subject: Subject, key: ExternalKey, matchedBy: string): Promise<boolean>
  /** A match as a link, an absence or an ambiguity; a failure is stored nowhere. */
  settle(subject: Subject, system: SystemName, match: MatchOutcome): Promise<void>
}

export function createSettlement(crosswalk: Crosswalk, now: () => number): Settlement {
  const writes = batchWrites(crosswalk)

  const adopt = (handles: readonly EntityHandle[], identity: Identity | undefined): void => {
    for (const handle of handles) if (identity) adoptIdentity(handle, identity, now())
  }
  const show = (subject: Subject, system: SystemName, view: LinkView): void => {
    for (const { links } of subject.handles) if (!links.has(system)) links.set(system, view)
  }
  const link = async (subject: Subject, key: ExternalKey, matchedBy: string): Promise<boolean> => {
    const { entity, id, handles } = subject
    const outcome = await writes.linkMatched({ entity, id, key, matchedBy })
    if (outcome.kind === 'linked') {
      adopt(handles, outcome.identity)
      return true
    }
    const reason = 'the record is already linked to another entity, or the entity to another record'
    const candidates = [key.externalId]
    await writes.markAmbiguous({ entity, id, system: key.system, matchedBy, candidates, reason })
    show(subject, key.system, { state: 'AMBIGUOUS' })
    return false
  }

  return {
    mint: writes.mint,
    adopt,
    show,
    link,
    async settle(subject, system, match) {
      const { entity, id } = subject
      switch (match.kind) {
        case 'linked':
          await link(subject, { system, externalId: match.externalId }, match.matchedBy)
          break
        case 'failed':
          show(subject, system, { state: 'UNRESOLVED', failure: match.failure })
          break
        case 'absent':
          await writes.markAbsent({ entity, id, system, until: now() + absentForMs })
          show(subject, system, { state: 'ABSENT' })
          break
        case 'ambiguous': {
          const { matchedBy, candidates, reason } = match
          await writes.markAmbiguous({ entity, id, system, matchedBy, candidates, reason })
          show(subject, system, { state: 'AMBIGUOUS' })
        }
      }
    },
  }
}
