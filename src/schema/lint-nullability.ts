import { Kind, print, type FieldDefinitionNode } from 'graphql'
import { problemAt, type Problem } from './problem.ts'
import { connectionNodeOf, isEntity, namedTypeOf, type SdlIndex, type SdlType } from './sdl-index.ts'

/**
 * What needs a source record is nullable, so that a dead system can never empty a reply: every entity field but `id`,
 * every root field, and every reference or connection wherever it stands. `!` is for values of one loaded record.
 */
export function lintNullability(index: SdlIndex): Problem[] {
  return [...index.types.values()]
    .filter((type) => type.kind === 'object' || type.kind === 'interface')
    .flatMap((type) => type.fields.flatMap((field) => lintField(type, field, index)))
}

function lintField(type: SdlType, field: FieldDefinitionNode, index: SdlIndex): Problem[] {
  const typeName = namedTypeOf(field.type)
  const isRoot = ['Query', 'Mutation', 'Subscription'].includes(type.name)
  const isEntityField = isEntity(index, type.name) && field.name.value !== 'id'
  const isEdge =
    isEntity(index, typeName) || typeName === 'Node' || connectionNodeOf(index, typeName) !== null
  if (!isRoot && !isEntityField && !isEdge) return []
  const written = print(field.type)
  // Elements that are whole entities fail one by one; elements of a value come with their record.
  const isTooStrict = isEdge ? written.includes('!') : field.type.kind === Kind.NON_NULL_TYPE
  if (!isTooStrict) return []
  const name = `${type.name}.${field.name.value}`
  const fix = `write ${isEdge ? written.replaceAll('!', '') : written.slice(0, -1)}`
  return [problemAt(field, `${name}: ${written} would let a dead system empty the reply: ${fix}`)]
}
