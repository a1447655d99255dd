import type { GatewayError } from '../errors/gateway-error.ts'
import type {
  Call,
  Condition,
  ListRequest,
  OperationSource,
  OrderBy,
  PageRequest,
  PagingKind,
} from './datasource.ts'
import type { Inspection } from './inspection.ts'
import type { Mapping } from './mapping.ts'
import type { RawPage } from './paging.ts'
import type { WriteCalls } from './write-calls.ts'

/** What a vendor declares that it can do: its calls over raw records. */
export interface VendorCalls {
  records: readonly RecordCalls[]
  operations?: Readonly<Record<string, OperationSource['run']>>
  /** What the system says of its records and of the account's rights, where it can be asked. Reads only. */
  inspect?(call: Call): Promise<Inspection>
  close?(): Promise<void>
}

/** The vendor's calls for one record kind; each gives raw records, in any order. */
export interface RecordCalls {
  mapping: Mapping
  /** What an id of this vendor looks like; any other id is unknown without a call. */
  idPattern: RegExp
  byId?: { max: number; load(ids: readonly string[], call: Call): Promise<RawBatch> }
  byKey?: Readonly<
    Record<string, { max: number; load(values: readonly string[], call: Call): Promise<readonly unknown[]> }>
  >
  byReference?: Readonly<Record<string, ReferenceCalls>>
  list?: {
    paging: PagingKind
    filters: Readonly<Record<string, readonly Condition['comparison'][]>>
    sorts: readonly string[]
    load(request: ListRequest, call: Call): Promise<RawPage>
  }
  /** For whoever keeps up with what is changed there. */
  changedSince?: ChangeCalls
  writing?: WriteCalls
}

export interface ChangeCalls {
  /** How late the vendor may show a change, and how far its clock may be off: each run begins so long before the end of the last. */
  overlapMs: number
  /** When a record was last changed (ISO 8601), as the vendor says. */
  changedAt(raw: unknown): string | null
  /** Every record that was changed at `since` or later, at least once, whatever is changed meanwhile: see changed-since.ts. */
  load(request: ChangeRequest, call: Call): Promise<ChangeReply>
}

export interface ChangeRequest {
  /** ISO 8601, in UTC with milliseconds. */
  since: string
  /** What the last reply of this run said was next; null at its start. */
  place: string | null
}

export interface ChangeReply {
  records: readonly unknown[]
  next: string | null
}

/** Raw records, and errors of single ids in a call that otherwise succeeded. */
export interface RawBatch {
  records: readonly unknown[]
  failures?: ReadonlyMap<string, GatewayError>
}

export interface ReferenceCalls {
  paging: PagingKind
  sorts?: readonly string[]
  load(parentId: string, page: PageRequest & { orderBy: OrderBy | null }, call: Call): Promise<RawPage>
  batch?: {
    max: number
    /** Records of all these parents, in the order that `load` gives one parent's; `complete` unless a ceiling cut it. */
    load(
      parentIds: readonly string[],
      page: { first: number; orderBy: OrderBy | null },
      call: Call,
    ): Promise<{ records: readonly unknown[]; complete: boolean }>
    /** The cursor that `load` would give the record at `index` of its parent's list. */
    cursorOf(raw: unknown, index: number): string
  }
}
