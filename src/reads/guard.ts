import { attributeOf } from '../auth/attribute-of.ts'
import type { Condition, Decided, Grant } from '../auth/grant.ts'
import { sourceKey, type SystemName } from '../schema/catalog.ts'
import { createDecisions, type Decision, type DecisionParts } from './decide-conditions.ts'
import { isGrantedOf, type EntityHandle } from './entity-handle.ts'
import type { RecordKind } from './loaders.ts'
import { entityOf } from './entity-of.ts'
import { failed, outcomeOf } from './outcome.ts'
import { createSelf, type SelfParts } from './find-self.ts'
import { whenAll, type Waiting } from './waiting.ts'

/** What a caller may see of a record, where that depends on the record. */
export interface Guarded {
  conditions: readonly Condition[]
  visible: Grant
}

/** Decides the conditions of one caller, a record and condition once a request. */
export interface Guard {
  /**
   * Fills `decided` of each handle (all of one entity), and hides those that are not visible; null: that is done, for what
   * decides was there. Never throws.
   */
  admit(guarded: Guarded, handles: readonly EntityHandle[]): Promise<void> | null
  /**
   * For a look-up that shows nothing. Loads what deciding about a record of the entity loads and this request has not, of any
   * other record: so that the time and the calls of an answer do not tell hidden from absent. `read`: the system that was asked.
   */
  pretend(entity: string, conditions: readonly Condition[], read: SystemName | null): Promise<void>
  /** The customer that the caller is; null for a caller who is none, or no longer. @throws why that is not known */
  whoIsSelf(): Promise<EntityHandle | null>
}

type GuardParts = Omit<DecisionParts, 'self'> & SelfParts

export function createGuard(parts: GuardParts): Guard {
  const { catalog, caller, loaders, linker, crosswalk } = parts
  const self = createSelf(parts)
  const deciderOf = createDecisions({ ...parts, self })
  /** By condition: who is being decided about. */
  const pending = new Map<string, Map<EntityHandle, Promise<void>>>()

  /** null: all is decided. */
  const decide = (condition: Condition, handles: readonly EntityHandle[]): Promise<void> | null => {
    const { key } = condition
    const decider = deciderOf(handles[0]?.entity ?? '', condition)
    const note = createNote(key)
    const settle = (): void => {
      for (const handle of handles) note(handle, decider.decide(handle))
    }
    const loading = decider.prepare(handles)
    if (!loading) {
      settle()
      return null
    }
    return loading.then(settle, (thrown: unknown) => {
      for (const handle of handles) note(handle, failed(thrown))
    })
  }

  /** Two places of a document may reach one record: the second waits for the first. */
  const decideOnce = (condition: Condition, handles: readonly EntityHandle[]): Waiting => {
    const { key } = condition
    const isOpen = ({ decided }: EntityHandle): boolean => !decided.has(key)
    if (!handles.some(isOpen)) return null
    const open = handles.every(isOpen) ? handles : handles.filter(isOpen)
    const known = pending.get(key)
    const fresh = known ? open.filter((handle) => !known.has(handle)) : open
    const work = fresh.length > 0 ? decide(condition, fresh) : null
    if (!known && !work) return null
    const waiting = new Set(open.map((handle) => known?.get(handle) ?? work))
    if (work) {
      const all = known ?? new Map<EntityHandle, Promise<void>>()
      pending.set(key, all)
      for (const handle of fresh) all.set(handle, work)
    }
    return whenAll([...waiting])
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
    const found = await outcomeOf(self.find)
    if (system !== null && found.kind === 'value' && found.value) await linker.linkTo([found.value], system)
  }

  return {
    whoIsSelf: self.find,
    admit({ conditions, visible }, handles) {
      if (conditions.length === 0) return null
      const settle = (): void => {
        for (const handle of handles) {
          handle.hidden = !isGrantedOf(handle, visible)
          if (!handle.hidden) handle.granted ??= visible
        }
      }
      const waiting = whenAll(conditions.map((condition) => decideOnce(condition, handles)))
      if (waiting) return waiting.then(settle)
      settle()
      return null
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

/** Puts down what was decided: records of which the same was decided before and now share one object. */
function createNote(key: string): (handle: EntityHandle, decision: Decision) => void {
  let before: Decided | null = null
  let after = new Map<string, boolean>()
  return (handle, decision) => {
    const holds = decision.kind === 'value' && decision.value
    if (decision.kind === 'failed') handle.undecided ??= decision.failure
    if (handle.decided !== before || after.get(key) !== holds) {
      before = handle.decided
      after = new Map(before).set(key, holds)
    }
    handle.decided = after
  }
}
