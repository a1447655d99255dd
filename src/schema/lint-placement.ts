import { governanceDirectives } from './governance.ts'
import { problemAt, type Problem } from './problem.ts'
import { findDirective } from './read-directive.ts'
import { connectionNodeOf, isEntity, namedTypeOf, type SdlIndex, type SdlType } from './sdl-index.ts'

/** Governance where it would have no effect, and entities that declare none. */
export function lintPlacement(index: SdlIndex): Problem[] {
  return [...index.types.values()].flatMap((type) => {
    switch (type.kind) {
      case 'object':
        return [...lintObject(type, index), ...lintFields(type, index)]
      case 'interface':
        return lintFields(type, index)
      case 'input':
        return lintInput(type)
      case 'enum':
      case 'other':
        return []
    }
  })
}

function lintObject(type: SdlType, index: SdlIndex): Problem[] {
  if (isEntity(index, type.name)) return []
  const signs = [
    ...(type.interfaces.includes('Node') ? ['implements Node'] : []),
    ...(findDirective(type, 'source') ? ['has @source'] : []),
    ...(findDirective(type, 'access') ? ['has @access'] : []),
  ]
  return signs.length > 0
    ? [problemAt(type.node, `${type.name} ${signs.join(' and ')}, but no owner: add @entity(owner: ...)`)]
    : []
}

function lintFields(type: SdlType, index: SdlIndex): Problem[] {
  return type.fields.flatMap((field) => {
    const name = field.name.value
    const governed = (field.directives ?? []).filter(({ name: { value } }) => governanceDirectives.has(value))
    return governed.flatMap((directive) => {
      const reason = refusalOf(type, name, namedTypeOf(field.type), directive.name.value, index)
      const what = `@${directive.name.value} on ${type.name}.${name}`
      const isOnSecondOwner = directive.name.value === 'owner' && findDirective(field, 'inverse')
      if (isOnSecondOwner) {
        const message = `${type.name}.${name} has two owners, its own and that of the reference it inverts`
        return [problemAt(directive, `${message}: remove @owner`)]
      }
      if (directive.name.value === 'copiedTo' && findDirective(field, 'inverse'))
        return [problemAt(directive, `${what} has no effect, no record holds them: remove it`)]
      return reason === null ? [] : [problemAt(directive, `${what} ${reason}`)]
    })
  })
}

/** What the fields of operations may have. */
const operationDirectives: Readonly<Record<string, readonly string[]>> = {
  Query: ['access', 'owner'],
  Mutation: ['access', 'mutation'],
  Subscription: ['access'],
}

/** Why a directive has no effect on a field, with the fix; null when it has. */
function refusalOf(
  type: SdlType,
  field: string,
  fieldType: string,
  directive: string,
  index: SdlIndex,
): string | null {
  if (type.kind === 'interface') return 'stands on an interface: put it on the types that implement it'
  const ofOperations = operationDirectives[type.name]
  if (ofOperations && !ofOperations.includes(directive))
    return `has no effect on a field of ${type.name}: remove it`
  if (type.name === 'Mutation' || type.name === 'Subscription') return null
  if (directive === 'mutation') return 'has no effect but on a field of Mutation: remove it'
  if (isEntity(index, type.name)) {
    const isGateway = field === 'id' || field === 'sources'
    if (isGateway && directive !== 'access') return 'has no effect, the gateway answers it: remove it'
    return null
  }
  if (type.name !== 'Query')
    return 'has no effect, values are governed as a whole: put it on the field of the entity'
  const node = connectionNodeOf(index, fieldType) ?? fieldType
  const isOfEntity = isEntity(index, node) || node === 'Node'
  return isOfEntity ? `has no effect, ${node} and its fields say who owns and reads them: remove it` : null
}

function lintInput(type: SdlType): Problem[] {
  if (findDirective(type, 'appliesTo')) return []
  return type.inputFields
    .filter((field) => findDirective(field, 'compares'))
    .map((field) => {
      const what = `@compares on ${type.name}.${field.name.value} has no effect`
      return problemAt(field, `${what}: add @appliesTo(entity: ...) to ${type.name}`)
    })
}
