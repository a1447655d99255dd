import { attributeOf } from '../auth/attribute-of.ts'
import type { Condition } from '../auth/grant.ts'
import type { Principal } from '../auth/principal.ts'
import { BadValue, Reference } from '../datasources/source-record.ts'
import type { Catalog } from '../schema/catalog.ts'
import { decidingRecords, type DecidingRecords } from './deciding-records.ts'
import { externalIdAt, linkAt, type EntityHandle } from './entity-handle.ts'
import { entityOf } from './entity-of.ts'
import type { Self } from './find-self.ts'
import type { HandleBook } from './handle-book.ts'
import type { Linker } from './link-entities.ts'
import type { Loaders } from './loaders.ts'
import type { Outcome, RecordOutcome } from './outcome.ts'
import { whenAll, type Waiting } from './waiting.ts'

/** A condition holds for a record, or does not; or that could not be found out. */
export type Decision = Outcome<boolean>

/** Decides one condition for records of one entity, in two steps: what is there already is decided without a turn. */
export interface Decider {
  /**
   * Loads what decides about many records, in as few turns as that needs; null: it is there. Rejects with why nothing of it
   * could be had.
   */
  prepare(handles: readonly EntityHandle[]): Waiting
  /** From what was prepared. */
  decide(handle: EntityHandle): Decision
}

export interface DecisionParts {
  catalog: Catalog
  caller: Pick<Principal, 'customer' | 'attributes' | 'tenant'>
  self: Self
  loaders: Loaders
  linker: Linker
  handleOfReference: HandleBook['handleOfReference']
}

const no: Decision = { kind: 'value', value: false }
const yes: Decision = { kind: 'value', value: true }
const always: Decider = { prepare: () => null, decide: () => yes }
const never: Decider = { prepare: () => null, decide: () => no }

/** What is the same for all records of a condition is found out here, once. */
export function createDecisions(parts: DecisionParts): (entity: string, condition: Condition) => Decider {
  const { catalog, caller, self, linker, handleOfReference } = parts

  /** Decides by what a field of the record refers to; no reference is no. */
  const through = (records: DecidingRecords, subject: Decider): Decider => {
    const subjectOf = (record: RecordOutcome | null): EntityHandle | null => {
      const reference = referenceIn(records, record)
      return reference && handleOfReference(reference, records.owner)
    }
    const prepareSubjects = (handles: readonly EntityHandle[]): Waiting => {
      const subjects: EntityHandle[] = []
      for (const handle of handles) {
        const one = subjectOf(records.recordOf(handle))
        if (one) subjects.push(one)
      }
      return subjects.length > 0 ? subject.prepare(subjects) : null
    }
    return {
      prepare(handles) {
        const loading = records.load(handles)
        return loading ? loading.then(() => prepareSubjects(handles)) : prepareSubjects(handles)
      },
      decide(handle) {
        const record = records.recordOf(handle)
        if (record?.kind === 'failed') return record
        const one = subjectOf(record)
        return one ? subject.decide(one) : no
      },
    }
  }

  /** What came from a system's record is compared there: nothing of a stranger's is looked for elsewhere. */
  const linkSelf = (handles: readonly EntityHandle[]): Waiting => {
    const own = self.known()
    if (!own) return null
    const waiting: Waiting[] = []
    for (const handle of handles) {
      const system = handle === own || handle.id !== null ? null : handle.metAt
      if (system !== null && !linkAt(own, system)) waiting.push(linker.linkTo([own], system))
    }
    return whenAll(waiting)
  }

  const isSelf: Decider = {
    prepare(handles) {
      self.recognise(handles)
      return self.known() === undefined ? self.find().then(() => linkSelf(handles)) : linkSelf(handles)
    },
    decide(handle) {
      const own = self.known()
      if (!own) return no
      return handle === own ? yes : compare(own, handle)
    },
  }

  /** Whoever is referred to as the caller is known there needs no handle to be told from others. */
  const refersToSelf = (records: DecidingRecords): Decider => {
    const { owner, load, recordOf } = records
    const others = through(records, isSelf)
    // Of the one pass in which it decides.
    let own: EntityHandle | null | undefined
    let ownId: string | null = null
    return {
      prepare(handles) {
        const known = self.known()
        return known && linkAt(known, owner) ? load(handles) : others.prepare(handles)
      },
      decide(handle) {
        if (own === undefined) {
          own = self.known()
          ownId = own ? externalIdAt(own, owner) : null
        }
        const reference = own && referenceIn(records, recordOf(handle))
        const isOwn = reference?.externalId === ownId && reference.entity === own?.entity
        return reference && isOwn ? yes : others.decide(handle)
      },
    }
  }

  const belongsToSelf = (entity: string): Decider => {
    const name = entityOf({ catalog }, entity).self
    if (name === null || !caller.customer) return never
    if (name === 'id') return isSelf
    const records = decidingRecords(parts, entity, name)
    return records ? refersToSelf(records) : never
  }

  const isAllowed = (
    entity: string,
    [name, ...path]: readonly [string, ...string[]],
    allowed: readonly string[],
  ): Decider => {
    const records = decidingRecords(parts, entity, name)
    if (!records) return never
    return {
      prepare: records.load,
      decide(handle) {
        const record = records.recordOf(handle)
        if (record?.kind === 'failed') return record
        const value = record?.kind === 'loaded' ? valueAt(record.record.values[name], path) : null
        const isText = typeof value === 'string' || typeof value === 'number'
        return isText && allowed.includes(String(value)) ? yes : no
      },
    }
  }

  const satisfies = (entity: string, rule: Extract<Condition, { kind: 'rule' }>): Decider => {
    const { attribute, via, path } = rule
    const allowed = attributeOf(caller, attribute)
    if (allowed === 'ALL') return always
    if (allowed.length === 0) return never
    if (!via) return isAllowed(entity, path, allowed)
    const records = decidingRecords(parts, entity, via.name)
    return records ? through(records, isAllowed(via.entity, path, allowed)) : never
  }

  return (entity, condition) =>
    condition.kind === 'self' ? belongsToSelf(entity) : satisfies(entity, condition)
}

function referenceIn({ fieldName }: DecidingRecords, record: RecordOutcome | null): Reference | null {
  const value = record?.kind === 'loaded' ? record.record.values[fieldName] : null
  return value instanceof Reference ? value : null
}

function compare(self: EntityHandle, handle: EntityHandle): Decision {
  if (handle.id !== null) return handle.id === self.id ? yes : no
  const system = handle.metAt
  const own = system === null ? undefined : linkAt(self, system)
  if (own?.state === 'UNRESOLVED') return { kind: 'failed', failure: own.failure }
  return system !== null && own?.state === 'LINKED' && own.externalId === externalIdAt(handle, system)
    ? yes
    : no
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  let at = value
  for (const key of path) {
    if (typeof at !== 'object' || at === null || at instanceof BadValue) return null
    at = (at as Record<string, unknown>)[key]
  }
  return at
}
