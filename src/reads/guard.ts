import { isGranted, type Condition, type Grant } from '../auth/grant.ts'
import type { Crosswalk } from '../identity/crosswalk.ts'
import { sourceKey, type SystemName } from '../schema/catalog.ts'
import { createDecisions, type DecisionParts } from './decide-conditions.ts'
import type { EntityHandle } from './entity-handle.ts'
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
  /** Fills `held` of each handle (all of one entity), and hides those that are not visible. Never throws. */
  admit(guarded: Guarded, handles: readonly EntityHandle[]): Promise<void>
  /**
   * Loads what deciding about a record of the entity would have loaded, of any other record: so that the time and the calls of
   * an answer do not tell whether there is one that is not shown. `read`: the system whose record is there already.
   */
  pretend(entity: string, conditions: readonly Condition[], read: SystemName | null): Promise<void>
  /** The customer that the caller is; null for a caller who is none. */
  readonly self: EntityHandle | null
}

export function createGuard(
  parts: Omit<DecisionParts, 'self'> & { crosswalk: Pick<Crosswalk, 'findSome'> },
): Guard {
  const { catalog, caller, loaders, linker, crosswalk, handleOf } = parts
  const customers = [...catalog.entities.values()].find((entity) => entity.self === 'id')
  const { customer } = caller
  const self = customer && customers ? handleOf(customers.name, customer.system, customer.externalId) : null
  const decide = createDecisions({ ...parts, self })
  /** By condition: who is being decided about, or was. */
  const decided = new Map<string, WeakMap<EntityHandle, Promise<void>>>()

  const decideFresh = async (condition: Condition, handles: readonly EntityHandle[]): Promise<void> => {
    const decisions = await decide(condition, handles)
    for (const [index, handle] of handles.entries()) {
      const decision = decisions[index]
      if (decision?.kind === 'failed') handle.undecided ??= decision.failure
      else if (decision?.value) handle.held.add(condition.key)
    }
  }

  /** Two places of a document may reach one record: the second waits for the first. */
  const decideOnce = async (condition: Condition, handles: readonly EntityHandle[]): Promise<void> => {
    const known = decided.get(condition.key) ?? new WeakMap<EntityHandle, Promise<void>>()
    decided.set(condition.key, known)
    const fresh = handles.filter((handle) => !known.has(handle))
    const work = fresh.length > 0 ? decideFresh(condition, fresh) : Promise.resolve()
    for (const handle of fresh) known.set(handle, work)
    await Promise.all([...new Set(handles.map((handle) => known.get(handle)))])
  }

  /** The records that a condition is decided by, as (entity, field). */
  const readsOf = (entity: string, condition: Condition): [entity: string, field: string][] => {
    if (condition.kind === 'rule') {
      const { via, path } = condition
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
    if (!self) return
    await linker.identify([self])
    if (system !== null) await linker.linkTo([self], system)
  }

  return {
    self,
    async admit({ conditions, visible }, handles) {
      if (conditions.length === 0) return
      await Promise.all(conditions.map((condition) => decideOnce(condition, handles)))
      for (const handle of handles) handle.hidden = !isGranted(visible, handle.held)
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
        [...kinds.values()].map((kind) =>
          outcomeOf(async () => {
            const some = await crosswalk.findSome(kind.entity, kind.system)
            if (some) await loaders.record(kind, some.externalId)
          }),
        ),
      )
    },
  }
}
