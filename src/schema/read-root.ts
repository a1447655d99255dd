import { print, type FieldDefinitionNode } from 'graphql'
import type { Entity, Root } from './catalog.ts'
import { locationOf, problemAt } from './problem.ts'
import { noAccess, readAccess } from './read-access.ts'
import { findDirective, readEnum, type Reading } from './read-directive.ts'
import { connectionNodeOf, isListType, namedTypeOf } from './sdl-index.ts'
import { adviseName } from './suggest-name.ts'

/** What answers a field of `Query`; null when that cannot be said, with the problem. */
export function readRoot(
  field: FieldDefinitionNode,
  entities: ReadonlyMap<string, Entity>,
  reading: Reading,
): Root | null {
  const root = { name: field.name.value, declaredAt: locationOf(field) }
  const typeName = namedTypeOf(field.type)
  const connected = connectionNodeOf(reading.index, typeName)
  const listed = connected === null ? undefined : entities.get(connected)
  const found = isListType(field.type) ? undefined : entities.get(typeName)
  if (listed) return { ...root, kind: 'list', entity: listed.name }
  if (found) return readLookUp(field, found, reading)
  if (entities.has(typeName)) {
    const given = (field.arguments ?? []).map(({ name, type }) => `${name.value}: ${print(type)}`)
    if (given.join() === 'ids: [ID!]!') return { ...root, kind: 'lookupMany', entity: typeName }
    const fix = `use ${typeName}Connection, or give it exactly the argument ids: [ID!]!`
    const message = `Query.${root.name} is a plain list of ${typeName}: ${fix}`
    reading.problems.push(problemAt(field, message))
    return null
  }
  if (typeName === 'Node') return { ...root, kind: 'node' }

  const owner = findDirective(field, 'owner')
  const access = readAccess(`Query.${root.name}`, field, reading)
  if (!access) {
    const message = `Query.${root.name} says nobody may read it: add @access(read: [...])`
    reading.problems.push(problemAt(field, message))
  }
  const declared = access ?? noAccess
  if (!owner) return { ...root, kind: 'gateway', access: declared }
  const system = readEnum(reading, owner, 'system', 'System')
  return { ...root, kind: 'operation', owner: system ?? '', access: declared }
}

function readLookUp(field: FieldDefinitionNode, entity: Entity, reading: Reading): Root | null {
  const root = { name: field.name.value, declaredAt: locationOf(field) }
  const keys = (field.arguments ?? []).map((argument) => argument.name.value)
  if (keys.length === 0 && entity.self === 'id') return { ...root, kind: 'self', entity: entity.name }
  if (keys.toSorted().join() === 'id,system') return { ...root, kind: 'byExternalId', entity: entity.name }
  const known = [...entity.fields.values()]
    .filter(({ kind }) => kind === 'id' || kind === 'value')
    .map(({ name }) => name)
  const unknown = (field.arguments ?? []).filter((argument) => !known.includes(argument.name.value))
  for (const argument of unknown) {
    const name = argument.name.value
    const what = `Query.${root.name}(${name}:) is no value field of ${entity.name} to look it up by`
    reading.problems.push(problemAt(argument, `${what}: ${adviseName(name, known)}`))
  }
  if (keys.length === 0) {
    const fix = `add an argument: id, or a field of ${entity.name}`
    reading.problems.push(problemAt(field, `Query.${root.name} does not say which ${entity.name}: ${fix}`))
  }
  return unknown.length > 0 || keys.length === 0
    ? null
    : { ...root, kind: 'lookup', entity: entity.name, keys }
}
