import { attributeOf } from '../auth/attribute-of.ts'
import { isGranted, type Condition, type Grant } from '../auth/grant.ts'
import type { Crosswalk } from '../identity/crosswalk.ts'
import { findCustomerEntity, sourceKey, type SystemName } from '../schema/catalog.ts'
import { createDecisions, type DecisionParts } from './decide-conditions.ts'
import { adoptIdentity, setDecided, type EntityHandle } from './entity-handle.ts'
import type { RecordKind } from './loaders.ts'
import { outcomeOf } from './outcome.ts'
import { entityOf } from './entity-of.ts'

/** What a caller may see of a record, where that depends on the record. */
export interface Guarded {
  conditions: readonly Condition[]
  visible: Grant
}

/** Decides the conditions of one caller, a record and condition once a request. */
export interface Guard {
  /** Fills `decided` of each handle (all of one entity), and hides those that are not visible. Never throws. */
  admit(guarded: Guarded, handles: readonly EntityHandle[]): Promise<void>
  /**
   * For a look-up that shows nothing. Loads what deciding about a record of the entity loads and this request has not, of any
   * other record: so that the time and the calls of an answer do not tell hidden from absent. `read`: the system that was asked.
   */
  pretend(entity: string, conditions: readonly Condition[], read: SystemName | null): Promise<void>
  /** The customer that the caller is; null for a caller who is none, or no longer. @throws why that is not known */
  whoIsSelf(): Promise<EntityHandle | null>
}

type GuardParts = Omit<DecisionParts, 'whoIsSelf'> & { crosswalk: Crosswalk; now: () => number }

export function createGuard(parts: GuardParts): Guard {
  const { catalog, caller, loaders, linker, crosswalk } = parts
  let self: Promise<EntityHandle | null> | undefined
  const whoIsSelf = () => (self ??= findSelf(parts))
  const decide = createDecisions({ ...parts, whoIsSelf })
  /** By condition: who is being decided about. */
  const pending = new Map<string, Map<EntityHandle, Promise<void>>>()

  const decideFresh = async (condition: Condition, handles: readonly EntityHandle[]): Promise<void> => {
    const decisions = await decide(condition, handles)
    for (const [index, handle] of handles.entries()) {
      const decision = decisions[index]
      if (decision?.kind === 'failed') handle.undecided ??= decision.failure
      setDecided(handle, condition.key, decision?.kind === 'value' && decision.value)
    }
  }

  /** Two places of a document may reach one record: the second waits for the first. */
  const decideOnce = async (condition: Condition, handles: readonly EntityHandle[]): Promise<void> => {
    const known = pending.get(condition.key) ?? new Map<EntityHandle, Promise<void>>()
    pending.set(condition.key, known)
    const fresh = handles.filter((handle) => !known.has(handle))
    const waiting = new Set<Promise<void>>()
    if (fresh.length > 0) {
      const work = decideFresh(condition, fresh)
      for (const handle of fresh) known.set(handle, work)
    }
    for (const handle of handles) {
      const work = known.get(handle)
      if (work) waiting.add(work)
    }
    for (const work of waiting) await work
  }

  /** The records that a condition is decided by, as (entity, field). */
  const readsOf = (entity: string, condition: Condition): [entity: string, field: string][] => {
    if (condition.kind === 'rule') {
      const { via, path, attribute } = condition
      const allowed = attributeOf(caller, attribute)
      // Nothing is read for a rule that no record satisfies, or every one.
      if (allowed === 'ALL' || allowed.length === 0) return []
      return via
        ? [
            [entity, via.name],
            [via.entity, path[0]],
          ]
        : [[entity, path[0]]]
    }
    const { self: name } = entityOf({ catalog }, entity)
    return name === null || name === 'id' ? [] : [[entity, name]]
  }

  /** The system in which the caller's own record is compared with that of an entity which was read at `read`. */
  const comparedAt = (name: string, read: SystemName | null): SystemName | null => {
    const entity = entityOf({ catalog }, name)
    const field = entity.self === null ? undefined : entity.fields.get(entity.self)
    return field?.kind === 'reference' ? field.owner : read
  }

  const pretendToBeSelf = async (name: string, read: SystemName | null): Promise<void> => {
    const system = comparedAt(name, read)
    const found = await outcomeOf(whoIsSelf)
    if (system !== null && found.kind === 'value' && found.value) await linker.linkTo([found.value], system)
  }

  return {
    whoIsSelf,
    async admit({ conditions, visible }, handles) {
      if (conditions.length === 0) return
      const open = conditions.filter(({ key }) => handles.some((handle) => !handle.decided.has(key)))
      if (open.length > 0) await Promise.all(open.map((condition) => decideOnce(condition, handles)))
      for (const handle of handles) handle.hidden = !isGranted(visible, handle.decided)
    },
    async pretend(name, conditions, read) {
      if (conditions.some(({ kind }) => kind === 'self')) await pretendToBeSelf(name, read)
      const kinds = new Map<string, RecordKind>()
      for (const [entity, fieldName] of conditions.flatMap((condition) => readsOf(name, condition))) {
        const field = entityOf({ catalog }, entity).fields.get(fieldName)
        if (field?.kind !== 'value' && field?.kind !== 'reference') continue
        const { owner: system, part } = field
        if (entity !== name || part !== null || system !== read)
          kinds.set(`${entity} ${sourceKey(system, part)}`, { system, entity, part })
      }
      await Promise.all(
        [...kinds.values()]
          .filter((kind) => !loaders.hasAsked(kind))
          .map((kind) =>
            outcomeOf(async () => {
              const some = await crosswalk.findSome(kind.entity, kind.system)
              if (some) await loaders.record(kind, some.externalId, 'FRESH')
            }),
          ),
      )
    },
  }
}

/** A credential may outlive the customer that it names: one that no system knows is nobody. */
async function findSelf({
  catalog,
  caller: { customer },
  crosswalk,
  loaders,
  linker,
  handleOf,
  now,
}: GuardParts): Promise<EntityHandle | null> {
  const entity = findCustomerEntity(catalog)
  if (!customer || !entity) return null
  const { system, externalId } = customer
  const handle = handleOf(entity.name, system, externalId)
  const known = (await crosswalk.findByExternalIds(entity.name, system, [externalId])).get(externalId)
  if (known) {
    adoptIdentity(handle, known, now())
    return handle
  }
  const loaded = await loaders.record({ system, entity: entity.name, part: null }, externalId, 'FRESH')
  if (loaded.kind === 'failed') throw loaded.failure.error
  if (loaded.kind === 'gone') return null
  await linker.identify([handle])
  if (handle.identityFailure) throw handle.identityFailure.error
  return handle
}
