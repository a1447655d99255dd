import { print } from 'graphql'
import { problemAt, type Problem } from './problem.ts'
import { findDirective } from './read-directive.ts'
import {
  connectionNodeOf,
  isEntity,
  isListType,
  namedTypeOf,
  type SdlIndex,
  type SdlType,
} from './sdl-index.ts'

/** The shape that the read engine serves: what every entity has, and which types its fields and values may have. */
export function lintEntities(index: SdlIndex): Problem[] {
  const entities = [...index.types.values()].filter((type) => isEntity(index, type.name))
  return [
    ...entities.flatMap(lintEntity),
    ...entities.flatMap((type) => lintFieldTypes(type, index)),
    ...valueTypesOf(entities, index).flatMap((type) => lintFieldTypes(type, index)),
  ]
}

/** Object types inside the entities' values, nested ones too. */
export function valueTypesOf(entities: readonly SdlType[], index: SdlIndex): SdlType[] {
  const found = new Map<string, SdlType>()
  const visitFields = (type: SdlType): void => {
    for (const field of type.fields) {
      const value = index.types.get(namedTypeOf(field.type))
      const isValue =
        value?.kind === 'object' && !value.name.endsWith('Connection') && value.name !== 'Source'
      if (!value || !isValue || isEntity(index, value.name) || found.has(value.name)) continue
      found.set(value.name, value)
      visitFields(value)
    }
  }
  entities.forEach(visitFields)
  return [...found.values()]
}

function lintEntity(type: SdlType): Problem[] {
  const fieldType = (name: string): string => {
    const field = type.fields.find((candidate) => candidate.name.value === name)
    return field ? print(field.type) : ''
  }
  const missing = [
    ...(type.interfaces.includes('Node') ? [] : ['implements Node']),
    ...(fieldType('id') === 'ID!' ? [] : ['id: ID!']),
    ...(fieldType('sources') === '[Source!]' ? [] : ['sources: [Source!]']),
  ]
  return missing.map((what) => problemAt(type.node, `entity ${type.name} lacks ${what}: add it`))
}

function lintFieldTypes(type: SdlType, index: SdlIndex): Problem[] {
  return type.fields.flatMap((field) => {
    const name = `${type.name}.${field.name.value}`
    const typeName = namedTypeOf(field.type)
    const connected = connectionNodeOf(index, typeName)
    if (isEntity(index, typeName) && isListType(field.type)) {
      if (isEntity(index, type.name) && findDirective(field, 'inverse')) return []
      const fix = `use ${typeName}Connection, or the list, with @inverse(of: ...) on an entity`
      return [problemAt(field, `${name} is a plain list of ${typeName}: ${fix}`)]
    }
    if (connected !== null && !findDirective(field, 'inverse')) {
      const fix = isEntity(index, type.name)
        ? `add @inverse(of: ...), naming the field of ${connected} that points back`
        : 'move it to an entity, with @inverse(of: ...)'
      return [problemAt(field, `${name} is a connection that nothing fills: ${fix}`)]
    }
    return isAbstract(index, typeName)
      ? [problemAt(field, `${name} is of ${typeName}, which is no one type: name an object type`)]
      : []
  })
}

function isAbstract(index: SdlIndex, typeName: string): boolean {
  const type = index.types.get(typeName)
  return type?.kind === 'interface' || type?.node.kind.startsWith('Union') === true
}
