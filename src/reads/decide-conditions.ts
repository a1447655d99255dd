import { attributeOf } from '../auth/attribute-of.ts'
import type { Condition } from '../auth/grant.ts'
import type { Principal } from '../auth/principal.ts'
import { BadValue, Reference } from '../datasources/source-record.ts'
import { sourceKey, type Catalog, type SystemName } from '../schema/catalog.ts'
import { externalIdAt, setRecord, type EntityHandle } from './entity-handle.ts'
import type { Linker } from './link-entities.ts'
import type { HandleOf } from './handle-book.ts'
import type { Loaders } from './loaders.ts'
import { failed, type Outcome, type RecordOutcome } from './outcome.ts'
import { entityOf } from './entity-of.ts'

/** A condition holds for a record, or does not; or that could not be found out. */
export type Decision = Outcome<boolean>

/** Decides one condition for many records of one entity, in their order, in as few turns as their loads need. Never rejects. */
export type DecideConditions = (
  condition: Condition,
  handles: readonly EntityHandle[],
) => Promise<readonly Decision[]>

export interface DecisionParts {
  catalog: Catalog
  caller: Pick<Principal, 'customer' | 'attributes' | 'tenant'>
  /** The customer that the caller is, identified; null for a caller who is none. */
  whoIsSelf(): Promise<EntityHandle | null>
  loaders: Loaders
  linker: Linker
  handleOf: HandleOf
}

const no: Decision = { kind: 'value', value: false }
const yes: Decision = { kind: 'value', value: true }

export function createDecisions(parts: DecisionParts): DecideConditions {
  const { catalog, caller, whoIsSelf, loaders, linker, handleOf } = parts

  /** The records of entities that hold one of their fields; null where its owner has none. */
  const recordsWith = async (
    handles: readonly EntityHandle[],
    name: string,
  ): Promise<(RecordOutcome | null)[]> => {
    const [first] = handles
    const field = first && entityOf({ catalog }, first.entity).fields.get(name)
    if (field?.kind !== 'value' && field?.kind !== 'reference') return handles.map(() => null)
    const { owner, part } = field
    const key = sourceKey(owner, part)
    // Met by another system's record, as a reference is: who it is has to be known to find it at this one.
    const unlinked = handles.filter((handle) => !handle.links.has(owner))
    if (unlinked.length > 0) {
      await linker.identify(unlinked.filter((handle) => handle.id === null))
      await linker.linkTo(unlinked, owner)
    }
    const load = async (handle: EntityHandle, externalId: string): Promise<void> => {
      const kind = { system: owner, entity: handle.entity, part }
      setRecord(handle, key, await loaders.record(kind, externalId, 'FRESH'))
    }
    const waiting: Promise<void>[] = []
    for (const handle of handles) {
      const externalId = externalIdAt(handle, owner)
      if (externalId !== null && !handle.records.has(key)) waiting.push(load(handle, externalId))
    }
    if (waiting.length > 0) await Promise.all(waiting)
    return handles.map((handle) => {
      const link = handle.links.get(owner)
      if (link?.state === 'UNRESOLVED') return { kind: 'failed', failure: link.failure }
      return handle.records.get(key) ?? null
    })
  }

  const referencesIn = async (
    handles: readonly EntityHandle[],
    name: string,
  ): Promise<Outcome<EntityHandle | null>[]> => {
    const [first] = handles
    const field = first && entityOf({ catalog }, first.entity).fields.get(name)
    if (field?.kind !== 'reference') return handles.map(() => nothing)
    return (await recordsWith(handles, name)).map((record) => {
      if (record?.kind === 'failed') return record
      const value = record?.kind === 'loaded' ? record.record.values[name] : null
      return value instanceof Reference
        ? { kind: 'value', value: handleOf(value.entity, field.owner, value.externalId) }
        : nothing
    })
  }

  const areSelf = async (handles: readonly EntityHandle[]): Promise<Decision[]> => {
    const self = await whoIsSelf()
    if (!self) return handles.map(() => no)
    const others = handles.filter((handle) => handle !== self)
    // What came from a system's record is compared there: nothing of a stranger's is looked for elsewhere.
    const systems = new Set(others.flatMap((handle) => (handle.id === null ? (originOf(handle) ?? []) : [])))
    for (const system of systems) if (!self.links.has(system)) await linker.linkTo([self], system)
    return handles.map((handle) => (handle === self ? yes : compare(self, handle)))
  }

  const belongToSelf = async (handles: readonly EntityHandle[]): Promise<Decision[]> => {
    const [first] = handles
    const name = first ? entityOf({ catalog }, first.entity).self : null
    if (name === null || !caller.customer) return handles.map(() => no)
    if (name === 'id') return areSelf(handles)
    return through(await referencesIn(handles, name), areSelf)
  }

  const satisfy = async (
    handles: readonly EntityHandle[],
    { attribute, via, path: [name, ...path] }: Extract<Condition, { kind: 'rule' }>,
  ): Promise<Decision[]> => {
    const allowed = attributeOf(caller, attribute)
    if (allowed === 'ALL') return handles.map(() => yes)
    if (allowed.length === 0) return handles.map(() => no)
    const isAllowed = async (subjects: readonly EntityHandle[]): Promise<Decision[]> => {
      return (await recordsWith(subjects, name)).map((record) => {
        if (record?.kind === 'failed') return record
        const value = record?.kind === 'loaded' ? valueAt(record.record.values[name], path) : null
        const isText = typeof value === 'string' || typeof value === 'number'
        return isText && allowed.includes(String(value)) ? yes : no
      })
    }
    return via ? through(await referencesIn(handles, via.name), isAllowed) : isAllowed(handles)
  }

  return async (condition, handles) => {
    try {
      return await (condition.kind === 'self' ? belongToSelf(handles) : satisfy(handles, condition))
    } catch (error) {
      return handles.map(() => failed(error))
    }
  }
}

const nothing = { kind: 'value', value: null } as const

/** Decides what is referred to, each once; no reference is no. */
async function through(
  references: readonly Outcome<EntityHandle | null>[],
  decide: (subjects: readonly EntityHandle[]) => Promise<Decision[]>,
): Promise<Decision[]> {
  const subjects = [...new Set(references.flatMap((one) => (one.kind === 'value' ? (one.value ?? []) : [])))]
  const decisions = await decide(subjects)
  const bySubject = new Map(subjects.map((subject, index) => [subject, decisions[index] ?? no]))
  return references.map((one) => {
    if (one.kind === 'failed') return one
    return (one.value && bySubject.get(one.value)) ?? no
  })
}

function compare(self: EntityHandle, handle: EntityHandle): Decision {
  if (handle.id !== null) return handle.id === self.id ? yes : no
  const system = originOf(handle)
  const own = system === null ? undefined : self.links.get(system)
  if (own?.state === 'UNRESOLVED') return { kind: 'failed', failure: own.failure }
  return system !== null && own?.state === 'LINKED' && own.externalId === externalIdAt(handle, system)
    ? yes
    : no
}

/** The system whose record an entity was met by. */
function originOf(handle: EntityHandle): SystemName | null {
  for (const [system, link] of handle.links) if (link.state === 'LINKED') return system
  return null
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  let at = value
  for (const key of path) {
    if (typeof at !== 'object' || at === null || at instanceof BadValue) return null
    at = (at as Record<string, unknown>)[key]
  }
  return at
}
