import { Kind, type TypeNode } from 'graphql'
import type { Entity, InputField } from './catalog.ts'
import { problemAt } from './problem.ts'
import { argumentNode, findDirective, readString, type Reading } from './read-directive.ts'
import { isEntity, namedTypeOf, type SdlIndex, type SdlType } from './sdl-index.ts'
import { adviseName } from './suggest-name.ts'

/** The fields of an @sets input, each with the entity field that it sets. */
export function readInput(
  input: SdlType,
  entities: ReadonlyMap<string, Entity>,
  reading: Reading,
): ReadonlyMap<string, InputField> {
  const directive = findDirective(input, 'sets')
  const name = directive ? readString(reading, directive, 'entity') : null
  const entity = entities.get(name ?? '')
  if (directive && name !== null && !entity) {
    const message = `${input.name} sets fields of ${name}, which is no entity: ${adviseName(name, entities.keys())}`
    reading.problems.push(problemAt(argumentNode(directive, 'entity'), message))
  }
  const type = entity && reading.index.types.get(entity.name)
  if (!entity || !type) return new Map()
  const settable = [...entity.fields.values()].filter(({ kind }) => kind === 'value' || kind === 'reference')
  const fields = new Map<string, InputField>()
  for (const { name: node, type: inputType } of input.inputFields) {
    const field = node.value
    if (settable.some((one) => one.name === field)) {
      const set = type.fields.find((one) => one.name.value === field)
      const references = set ? referencesIn(inputType, set.type, reading.index) : []
      fields.set(field, { name: field, field, references })
      continue
    }
    const advice = adviseName(
      field,
      settable.map((one) => one.name),
    )
    const what = `${input.name}.${field} has no field ${entity.name}.${field} behind it that a system holds`
    reading.problems.push(problemAt(node, `${what}: ${advice}`))
  }
  return fields
}

/** The entity that an input's @sets names; null without one. */
export function entitySetBy(input: SdlType | undefined): string | null {
  const directive = input && findDirective(input, 'sets')
  const node = directive && argumentNode(directive, 'entity')
  return node?.kind === Kind.STRING ? node.value : null
}

/** Where a value of an input type names entities, by the type of the value that it becomes. */
function referencesIn(
  inputType: TypeNode,
  type: TypeNode,
  index: SdlIndex,
  path: readonly string[] = [],
): InputField['references'] {
  const name = namedTypeOf(type)
  if (isEntity(index, name)) return [{ path, entity: name }]
  const members = index.types.get(namedTypeOf(inputType))?.inputFields ?? []
  const values = index.types.get(name)?.fields ?? []
  return members.flatMap((member) => {
    const value = values.find((one) => one.name.value === member.name.value)
    return value ? referencesIn(member.type, value.type, index, [...path, member.name.value]) : []
  })
}
