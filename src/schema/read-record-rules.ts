import type { ConstDirectiveNode, FieldDefinitionNode } from 'graphql'
import type { EntityField, Restriction } from './catalog.ts'
import { problemAt } from './problem.ts'
import {
  argumentNode,
  findDirective,
  findDirectives,
  readEnums,
  readString,
  type Reading,
} from './read-directive.ts'
import { isEntity, isListType, namedTypeOf, type SdlIndex, type SdlType } from './sdl-index.ts'
import { adviseName } from './suggest-name.ts'

type Fields = ReadonlyMap<string, EntityField>

/** The field of @self: `id`, or a reference to an entity that is itself a caller. */
export function readSelf(type: SdlType, fields: Fields, reading: Reading): string | null {
  const directive = findDirective(type, 'self')
  const name = directive ? readString(reading, directive, 'field') : null
  if (!directive || name === null) return null
  const field = fields.get(name)
  if (field?.kind === 'id') return name
  if (field?.kind === 'reference' && isCaller(field.entity, reading.index)) return name
  const what = `${type.name}.${name} does not say which customer it belongs to`
  const fix = 'name id, or a reference to an entity with @self(field: "id")'
  reading.problems.push(problemAt(argumentNode(directive, 'field'), `${what}: ${fix}`))
  return null
}

function isCaller(entity: string, index: SdlIndex): boolean {
  const directive = findDirective({ directives: index.types.get(entity)?.directives }, 'self')
  // Its own problems are reported where it stands.
  return (
    directive !== undefined &&
    readString({ index, problems: [], overrides: new Map() }, directive, 'field') === 'id'
  )
}

/** The @restrict rules of an entity, their paths resolved. */
export function readRestrictions(type: SdlType, fields: Fields, reading: Reading): Restriction[] {
  return findDirectives(type, 'restrict').flatMap((directive): Restriction[] => {
    const roles = readEnums(reading, directive, 'roles', 'Role')
    const field = readString(reading, directive, 'field')
    const to = readString(reading, directive, 'to')
    if (field === null || to === null) return []
    const [first = '', ...rest] = field.split('.')
    const known = fields.get(first)
    if (known?.kind === 'value') {
      checkPath(type, [first, ...rest], directive, reading)
      return [{ roles, field, to, via: null, path: [first, ...rest] }]
    }
    const [second, ...deeper] = rest
    if (known?.kind === 'reference' && second !== undefined) {
      const target = reading.index.types.get(known.entity)
      if (target) checkPath(target, [second, ...deeper], directive, reading)
      const via = { name: first, entity: known.entity }
      return [{ roles, field, to, via, path: [second, ...deeper] }]
    }
    const names = [...fields.values()].filter(({ kind }) => kind === 'value' || kind === 'reference')
    const advice = adviseName(
      first,
      names.map(({ name }) => name),
    )
    const what = `@restrict compares ${type.name}.${field}, which leads to no value`
    reading.problems.push(problemAt(argumentNode(directive, 'field'), `${what}: ${advice}`))
    return []
  })
}

/** Every step is a field that is no list, and the last is a text, number or enum. */
function checkPath(
  type: SdlType,
  path: readonly string[],
  directive: ConstDirectiveNode,
  reading: Reading,
): void {
  const { index, problems } = reading
  let at: SdlType | undefined = type
  for (const name of path) {
    const field: FieldDefinitionNode | undefined = at?.fields.find(
      (candidate) => candidate.name.value === name,
    )
    const next: SdlType | undefined = field && index.types.get(namedTypeOf(field.type))
    if (!at || !field || isListType(field.type) || isEntity(index, namedTypeOf(field.type))) {
      const what = `@restrict cannot compare ${type.name}.${path.join('.')}`
      const reason = field ? `${name} is no single value: name one` : `there is no ${name}: correct the path`
      problems.push(problemAt(argumentNode(directive, 'field'), `${what}, ${reason}`))
      return
    }
    at = next?.kind === 'object' ? next : undefined
  }
  if (!at) return
  const what = `@restrict cannot compare ${type.name}.${path.join('.')}: it has fields of its own`
  problems.push(problemAt(argumentNode(directive, 'field'), `${what}; name one of them`))
}
