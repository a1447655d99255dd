import type { Mapping } from './mapping.ts'
import type { WriteCalls, WriteKind } from './write-calls.ts'

/** Which fields of a record kind can be set, when, and why the others cannot. */
export interface SettableFields {
  readonly creatable: ReadonlySet<string>
  readonly patchable: ReadonlySet<string>
  readonly readOnly: ReadonlyMap<string, string>
  /** Completes "CRM (HubSpot CRM v3) ..."; null: it can be set. */
  refusalOf(kind: WriteKind, field: string): string | null
  /** The vendor's own code writes it. */
  isOwn(kind: WriteKind, field: string): boolean
}

/** @throws TypeError when the declaration names a field that is not mapped, or that nothing can write */
export function settableFields(mapping: Mapping, calls: WriteCalls): SettableFields {
  const { entity, fields, unavailable } = mapping
  const reasons = calls.readOnly ?? {}
  const createOnly = new Set(calls.createOnly)
  const own = { create: new Set(calls.ownFields?.create), patch: new Set(calls.ownFields?.patch) }

  const isReadOnly = (field: string) => reasons[field] !== undefined
  const isWritten = (kind: WriteKind, field: string) =>
    own[kind].has(field) || fields[field]?.write !== undefined
  const names = Object.keys(fields)
  const creatable = names.filter((field) => !isReadOnly(field) && isWritten('create', field))
  const patchable = names.filter(
    (field) => !isReadOnly(field) && !createOnly.has(field) && isWritten('patch', field),
  )
  const settable = { create: new Set(calls.create && creatable), patch: new Set(calls.patch && patchable) }
  const reasonFor = (field: string) =>
    creatable.includes(field) || patchable.includes(field)
      ? 'these records are changed by their actions alone'
      : 'the system sets it by itself'
  const readOnly = new Map(
    names
      .filter((field) => !settable.create.has(field) && !settable.patch.has(field))
      .map((field) => [field, reasons[field] ?? reasonFor(field)]),
  )

  for (const field of [...Object.keys(reasons), ...createOnly, ...own.create, ...own.patch])
    if (!fields[field])
      throw new TypeError(`${entity}.${field} is declared for writing, but it is not mapped.`)
  for (const field of createOnly)
    if (!creatable.includes(field))
      throw new TypeError(`${entity}.${field} is declared as set once, but nothing writes it.`)
  for (const field of calls.create?.required ?? [])
    if (!creatable.includes(field))
      throw new TypeError(`${entity}.${field} is required of a new record, but nothing writes it.`)

  return {
    creatable: settable.create,
    patchable: settable.patch,
    readOnly,
    isOwn: (kind, field) => own[kind].has(field),
    refusalOf(kind, field) {
      if (settable[kind].has(field)) return null
      const reason = readOnly.get(field) ?? unavailable[field]
      if (reason !== undefined) return `does not let it be set: ${reason}.`
      if (createOnly.has(field)) return 'lets it be set only with a new record.'
      return 'does not take it.'
    },
  }
}
