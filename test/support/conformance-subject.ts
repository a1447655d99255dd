import type { Condition, Datasource, RecordSource } from '../../src/datasources/datasource.ts'
import type { Mapping } from '../../src/datasources/mapping.ts'
import type { SourceRecord } from '../../src/datasources/source-record.ts'
import type { ErrorCode } from '../../src/errors/codes.ts'
import type { FaultOrder } from './simulated-datasource.ts'

/** One way in which an upstream fails, and what the gateway may call it. */
export interface Fault {
  kind: string
  value?: number
  codes: readonly ErrorCode[]
}

/** A datasource under test, and the upstream behind it. */
export interface OpenSubject {
  datasource: Datasource
  /** Null where the upstream can neither count its calls nor fail on request. */
  upstream: {
    requests(): Promise<Record<string, number>>
    forget(): Promise<void>
    fail(fault: FaultOrder): Promise<void>
    heal(): Promise<void>
    /** How it can fail: as an HTTP API does unless told. */
    faults?: readonly Fault[]
  } | null
  /** Not even a log may show these. */
  credentials: readonly string[]
  /** No client may see these: hosts, and what the upstream says in its error bodies. */
  upstreamTexts: readonly string[]
  close(): Promise<void>
}

/** What is known of the upstream's records of one kind. Every look-up that the datasource declares needs its part here. */
export interface KindFixture {
  entity: string
  part?: string
  /** At least three that exist; all of them where `listedOnlyBy` is given. */
  ids: readonly string[]
  /** A condition without which the system lists nothing; the cases about whole lists are then skipped. */
  listedOnlyBy?: Condition
  /** Well-formed, of no record. */
  unknownIds: readonly string[]
  /** By key: canonical values, better of records that spell it otherwise, and the record that has it. */
  keys?: Readonly<Record<string, readonly { value: string; id: string }[]>>
  /** By reference field: parents, at least one with more than three records. */
  references?: Readonly<Record<string, readonly string[]>>
  /**
   * Each gives some of the records, and not all unless `mayHoldForAll`, for upstreams that cannot be given others.
   * `compared`: what is compared, the field's own value unless told.
   */
  conditions?: readonly (Condition & { compared?(record: SourceRecord): unknown; mayHoldForAll?: true })[]
  /** How the upstream orders text; by lower case, and texts that are numbers by their value, unless told. */
  compareText?: (a: string, b: string) => number
  /** Canonical patches, which the mapping writes into `base` and must read back. */
  writing?: {
    mapping: Mapping
    base: Readonly<Record<string, unknown>>
    patches: readonly Readonly<Record<string, unknown>>[]
  }
  /** How records of this kind are changed; none where the datasource declares nothing for writing. */
  changes?: ChangeFixture
}

export interface ChangeFixture {
  /** A record that may be changed, and that no other case looks at. */
  id?: string
  /** Every field that can be patched → values in canonical form, one after another: none, other alphabets, the longest. */
  values?: Readonly<Record<string, readonly unknown[]>>
  /** Fields that the system changes along with others. */
  follow?: readonly string[]
  /** Fields → values that the system, or the mapping, refuses. */
  refused?: Readonly<Record<string, readonly unknown[]>>
  /** The upstream's operation that applies a patch. */
  operation?: string
  create?: {
    /** Together they have every field that can be given. The first is made several times, after it was removed. */
    records: readonly {
      values: Readonly<Record<string, unknown>>
      /** Of values that are given in another form than they are read in: how they read. */
      readAs?: Readonly<Record<string, unknown>>
    }[]
    /** Why a second one comes of it when the same is sent again: it is looked up before. */
    makesSecond?: string
    /** The upstream's operation that applies it. */
    operation: string
  }
  /** Every action → a record that it can be done to, once, with its arguments. */
  actions?: Readonly<
    Record<
      string,
      {
        prepare(
          context: CaseContext,
        ): Promise<{ externalId: string; args: Readonly<Record<string, unknown>> }>
      }
    >
  >
}

/** What a case is told. */
export interface CaseContext {
  subject: OpenSubject
  system: string
  source: RecordSource
  fixture: KindFixture
}
