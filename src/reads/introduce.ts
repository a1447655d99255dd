import type { SourceRecord } from '../datasources/source-record.ts'
import type { Entity, SystemName } from '../schema/catalog.ts'
import { setRecord, type EntityHandle } from './entity-handle.ts'
import type { Loaders } from './loaders.ts'
import { matchRecord, type MatchOutcome } from './match-records.ts'
import type { Settlement } from './settle-match.ts'

export interface Newcomer {
  entity: Entity
  /** The system that the record is of. */
  system: SystemName
  externalId: string
  handles: readonly EntityHandle[]
}

/**
 * First sight of a record: which entity is it? The authority is asked first; a record that it does not know may still
 * be the same entity as records of the other systems. The identity is minted from the first of them in declared order,
 * so that it is the same whichever is met first.
 */
export async function introduce(
  newcomer: Newcomer,
  context: {
    loaders: Loaders
    settlement: Settlement
    systems: readonly SystemName[]
    authority: SystemName
  },
): Promise<void> {
  const { entity, system, externalId, handles } = newcomer
  const { loaders, settlement, systems, authority } = context
  const loaded = await loaders.record({ system, entity: entity.name, part: null }, externalId, 'FRESH')
  // Deleted since something referred to it: there is nobody to introduce.
  if (loaded.kind === 'gone') {
    for (const handle of handles) setRecord(handle, system, loaded)
    return
  }
  const seek = async (record: SourceRecord, target: SystemName): Promise<MatchOutcome> =>
    matchRecord(loaders, entity, { system, record }, target)

  const matches = new Map<SystemName, MatchOutcome>()
  matches.set(authority, loaded.kind === 'failed' ? loaded : await seek(loaded.record, authority))
  if (loaded.kind === 'loaded' && matches.get(authority)?.kind === 'absent') {
    const others = systems.filter((other) => other !== system && other !== authority)
    const found = await Promise.all(
      others.map(async (other) => [other, await seek(loaded.record, other)] as const),
    )
    for (const [other, match] of found) matches.set(other, match)
  }

  const keyOf = (name: SystemName): string | null => {
    const match = matches.get(name)
    if (name === system) return externalId
    return match?.kind === 'linked' ? match.externalId : null
  }
  const anchor = systems.find((name) => keyOf(name) !== null) ?? system
  const minted = await settlement.mint({
    entity: entity.name,
    system: anchor,
    externalId: keyOf(anchor) ?? externalId,
  })
  const subject = { entity: entity.name, id: minted.id, handles }
  if (anchor === system) settlement.adopt(handles, minted)
  else {
    const match = matches.get(anchor)
    const matchedBy = match?.kind === 'linked' ? match.matchedBy : ''
    const state = await settlement.link(subject, { system, externalId }, matchedBy)
    if (state !== 'LINKED') {
      // The other entity has another record here, or a person parted the two: this one stays on its own.
      settlement.adopt(handles, await settlement.mint({ entity: entity.name, system, externalId }))
      settlement.show(subject, anchor, { state })
      return
    }
  }
  for (const [other, match] of matches) if (other !== anchor) await settlement.settle(subject, other, match)
}
