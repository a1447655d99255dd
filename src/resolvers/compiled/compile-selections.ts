import {
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type FieldNode,
  type GraphQLAbstractType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type SelectionSetNode,
} from 'graphql'
import { selectionSetsOf, selectResponses, type DocumentScope } from '../../planner/select-fields.ts'
import { resolveMember } from '../value-resolvers.ts'
import { compileField } from './compile-field.ts'
import { compileLeaf } from './compile-leaf.ts'
import type { Complete } from './complete.ts'
import { FieldInfo } from './field-info.ts'
import { leaveToInterpreter } from './left-to-interpreter.ts'

/** The fields of an object, each by itself. @throws LeftToInterpreter */
export function compileSelections(
  scope: DocumentScope,
  type: GraphQLObjectType,
  sets: readonly SelectionSetNode[],
): Complete {
  // Nothing here has one; whoever adds one gets graphql-js.
  if (type.isTypeOf) leaveToInterpreter()
  const fields = selectResponses(scope, type, sets).map(({ name, responseName, nodes }) => ({
    responseName,
    complete: compileSelected(scope, type, name, responseName, nodes),
  }))
  // Copied, an object has room for all its members at once; grown one by one, it is moved again and again.
  const empty = Object.fromEntries(fields.map(({ responseName }) => [responseName, null]))
  return (source, run, path) => {
    const object: Record<string, unknown> = { ...empty }
    for (const { responseName, complete } of fields) object[responseName] = complete(source, run, path)
    return object
  }
}

function compileSelected(
  scope: DocumentScope,
  type: GraphQLObjectType,
  name: string,
  responseName: string,
  nodes: readonly FieldNode[],
): Complete {
  if (name === '__typename') return () => type.name
  const field = type.getFields()[name]
  // Introspection is all that is left; and what is put under this name into an object is not its property.
  if (!field || responseName === '__proto__') leaveToInterpreter()
  const info = new FieldInfo(type, field, responseName, nodes)
  return compileField(info, field.resolve ?? resolveMember, field.type, compileType(scope, field.type, nodes))
}

function compileType(scope: DocumentScope, type: GraphQLOutputType, nodes: readonly FieldNode[]): Complete {
  if (isNonNullType(type)) return compileType(scope, type.ofType, nodes)
  if (isListType(type)) return compileList(type.ofType, compileType(scope, type.ofType, nodes))
  if (isLeafType(type)) return compileLeaf(type)
  if (isObjectType(type)) return compileSelections(scope, type, selectionSetsOf(nodes))
  return compileAbstract(scope, type, nodes)
}

function compileList(itemType: GraphQLOutputType, complete: Complete): Complete {
  const isRequired = isNonNullType(itemType)
  return (list, run, path) => {
    if (!Array.isArray(list)) leaveToInterpreter()
    return list.map((item: unknown, key) => {
      if (item !== null && item !== undefined)
        return complete(item, run, { prev: path, key, typename: undefined })
      if (isRequired) leaveToInterpreter()
      return null
    })
  }
}

function compileAbstract(
  scope: DocumentScope,
  type: GraphQLAbstractType,
  nodes: readonly FieldNode[],
): Complete {
  const { resolveType } = type
  if (!resolveType) leaveToInterpreter()
  const sets = selectionSetsOf(nodes)
  const byName = new Map(
    scope.schema
      .getPossibleTypes(type)
      .map((possible) => [possible.name, compileSelections(scope, possible, sets)] as const),
  )
  return (value, run, path) => {
    // The resolvers of types ask for nothing of the place.
    const name = resolveType(value, run.context, {} as GraphQLResolveInfo, type)
    const complete = typeof name === 'string' ? byName.get(name) : undefined
    if (!complete) leaveToInterpreter()
    return complete(value, run, path)
  }
}
