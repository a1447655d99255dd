import { recordKindKey } from '../datasources/datasource.ts'
import type { RecordWriting } from '../datasources/writing.ts'
import { GatewayError } from '../errors/gateway-error.ts'
import { sourceKey, type Entity, type EntityField, type SystemName } from '../schema/catalog.ts'
import type { Changes } from './read-changes.ts'
import type { WriteParts } from './write-parts.ts'

/** What one owner is to set of an entity, in one of its records. */
export interface Share {
  system: SystemName
  part: string | null
  values: ReadonlyMap<string, unknown>
}

type Held = Extract<EntityField, { kind: 'value' | 'reference' }>

/** Changes by the record that holds them: the entity's owner first, then in the order of its sources. */
export function routeByOwner(entity: Entity, changes: Changes): Share[] {
  const shares = new Map<string, { system: SystemName; part: string | null; values: Map<string, unknown> }>()
  for (const [name, value] of changes) {
    const { owner: system, part } = heldField(entity, name)
    const share = shares.get(sourceKey(system, part)) ?? { system, part, values: new Map<string, unknown>() }
    shares.set(sourceKey(system, part), share)
    share.values.set(name, value)
  }
  const places = entity.sources.map(({ system, part }) => sourceKey(system, part))
  const rank = ({ system, part }: Share): number =>
    system === entity.owner && part === null ? -1 : places.indexOf(sourceKey(system, part))
  return [...shares.values()].toSorted((a, b) => rank(a) - rank(b))
}

function heldField(entity: Entity, name: string): Held {
  const field = entity.fields.get(name)
  if (field?.kind === 'value' || field?.kind === 'reference') return field
  throw new GatewayError('INTERNAL', `${entity.name}.${name} is held by no record.`)
}

/** How records of a kind are written at a system. @throws GatewayError BAD_USER_INPUT where they are not */
export function writingOf(
  { datasources }: Pick<WriteParts, 'datasources'>,
  entity: string,
  system: SystemName,
  part: string | null,
): RecordWriting {
  const datasource = datasources.get(system)
  if (!datasource)
    throw refusal(system, null, `${system} is not configured, so nothing of ${entity} can be written there`)
  const writing = datasource.records.get(recordKindKey(entity, part))?.writing
  if (writing) return writing
  throw refusal(system, null, `${system} (${datasource.vendor}) does not take writes of ${entity}`)
}

/**
 * Refuses what a system cannot set, for the reason that it has, before anything is called or recorded.
 * @throws GatewayError BAD_USER_INPUT
 */
export function checkShare(
  parts: Pick<WriteParts, 'datasources'>,
  entity: Entity,
  kind: 'create' | 'patch',
  { system, part, values }: Share,
): void {
  const writing = writingOf(parts, entity.name, system, part)
  const record = parts.datasources.get(system)?.records.get(recordKindKey(entity.name, part))
  const settable = kind === 'create' ? writing.creatable : writing.patchable
  for (const field of values.keys()) {
    if (settable.has(field)) continue
    const reason = record?.unavailable.get(field) ?? writing.readOnly.get(field)
    const why =
      reason ??
      (kind === 'patch' && writing.creatable.has(field)
        ? 'it is set at creation and never after'
        : 'it is read only there')
    throw refusal(system, field, `${system} cannot set ${entity.name}.${field}: ${why}`)
  }
  if (!writing[kind])
    throw refusal(
      system,
      null,
      `${system} cannot ${kind === 'create' ? 'create' : 'change'} records of ${entity.name}`,
    )
  const invalid = writing.validate(kind, Object.fromEntries(values))
  if (invalid)
    throw refusal(
      system,
      invalid.field,
      `${system} does not take this ${entity.name}.${invalid.field}: ${invalid.message}`,
    )
}

/** @throws GatewayError BAD_USER_INPUT naming what a new record lacks there */
export function checkComplete(writing: RecordWriting, entity: string, { system, values }: Share): void {
  const missing = [...(writing.create?.required ?? [])].filter(
    (field) => (values.get(field) ?? null) === null,
  )
  const [first] = missing
  if (first !== undefined)
    throw refusal(
      system,
      first,
      `${system} needs ${missing.map((field) => `${entity}.${field}`).join(', ')} for a new record`,
    )
}

function refusal(system: SystemName, field: string | null, what: string): GatewayError {
  return new GatewayError('BAD_USER_INPUT', `${what}.`, { system, ...(field !== null && { field }) })
}
