import type { Condition, Grant } from '../auth/grant.ts'
import type { SystemName } from '../schema/catalog.ts'

/**
 * What one document needs, for one set of static rights and one outcome of its `@skip` and `@include`: which source
 * records of which entities, reached how. Pure data but for the argument readers; printed by explain.ts.
 */
export interface Plan {
  roots: readonly RootStep[]
  /** What is selected and never permitted, each once: `Customer.creditLimit`, `Query.systems`. Nothing is loaded for it. */
  denied: readonly string[]
}

/** Reads the coerced arguments of a field from the coerced variables. */
export type ArgumentReader = (
  variables: Readonly<Record<string, unknown>>,
) => Readonly<Record<string, unknown>>

export interface StepBase {
  /** Field name in the SDL; aliases that ask for the same with the same arguments are one step. */
  field: string
  /** Arguments as written, e.g. `(first: 5)`, or empty. */
  argumentsText: string
  readArguments: ArgumentReader
}

export type RootStep = StepBase &
  (
    | { kind: 'lookup'; entity: string; keys: readonly string[]; node: EntityNode }
    | { kind: 'lookupMany'; entity: string; node: EntityNode }
    | { kind: 'byExternalId'; entity: string; node: EntityNode }
    | { kind: 'self'; entity: string; node: EntityNode }
    | { kind: 'list'; entity: string; filterType: string | null; orderType: string | null; node: EntityNode }
    | {
        /** By entity, since fragments may ask different things of each. */ kind: 'node'
        nodes: ReadonlyMap<string, EntityNode>
      }
    | { kind: 'operation'; owner: SystemName }
    | { kind: 'gateway' }
    | {
        /** In the order of the document; two that ask for the same are two. */
        kind: 'mutation'
        /** Its alias, else its name: no two steps have the same. */
        responseName: string
        /** The payload's field that holds the entity; null: it has none. */
        payloadField: string | null
        /** What is selected of that entity, to be read after the write; null: nothing, or nothing that may be seen. */
        node: EntityNode | null
      }
  )

/** What is needed of the entities that one place of the document reaches. */
export interface EntityNode {
  entity: string
  /** The canonical id is selected, so the crosswalk must give or mint it. */
  needsId: boolean
  /** `sources` is selected, so the links must be known. */
  needsLinks: boolean
  /** `sources { pendingWrites }` is selected, so the writes that wait must be counted. */
  needsPendingWrites: boolean
  /** Decided a record before anything of it is loaded or shown; empty for callers to whom no condition applies. */
  conditions: readonly Condition[]
  /** To see that there is such a record; never NEVER. */
  visible: Grant
  records: readonly RecordNeed[]
  edges: readonly Edge[]
  /** The systems that these are read from, each once: an entity met at another has to be known there. */
  asks: readonly SystemName[]
}

/** One source record kind, and the selected fields that it answers (for explain and for errors). */
export interface RecordNeed {
  /** To load it: what any of its fields needs to be seen. */
  granted: Grant
  system: SystemName
  part: string | null
  fields: readonly string[]
}

export type Edge = {
  /** To follow it. */
  granted: Grant
} & (
  | {
      kind: 'reference'
      /** Where in the record's values the reference stands, e.g. `['lines', 'item']`; lists are walked. */
      path: readonly string[]
      from: { system: SystemName; part: string | null }
      /** A record may hold many of it. */
      inList: boolean
      node: EntityNode
    }
  | (StepBase & {
      kind: 'collection'
      /** The owner of the reference field `inverseOf` of the entities in the collection. */
      owner: SystemName
      inverseOf: string
      /** Most entities of a plain list; null: a connection. */
      atMost: number | null
      node: EntityNode
    })
)
