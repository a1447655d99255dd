import { attributeOf } from '../auth/attribute-of.ts'
import { isGranted, type Condition, type Grant } from '../auth/grant.ts'
import type { Principal } from '../auth/principal.ts'
import { BadValue, Reference, type SourceRecord } from '../datasources/source-record.ts'
import type { Crosswalk } from '../identity/crosswalk.ts'
import { sourceKey, type Catalog, type Entity, type SystemName } from '../schema/catalog.ts'
import { externalIdAt, type EntityHandle } from './entity-handle.ts'
import type { Linker } from './link-entities.ts'
import type { Loaders, RecordKind } from './loaders.ts'
import { outcomeOf, type Outcome } from './outcome.ts'

/** What a caller may see of a record, where that depends on the record. */
export interface Guarded {
  conditions: readonly Condition[]
  visible: Grant
}

/** Decides the conditions of one caller, a record and condition once a request. */
export interface Guard {
  /** Fills `held` of each handle, and hides those that are not visible. Never throws. */
  admit(guarded: Guarded, handles: readonly EntityHandle[]): Promise<void>
  /**
   * Loads what deciding about a record of the entity would have loaded, of any other record: so that the time and the calls of
   * an answer do not tell whether there is one that is not shown. `read`: the system whose record is there already.
   */
  pretend(entity: string, conditions: readonly Condition[], read: SystemName | null): Promise<void>
  /** The customer that the caller is; null for a caller who is none. */
  readonly self: EntityHandle | null
}

/** A condition holds, or does not; or that could not be found out. */
type Decision = Outcome<boolean>

export function createGuard(options: {
  catalog: Catalog
  caller: Pick<Principal, 'customer' | 'attributes' | 'tenant'>
  loaders: Loaders
  linker: Linker
  crosswalk: Pick<Crosswalk, 'findSome'>
  handleOf(entity: string, system: SystemName, externalId: string): EntityHandle
}): Guard {
  const { catalog, caller, loaders, linker, crosswalk, handleOf } = options
  const decisions = new WeakMap<EntityHandle, Map<string, Promise<Decision>>>()
  const customers = [...catalog.entities.values()].find((entity) => entity.self === 'id')
  const { customer } = caller
  const self = customer && customers ? handleOf(customers.name, customer.system, customer.externalId) : null

  const entityOf = (name: string): Entity => {
    const entity = catalog.entities.get(name)
    if (!entity) throw new Error(`not an entity: ${name}`)
    return entity
  }

  /** The record of an entity that holds one of its fields; null when its owner has none. @throws what it failed with */
  const recordWith = async (handle: EntityHandle, name: string): Promise<SourceRecord | null> => {
    const field = entityOf(handle.entity).fields.get(name)
    if (field?.kind !== 'value' && field?.kind !== 'reference') return null
    await linker.linkTo([handle], field.owner)
    const externalId = knownIdAt(handle, field.owner)
    if (externalId === null) return null
    const loaded = await loaders.record(
      { system: field.owner, entity: handle.entity, part: field.part },
      externalId,
    )
    if (loaded.kind === 'failed') throw loaded.failure.error
    return loaded.kind === 'loaded' ? loaded.record : null
  }

  const referenceIn = async (handle: EntityHandle, name: string): Promise<EntityHandle | null> => {
    const field = entityOf(handle.entity).fields.get(name)
    const value = (await recordWith(handle, name))?.values[name]
    return value instanceof Reference && field?.kind === 'reference'
      ? handleOf(value.entity, field.owner, value.externalId)
      : null
  }

  const isSelf = async (handle: EntityHandle): Promise<boolean> => {
    if (!self) return false
    if (handle === self) return true
    await linker.identify([self])
    if (self.identityFailure) throw self.identityFailure.error
    if (handle.id !== null) return handle.id === self.id
    // It came from a system's record: compared there, so that nothing of a stranger's is looked for elsewhere.
    for (const [system, link] of handle.links) {
      if (link.state !== 'LINKED') continue
      await linker.linkTo([self], system)
      return knownIdAt(self, system) === link.externalId
    }
    return false
  }

  const belongsToSelf = async (handle: EntityHandle): Promise<boolean> => {
    const { self: name } = entityOf(handle.entity)
    if (name === null || !self) return false
    if (name === 'id') return isSelf(handle)
    const owner = await referenceIn(handle, name)
    return owner !== null && isSelf(owner)
  }

  const satisfies = async (
    handle: EntityHandle,
    rule: Extract<Condition, { kind: 'rule' }>,
  ): Promise<boolean> => {
    const allowed = attributeOf(caller, rule.attribute)
    if (allowed === 'ALL') return true
    if (allowed.length === 0) return false
    const [name, ...path] = rule.path
    const subject = rule.via ? await referenceIn(handle, rule.via.name) : handle
    if (subject && rule.via) await linker.identify([subject])
    const record = subject && (await recordWith(subject, name))
    const value = record && valueAt(record.values[name], path)
    return (typeof value === 'string' || typeof value === 'number') && allowed.includes(String(value))
  }

  const decide = (handle: EntityHandle, condition: Condition): Promise<Decision> => {
    const known = decisions.get(handle) ?? new Map<string, Promise<Decision>>()
    decisions.set(handle, known)
    const decision =
      known.get(condition.key) ??
      outcomeOf(() => (condition.kind === 'self' ? belongsToSelf(handle) : satisfies(handle, condition)))
    known.set(condition.key, decision)
    return decision
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
    const { self: name } = entityOf(entity)
    return name === null || name === 'id' ? [] : [[entity, name]]
  }

  /** The systems in which the caller's own record is compared with that of an entity which was read at `read`. */
  const comparedAt = (entity: Entity, read: SystemName | null): SystemName[] => {
    const field = entity.self === null ? undefined : entity.fields.get(entity.self)
    if (field?.kind === 'reference') return [field.owner]
    return read === null ? [] : [read]
  }

  return {
    self,
    async pretend(name, conditions, read) {
      if (self && conditions.some(({ kind }) => kind === 'self')) {
        await linker.identify([self])
        for (const system of comparedAt(entityOf(name), read)) await linker.linkTo([self], system)
      }
      const kinds = new Map<string, RecordKind>()
      for (const [entity, fieldName] of conditions.flatMap((condition) => readsOf(name, condition))) {
        const field = entityOf(entity).fields.get(fieldName)
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
    async admit({ conditions, visible }, handles) {
      if (conditions.length === 0) return
      await Promise.all(
        handles.map(async (handle) => {
          const found = await Promise.all(conditions.map((condition) => decide(handle, condition)))
          for (const [index, { key }] of conditions.entries()) {
            const decision = found[index]
            if (decision?.kind === 'failed') handle.undecided ??= decision.failure
            else if (decision?.value) handle.held.add(key)
          }
          handle.hidden = !isGranted(visible, handle.held)
        }),
      )
    },
  }
}

/** @throws why it is not known whether there is one */
function knownIdAt(handle: EntityHandle, system: SystemName): string | null {
  const link = handle.links.get(system)
  if (link?.state === 'UNRESOLVED') throw link.failure.error
  return externalIdAt(handle, system)
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  const [key, ...rest] = path
  if (key === undefined) return value
  if (typeof value !== 'object' || value === null || value instanceof BadValue) return null
  return valueAt((value as Record<string, unknown>)[key], rest)
}
