import type { Catalog, Entity, EntityField, SourceLocation, SystemName } from './catalog.ts'
import type { Problem } from './problem.ts'
import { adviseName } from './suggest-name.ts'

/** What a datasource says of one record kind: the fields it maps, and those its vendor lacks, with the reason. */
export interface RecordCoverage {
  readonly mapped: ReadonlySet<string>
  readonly unavailable: ReadonlyMap<string, string>
  /** What of it can be written; absent: the datasource declares nothing about writes. */
  readonly writing?: RecordWritability | null
}

/** Null: nothing can be written. The fields that it does not let anybody set have the reason. */
export interface RecordWritability {
  readonly patchable: ReadonlySet<string>
  readonly readOnly: ReadonlyMap<string, string>
}

/** A datasource's record kinds by `Customer`, or `InventoryItem/stock` for a part. */
export type SystemCoverage = ReadonlyMap<string, RecordCoverage>

/**
 * Silence is refused: each field that a configured system owns is mapped or declared unavailable by its datasource;
 * and no name is mapped that the entity does not have, which would be a typo. Mapping a field that another system
 * owns is no problem: it gets a copy (`@copiedTo`), or the same vendor plays that role in another company; the engine
 * asks owners only. Match
 * keys are not fields and are not looked at. Systems that are not in `coverage` are not configured: their fields
 * read null.
 *
 * @param location where the config names the datasources, for the messages.
 */
export function lintCoverage(
  catalog: Catalog,
  coverage: ReadonlyMap<SystemName, SystemCoverage>,
  location: SourceLocation,
): Problem[] {
  const messages = [...coverage].flatMap(([system, kinds]) =>
    catalog.systems.has(system)
      ? [
          ...findSilence(catalog, system, kinds),
          ...findStrangers(catalog, system, kinds),
          ...findLostCopies(catalog, system, kinds),
        ]
      : [`${system} is configured and is no system: ${adviseName(system, catalog.systems)}`],
  )
  return messages.map((message) => ({ ...location, message }))
}

function findSilence(catalog: Catalog, system: SystemName, kinds: SystemCoverage): string[] {
  return [...catalog.entities.values()].flatMap((entity) =>
    [...ownedByKind(entity, system)].flatMap(([kind, owned]) => {
      const declared = kinds.get(kind)
      if (!declared) {
        const fields = owned.map((field) => field.name).join(', ')
        const fix = 'give its datasource a mapping of that record kind, or declare each unavailable there'
        return [`${system} owns ${kind} (${fields}), and its datasource has no such records: ${fix}`]
      }
      return owned
        .filter((field) => !declared.mapped.has(field.name) && !declared.unavailable.has(field.name))
        .map((field) => {
          const name = `${entity.name}.${field.name}`
          const where = `${field.declaredAt.file}:${field.declaredAt.line}`
          const what = `${system} owns ${name} (${where}), and its datasource says nothing of it`
          return `${what}: map it, or declare it unavailable with the reason`
        })
    }),
  )
}

/** Fields of the entity that `system` owns, by record kind. */
function ownedByKind(entity: Entity, system: SystemName): Map<string, EntityField[]> {
  const kinds = new Map<string, EntityField[]>()
  for (const field of entity.fields.values()) {
    if ((field.kind !== 'value' && field.kind !== 'reference') || field.owner !== system) continue
    const kind = field.part === null ? entity.name : `${entity.name}/${field.part}`
    kinds.set(kind, [...(kinds.get(kind) ?? []), field])
  }
  return kinds
}

/** Values that are to be copied to the system, and cannot: a copy that a datasource calls impossible is left out. */
function findLostCopies(catalog: Catalog, system: SystemName, kinds: SystemCoverage): string[] {
  return [...catalog.entities.values()].flatMap((entity) =>
    [...entity.fields.values()].flatMap((field) => {
      if (field.kind !== 'value' || !field.copiedTo.includes(system)) return []
      const declared = kinds.get(entity.name)
      const name = `${entity.name}.${field.name}`
      const where = `${field.declaredAt.file}:${field.declaredAt.line}`
      const what = `${name} (${where}) is copied to ${system}, and its datasource`
      // Where nothing of the entity can be written, nothing is copied, and nobody expects it to be.
      if (!declared?.writing) return []
      const { mapped, unavailable, writing } = declared
      if (unavailable.has(field.name) || writing.readOnly.has(field.name)) return []
      if (!mapped.has(field.name))
        return [`${what} says nothing of it: map it, or declare it unavailable with the reason`]
      if (writing.patchable.has(field.name)) return []
      return [`${what} cannot write it: give it a way back, or declare it read-only with the reason`]
    }),
  )
}

function findStrangers(catalog: Catalog, system: SystemName, kinds: SystemCoverage): string[] {
  return [...kinds].flatMap(([kind, { mapped, unavailable }]) => {
    const [entityName = ''] = kind.split('/')
    const entity = catalog.entities.get(entityName)
    if (!entity) {
      const advice = adviseName(entityName, catalog.entities.keys())
      return [`${system}'s datasource has records of ${kind}, which is no entity: ${advice}`]
    }
    const known = [...entity.fields.values()]
      .filter((field) => field.kind === 'value' || field.kind === 'reference')
      .map((field) => field.name)
    const strangers = [...mapped, ...unavailable.keys()].filter((name) => !known.includes(name))
    const torn = [...mapped].filter((name) => unavailable.has(name))
    return [
      ...strangers.map((name) => {
        const what = `${system}'s datasource names ${entityName}.${name}, which no record holds`
        return `${what}: ${adviseName(name, known)}`
      }),
      ...torn.map(
        (name) => `${system}'s datasource maps ${entityName}.${name} and calls it unavailable: keep one`,
      ),
    ]
  })
}
