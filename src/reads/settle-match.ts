import type { Ambiguity, Crosswalk, ExternalKey, Identity } from '../identity/crosswalk.ts'
import type { SystemName } from '../schema/catalog.ts'
import { batchWrites, type RecordKey } from './batch-writes.ts'
import { adoptIdentity, linkAt, setLink, type EntityHandle, type LinkView } from './entity-handle.ts'
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
  /**
   * AMBIGUOUS when the record, or the entity's place in that system, is taken: that is listed for review. ABSENT when a
   * person decided that the record is not the entity's.
   */
  link(subject: Subject, key: ExternalKey, matchedBy: string): Promise<'LINKED' | 'AMBIGUOUS' | 'ABSENT'>
  /** A match as a link, an absence or an ambiguity; a failure is stored nowhere. */
  settle(subject: Subject, system: SystemName, match: MatchOutcome): Promise<void>
}

export function createSettlement(crosswalk: Crosswalk, now: () => number): Settlement {
  const writes = batchWrites(crosswalk)

  const adopt = (handles: readonly EntityHandle[], identity: Identity | undefined): void => {
    for (const handle of handles) if (identity) adoptIdentity(handle, identity, now())
  }
  const show = (subject: Subject, system: SystemName, view: LinkView): void => {
    for (const handle of subject.handles) if (!linkAt(handle, system)) setLink(handle, system, view)
  }
  const markAbsent = async (subject: Subject, system: SystemName): Promise<'ABSENT'> => {
    const { entity, id } = subject
    await writes.markAbsent({ entity, id, system, until: now() + absentForMs })
    show(subject, system, { state: 'ABSENT' })
    return 'ABSENT'
  }
  const ask = async (
    subject: Subject,
    question: Omit<Ambiguity, 'entity' | 'id'>,
  ): Promise<'AMBIGUOUS' | 'ABSENT'> => {
    const { entity, id } = subject
    const listed = await writes.markAmbiguous({ entity, id, ...question })
    if (listed === 'REFUSED') return markAbsent(subject, question.system)
    show(subject, question.system, { state: 'AMBIGUOUS' })
    return 'AMBIGUOUS'
  }
  const link = async (subject: Subject, key: ExternalKey, matchedBy: string) => {
    const { entity, id, handles } = subject
    const outcome = await writes.linkMatched({ entity, id, key, matchedBy })
    switch (outcome.kind) {
      case 'linked':
        adopt(handles, outcome.identity)
        return 'LINKED'
      case 'refused':
        return markAbsent(subject, key.system)
      case 'conflict': {
        const reason = 'the record is already linked to another entity, or the entity to another record'
        return ask(subject, { system: key.system, matchedBy, candidates: [key.externalId], reason })
      }
    }
  }

  return {
    mint: writes.mint,
    adopt,
    show,
    link,
    async settle(subject, system, match) {
      switch (match.kind) {
        case 'linked':
          await link(subject, { system, externalId: match.externalId }, match.matchedBy)
          break
        case 'failed':
          show(subject, system, { state: 'UNRESOLVED', failure: match.failure })
          break
        case 'absent':
          await markAbsent(subject, system)
          break
        case 'ambiguous': {
          const { matchedBy, candidates, reason } = match
          await ask(subject, { system, matchedBy, candidates, reason })
        }
      }
    },
  }
}
