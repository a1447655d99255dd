import type { Call } from '../datasources/call.ts'
import type { Condition, Datasource, RecordSource } from '../datasources/datasource.ts'
import type { Mapping } from '../datasources/mapping.ts'
import type { SourceRecord } from '../datasources/source-record.ts'
import type { ErrorCode } from '../errors/codes.ts'
import type { CanonicalSchema } from './canonical-schema.ts'

/** What an upstream, or what stands in front of it, is told to do wrong. */
export interface FaultOrder {
  /** The upstream's name of an operation; `*` for all. */
  operation: string
  /** `latency`, `status`, `reset`, `garbage`, `truncate`, `rateLimit`, `reply`, `dropAfterApply`, or one of the subject's own. */
  kind: string
  /** Milliseconds of a latency, the HTTP status of `status`. */
  value?: number
  /** Of `reply`: what is answered, e.g. a failure with HTTP 200. */
  reply?: { status: number; contentType: string; body: string }
  /** How often; until it is healed unless told. */
  count?: number
}

/** One way in which an upstream fails, and what the gateway may call it. */
export interface Fault extends Omit<FaultOrder, 'operation' | 'count'> {
  codes: readonly ErrorCode[]
  /** How long the caller waits, where that is what ends the call. */
  callerWaitsMs?: number
}

/** What an upstream saw since `forget`. */
export interface Measured {
  /** Most requests that were under way at once. */
  mostAtOnce: number
  /** Each request in full, as text: address, query and body. */
  requests: readonly string[]
}

/** The upstream behind a datasource under test. */
export interface ObservedUpstream {
  /** Requests since `forget`, by operation. */
  requests(): Promise<Readonly<Record<string, number>>>
  forget(): Promise<void>
  fail(fault: FaultOrder): Promise<void>
  heal(): Promise<void>
  /** Absent: it cannot say. */
  measure?(): Promise<Measured>
  /** How it can fail: as an HTTP API does unless told. */
  faults?: readonly Fault[]
}

/** A datasource under test, and the upstream behind it. */
export interface OpenSubject {
  datasource: Datasource
  /** Null where the upstream can neither count its calls nor fail on request. */
  upstream: ObservedUpstream | null
  /** Not even a log may show these. */
  credentials: readonly string[]
  /** No client may see these: hosts, and what the upstream says in its error bodies. */
  upstreamTexts: readonly string[]
  close(): Promise<void>
}

/** What the vendor allows. */
export interface Limits {
  /** Most requests under way at once, as the datasource declares it to its transport. */
  concurrent: number
  /** Most ids, keys or parents that one request may name; the largest batch that the datasource declares unless told. */
  perRequest?: number
}

/** What is known of the upstream's records of one kind. Every look-up that the datasource declares needs its part here. */
export interface KindFixture {
  entity: string
  part?: string
  /** At least three that exist; all of them where `listedOnlyBy` is given. */
  ids: readonly string[]
  /** How many the system lists, where that is known and stays. */
  total?: number
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
  schema: CanonicalSchema
  source: RecordSource
  fixture: KindFixture
  limits: Limits | null
  /** What the calls of a case carry. */
  call: Call
  /** As the engine makes them: of the same attempt the same, of no two others, not even of an earlier run. */
  newReference(): string
}
