import type { GatewayError } from '../errors/gateway-error.ts'
import type { Call } from './call.ts'
import type { KindInspection } from './inspection.ts'
import type { SourceRecord } from './source-record.ts'
import type { RecordWriting } from './writing.ts'

export type { Call } from './call.ts'

/**
 * The port between the engines and a vendor (writing.ts has its other half). They never branch on a vendor or a system:
 * they ask which look-ups exist and how large their batches may be. Built from a vendor's declaration by define-datasource.ts.
 */
export interface Datasource {
  /** Vendor and API version for people, e.g. `HubSpot CRM v3`. */
  readonly vendor: string
  /** Of its upstream, account and mapping (`fingerprintOf`); absent: nobody can say whether another's is the same. */
  readonly fingerprint?: string
  /** By record kind: `Customer`, or `InventoryItem/stock` for a part (see `recordKindKey`). */
  readonly records: ReadonlyMap<string, RecordSource>
  /** Operations that answer root fields which no record holds, by root field name, e.g. `availability`. */
  readonly operations: ReadonlyMap<string, OperationSource>
  /** What the system says of its records, compared with the mappings; absent: it cannot be asked. @throws GatewayError */
  inspect?(call: Call): Promise<readonly KindInspection[]>
  close(): Promise<void>
}

/** How the engine reaches the records of one kind at one system. An absent look-up is one the vendor does not have. */
export interface RecordSource {
  readonly entity: string
  readonly part: string | null
  /** Canonical fields that are mapped, and those the vendor lacks with the reason. */
  readonly mapped: ReadonlySet<string>
  readonly unavailable: ReadonlyMap<string, string>
  readonly byId: ById | null
  /** By natural or match key name, e.g. `email`. */
  readonly byKey: ReadonlyMap<string, ByKey>
  /** By reference field name, e.g. `customer` of Booking. */
  readonly byReference: ReadonlyMap<string, ByReference>
  readonly list: ListSource | null
  /** Null: the vendor cannot say what was changed. */
  readonly changedSince: ChangeSource | null
  /** Null: nothing of these records can be changed here. */
  readonly writing: RecordWriting | null
}

export interface ById {
  /** Most ids a call takes. */
  readonly max: number
  /** Ids that the system does not know are left out. Order is free. @throws GatewayError when the whole call failed. */
  load(ids: readonly string[], call: Call): Promise<RecordBatch>
}

export interface RecordBatch {
  records: readonly SourceRecord[]
  /** Ids that failed on their own in a call that otherwise succeeded (207). */
  failures: ReadonlyMap<string, GatewayError>
}

export interface ByKey {
  readonly max: number
  /**
   * All records whose key is one of `values` (canonical form). The engine matches them by `record.matchKeys[key]`
   * or the value of the field of that name, and drops what it did not ask for.
   */
  load(values: readonly string[], call: Call): Promise<readonly SourceRecord[]>
}

export interface PageRequest {
  /** Records wanted, 1 to the engine's page limit. */
  first: number
  /** A cursor that this source made, or null for the start. */
  after: string | null
}

export interface RecordPage {
  records: readonly SourceRecord[]
  /** `cursors[i]` resumes after `records[i]`. */
  cursors: readonly string[]
  hasNextPage: boolean
}

/** STABLE: a record inserted or removed elsewhere never shifts a page. SHIFTING: offsets, so it can. */
export type PagingKind = 'STABLE' | 'SHIFTING'

export interface ByReference {
  readonly paging: PagingKind
  /** Sortable canonical fields. */
  readonly sorts: ReadonlySet<string>
  /** Records of one parent, one page. */
  load(parentId: string, page: PageRequest & { orderBy: OrderBy | null }, call: Call): Promise<RecordPage>
  /** First pages of many parents in one call, where the vendor can. */
  readonly batch: {
    /** Most parents a call takes. */
    readonly max: number
    /**
     * The first `first` records of each parent; a parent for which that is not certain (the call's ceiling was
     * reached) is left out, and the engine asks for it alone.
     */
    load(
      parentIds: readonly string[],
      page: { first: number; orderBy: OrderBy | null },
      call: Call,
    ): Promise<ReadonlyMap<string, RecordPage>>
  } | null
}

export interface Condition {
  field: string
  comparison: 'EQ' | 'IN' | 'GT' | 'GTE' | 'LT' | 'LTE' | 'CONTAINS' | 'STARTS_WITH'
  /** Canonical value; an array for IN. */
  value: unknown
}

export interface OrderBy {
  field: string
  direction: 'ASC' | 'DESC'
}

export interface ListRequest extends PageRequest {
  filter: readonly Condition[]
  orderBy: OrderBy | null
}

export interface ListSource {
  readonly paging: PagingKind
  /** Filterable canonical field → comparisons. */
  readonly filters: ReadonlyMap<string, ReadonlySet<Condition['comparison']>>
  readonly sorts: ReadonlySet<string>
  load(request: ListRequest, call: Call): Promise<RecordPage>
}

/** Keeps up with a system: every change is given at least once, some again. */
export interface ChangeSource {
  /** The cursor of somebody who has seen all that was changed before. */
  begin(at: Date): string
  /** What comes next. Only the cursor of the last reply is kept; `isCaughtUp`: nothing more for now. */
  load(
    cursor: string,
    call: Call,
  ): Promise<{ records: readonly SourceRecord[]; cursor: string; isCaughtUp: boolean }>
}

export interface OperationSource {
  /** Arguments and result in canonical form. */
  run(args: Readonly<Record<string, unknown>>, call: Call): Promise<unknown>
}

export function recordKindKey(entity: string, part: string | null): string {
  return part === null ? entity : `${entity}/${part}`
}
