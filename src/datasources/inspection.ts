import type { Path } from './path.ts'

/**
 * What a system says of itself, in words that are no vendor's: what its records are made of, and what the gateway's account
 * may do with them. A vendor that can be asked gives it (`VendorCalls.inspect`); what it is compared with is the mapping.
 */
export interface Inspection {
  /** By record kind (`Customer`, `InventoryItem/stock`); a kind that is not here shows itself by its records alone. */
  readonly schemas: Readonly<Record<string, RecordSchema>>
}

export interface RecordSchema {
  /** What it is called there, e.g. `table public.guests`. */
  readonly place: string
  /** There is no such place; nothing else is compared then. */
  readonly isMissing?: true
  /** Null: the system does not say. */
  readonly members: Members | null
  readonly access: Access
  /** Reading fails as a whole when it asks for what is not there; else that is left out of the reply. */
  readonly refusesUnknown?: boolean
  /** Where the system would keep what is declared unavailable: canonical field → path in this record. */
  readonly wouldBe?: Readonly<Record<string, Path>>
}

/** By the key that stands in a raw record, as the mapping's paths have it. */
export type Members = ReadonlyMap<string, MemberSchema>

export interface MemberSchema {
  /** The system's own name of the type, for people. */
  readonly type: string
  /** A value as the system sends it. Left out where one value of the type says nothing of the others, as with a text. */
  readonly example?: unknown
  /** Of an object, or of each element of a list; left out where the system does not say what is inside. */
  readonly members?: Members
  readonly isList?: boolean
  /** False: the account may not read it. */
  readonly isReadable?: boolean
  /** False: nobody, or not this account, can set it with a new record, or in one that exists. */
  readonly isSettable?: Readonly<Partial<Record<'create' | 'patch', boolean>>>
}

/** What the account needs: to be told of the members, and to read, add and change records. */
export type Right = 'describe' | 'read' | 'create' | 'patch'

/** A right that is left out is one of which the system says nothing. */
export type Access = Readonly<Partial<Record<Right, Permission>>>

export interface Permission {
  isGranted: boolean
  /** What grants it there, e.g. `the scope crm.objects.contacts.write`. */
  by: string
}

/** What of one record kind was found by asking its system. */
export interface KindInspection {
  kind: string
  place: string
  /** Source paths of the mapping that are there as it says; null: the system does not describe them. */
  checkedPaths: number | null
  access: Access
  findings: readonly InspectionFinding[]
}

export interface InspectionFinding {
  /** FAIL: something does not work. WARN: something may be meant otherwise. */
  level: 'FAIL' | 'WARN'
  /** E.g. `CRM.properties.lastname → Customer.familyName`. */
  where: string
  what: string
  fix: string
}
