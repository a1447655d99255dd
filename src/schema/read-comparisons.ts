import type { InputValueDefinitionNode } from 'graphql'
import type { Comparison, Entity, FilterField } from './catalog.ts'
import { problemAt } from './problem.ts'
import { argumentNode, findDirective, readEnum, readString, type Reading } from './read-directive.ts'
import { isListType, type SdlType } from './sdl-index.ts'
import { adviseName } from './suggest-name.ts'

/** The fields of an @appliesTo input, each with the entity field it compares. */
export function readFilter(
  input: SdlType,
  entities: ReadonlyMap<string, Entity>,
  reading: Reading,
): ReadonlyMap<string, FilterField> {
  const entity = readAppliesTo(input, entities, reading)
  const fields = input.inputFields.map((field) => readFilterField(field, entity, input, reading))
  return new Map(fields.flatMap((field) => (field ? [[field.name, field]] : [])))
}

/** The values of an @appliesTo enum, `CREATED_AT`, each with the entity field it sorts by, `createdAt`. */
export function readOrder(
  type: SdlType,
  entities: ReadonlyMap<string, Entity>,
  reading: Reading,
): ReadonlyMap<string, string> {
  const entity = readAppliesTo(type, entities, reading)
  const fields = new Map<string, string>()
  for (const value of type.values) {
    const field = value.name.value
      .toLowerCase()
      .replace(/_([a-z0-9])/g, (_, next: string) => next.toUpperCase())
    if (!entity || entity.fields.get(field)?.kind === 'value') fields.set(value.name.value, field)
    else {
      const advice = adviseName(field, valueFieldsOf(entity))
      const what = `${type.name}.${value.name.value} sorts by ${entity.name}.${field}, which is no value field`
      reading.problems.push(problemAt(value, `${what}: ${advice}`))
    }
  }
  return fields
}

function readAppliesTo(
  type: SdlType,
  entities: ReadonlyMap<string, Entity>,
  reading: Reading,
): Entity | undefined {
  const directive = findDirective(type, 'appliesTo')
  const name = directive && readString(reading, directive, 'entity')
  if (!directive || name == null) return undefined
  const entity = entities.get(name)
  if (!entity) {
    const message = `${type.name} applies to ${name}, which is no entity: ${adviseName(name, entities.keys())}`
    reading.problems.push(problemAt(argumentNode(directive, 'entity'), message))
  }
  return entity
}

function readFilterField(
  node: InputValueDefinitionNode,
  entity: Entity | undefined,
  input: SdlType,
  reading: Reading,
): FilterField | null {
  const name = node.name.value
  const directive = findDirective(node, 'compares')
  const field = directive ? readString(reading, directive, 'field') : name
  const comparison = directive
    ? readEnum(reading, directive, 'with', 'Comparison')
    : isListType(node.type)
      ? 'IN'
      : 'EQ'
  if (field === null || comparison === null || !entity) return null
  if (entity.fields.get(field)?.kind === 'value') {
    return { name, field, comparison: comparison as Comparison }
  }
  const at = directive ? argumentNode(directive, 'field') : node
  const fields = valueFieldsOf(entity)
  const fix = directive
    ? adviseName(field, fields)
    : `name it with @compares(field: ..., with: ${comparison}); ${adviseName(field, fields)}`
  const what = `${input.name}.${name} has no value field ${entity.name}.${field} behind it`
  reading.problems.push(problemAt(at, `${what}: ${fix}`))
  return null
}

function valueFieldsOf(entity: Entity): string[] {
  return [...entity.fields.values()].filter((field) => field.kind === 'value').map((field) => field.name)
}
