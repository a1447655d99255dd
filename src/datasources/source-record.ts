/** What one system knows of one entity, in canonical form, unredacted: the unit of loading, caching and failing. */
export interface SourceRecord {
  readonly externalId: string
  /** The vendor's version of the record (ETag, stamp, update time), or null. */
  readonly version: string | null
  /**
   * Canonical field → value, null where the system has none. A value that did not convert is a `BadValue` in its
   * place, one that did not come as agreed a `Drift`, an edge to another entity a `Reference`; both also occur inside value trees (an order's lines).
   */
  readonly values: Readonly<Record<string, unknown>>
  /** Normalised keys for matching on first sight, e.g. `{ email, phone }`; absent ones left out. */
  readonly matchKeys: Readonly<Record<string, string>>
  /**
   * What did not come as agreed, by field (`address.city`) or match key; absent when all did. Nothing of it is known to
   * be empty: it never counts as "none".
   */
  readonly drifted?: ReadonlyMap<string, Drift>
}

/** Stands where a value could not be converted; read as null with UPSTREAM_BAD_VALUE. */
export class BadValue {
  /** What was expected; never quotes the value. */
  readonly reason: string

  constructor(reason: string) {
    this.reason = reason
  }
}

export type DriftProblem = 'MISSING' | 'TYPE'

/** Stands where the system no longer sends what was agreed; read as null with UPSTREAM_SCHEMA_DRIFT. */
export class Drift extends BadValue {
  /** Where it was expected in the vendor's record, e.g. `salesOrderLines.quantity`. */
  readonly path: string
  readonly problem: DriftProblem

  constructor(path: string, problem: DriftProblem) {
    super(problem === 'MISSING' ? 'expected it to be sent' : 'expected it in the agreed type')
    this.path = path
    this.problem = problem
  }
}

/** The key of another entity in the same system. */
export class Reference {
  readonly entity: string
  readonly externalId: string

  constructor(entity: string, externalId: string) {
    this.entity = entity
    this.externalId = externalId
  }
}
