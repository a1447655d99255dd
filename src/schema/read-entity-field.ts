import { print, type FieldDefinitionNode } from 'graphql'
import type { Access, EntityField, SourceDeclaration, SourceLocation, SystemName } from './catalog.ts'
import { problemAt } from './problem.ts'
import { readCopiedTo } from './read-copied-to.ts'
import {
  argumentNode,
  findDirective,
  readEnum,
  readString,
  readWholeNumber,
  type Reading,
} from './read-directive.ts'
import { connectionNodeOf, isEntity, isListType, namedTypeOf, type SdlType } from './sdl-index.ts'
import { adviseName } from './suggest-name.ts'

interface FieldOfEntity {
  type: SdlType
  field: FieldDefinitionNode
  declaration: { name: string; description: string; access: Access; declaredAt: SourceLocation }
  /** The entity's owner; null when it could not be read. */
  owner: SystemName | null
  sources: readonly SourceDeclaration[]
}

/** One field of an entity, by what its type and directives make of it. */
export function readEntityField(given: FieldOfEntity, reading: Reading): EntityField {
  const { field, declaration } = given
  const typeName = namedTypeOf(field.type)
  if (declaration.name === 'id' || declaration.name === 'sources') {
    return { ...declaration, kind: declaration.name }
  }
  if (findDirective(field, 'inverse')) return readCollection(given, reading)
  const place = readOwner(given, reading)
  const copiedTo = readCopiedTo({ ...given, owner: place.owner }, reading)
  return isEntity(reading.index, typeName) && !isListType(field.type)
    ? { ...declaration, kind: 'reference', ...place, entity: typeName }
    : { ...declaration, kind: 'value', ...place, type: print(field.type), copiedTo }
}

/** Its @owner, else the entity's; refused when that system, or that part of it, is no source of the entity. */
function readOwner(
  { type, field, owner, sources }: FieldOfEntity,
  reading: Reading,
): { owner: SystemName; part: string | null } {
  const directive = findDirective(field, 'owner')
  if (!directive) return { owner: owner ?? '', part: null }
  const system = readEnum(reading, directive, 'system', 'System')
  const part = readString(reading, directive, 'part')
  const isSource = sources.some((source) => source.system === system && source.part === part)
  if (system !== null && !isSource) {
    const name = part === null ? system : `part "${part}" of ${system}`
    const source = `@source(system: ${system}${part === null ? '' : `, part: "${part}"`}, maxAge: "...")`
    const message = `${type.name}.${field.name.value} is owned by ${name}, which is no source of ${type.name}`
    reading.problems.push(
      problemAt(directive, `${message}: add ${source} to the type, or name another owner`),
    )
  }
  return { owner: system ?? owner ?? '', part }
}

/** Owned by the system that owns the reference at the other end: it alone knows who points here. */
function readCollection({ type, field, declaration }: FieldOfEntity, reading: Reading): EntityField {
  const { index, problems } = reading
  const directive = findDirective(field, 'inverse')
  const inverseOf = (directive && readString(reading, directive, 'of')) ?? ''
  const name = `${type.name}.${declaration.name}`
  const typeName = namedTypeOf(field.type)
  const isPlainList = isListType(field.type) && isEntity(index, typeName)
  const entity = isPlainList ? typeName : connectionNodeOf(index, typeName)
  const other = entity !== null && isEntity(index, entity) ? index.types.get(entity) : undefined
  if (directive && !other) {
    const fix =
      'give it the connection type of an entity, e.g. BookingConnection, or a list of one, e.g. [Booking], or remove @inverse'
    problems.push(problemAt(directive, `${name} has @inverse, and ${typeName} connects no entity: ${fix}`))
  }
  const pointingHere = (other?.fields ?? []).filter(
    (candidate) => namedTypeOf(candidate.type) === type.name && !isListType(candidate.type),
  )
  const inverse = pointingHere.find((candidate) => candidate.name.value === inverseOf)
  if (directive && other && !inverse) {
    const names = pointingHere.map((candidate) => candidate.name.value)
    const fix = names.length > 0 ? adviseName(inverseOf, names) : `add such a field to ${other.name}`
    const what = `${other.name}.${inverseOf} is no reference to ${type.name}`
    problems.push(problemAt(argumentNode(directive, 'of'), `${name}: ${what}: ${fix}`))
  }
  return {
    ...declaration,
    kind: 'collection',
    owner: ownerAtOtherEnd(inverse, other, reading),
    entity: entity ?? '',
    inverseOf,
    atMost: isPlainList && directive ? readWholeNumber(reading, directive, 'atMost', [1, maxListed]) : null,
  }
}

/** A page of any vendor's can be so long. */
const maxListed = 100

function ownerAtOtherEnd(
  inverse: FieldDefinitionNode | undefined,
  other: SdlType | undefined,
  { index }: Reading,
): SystemName {
  // What is wrong with the other end is reported where it stands.
  const silent = { index, problems: [], overrides: new Map<string, Access>() }
  const own = inverse && findDirective(inverse, 'owner')
  const entity = other && findDirective(other, 'entity')
  return (
    (own && readEnum(silent, own, 'system', 'System')) ??
    (entity && readEnum(silent, entity, 'owner', 'System')) ??
    ''
  )
}
