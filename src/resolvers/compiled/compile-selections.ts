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
import { createObjectMaker } from '../../objects/object-maker.ts'
import { selectionSetsOf, selectResponses, type DocumentScope } from '../../planner/select-fields.ts'
import { resolveMember } from '../value-resolvers.ts'
import { compileField } from './compile-field.ts'
import { compileLeaf } from './compile-leaf.ts'
import type { Complete } from './complete.ts'
import { ElementPlace, FieldInfo, type Place } from './field-info.ts'
import { leaveToInterpreter } from './left-to-interpreter.ts'

/** The fields of an object that stands at `outer` (undefined: the reply itself), each by itself. @throws LeftToInterpreter */
export function compileSelections(
  scope: DocumentScope,
  type: GraphQLObjectType,
  sets: readonly SelectionSetNode[],
  outer?: Place,
): Complete {
  // Nothing here has one; whoever adds one gets graphql-js.
  if (type.isTypeOf) leaveToInterpreter()
  return createObjectMaker(
    selectResponses(scope, type, sets).map((selected) => [
      selected.responseName,
      compileSelected(scope, type, selected, outer),
    ]),
  )
}

type SelectedResponse = ReturnType<typeof selectResponses>[number]

function compileSelected(
  scope: DocumentScope,
  type: GraphQLObjectType,
  { name, responseName, nodes }: SelectedResponse,
  outer: Place | undefined,
): Complete {
  if (name === '__typename') return () => type.name
  const field = type.getFields()[name]
  // Introspection is all that is left; and what is put under this name into an object is not its property.
  if (!field || responseName === '__proto__') leaveToInterpreter()
  const info = new FieldInfo(type, field, responseName, nodes, outer)
  const complete = compileType(scope, field.type, nodes, info)
  return compileField(info, field.resolve ?? resolveMember, field.type, complete)
}

function compileType(
  scope: DocumentScope,
  type: GraphQLOutputType,
  nodes: readonly FieldNode[],
  place: Place,
): Complete {
  if (isNonNullType(type)) return compileType(scope, type.ofType, nodes, place)
  if (isListType(type)) {
    const element = new ElementPlace(place)
    return compileList(type.ofType, compileType(scope, type.ofType, nodes, element), element)
  }
  if (isLeafType(type)) return compileLeaf(type)
  if (isObjectType(type)) return compileSelections(scope, type, selectionSetsOf(nodes), place)
  return compileAbstract(scope, type, nodes, place)
}

function compileList(type: GraphQLOutputType, complete: Complete, place: ElementPlace): Complete {
  const isRequired = isNonNullType(type)
  return (list, run) => {
    if (!Array.isArray(list)) leaveToInterpreter()
    return list.map((element: unknown, index) => {
      place.index = index
      if (element !== null && element !== undefined) return complete(element, run)
      if (isRequired) leaveToInterpreter()
      return null
    })
  }
}

function compileAbstract(
  scope: DocumentScope,
  type: GraphQLAbstractType,
  nodes: readonly FieldNode[],
  place: Place,
): Complete {
  const { resolveType } = type
  if (!resolveType) leaveToInterpreter()
  const sets = selectionSetsOf(nodes)
  const byName = new Map(
    scope.schema
      .getPossibleTypes(type)
      .map((possible) => [possible.name, compileSelections(scope, possible, sets, place)] as const),
  )
  return (value, run) => {
    // The resolvers of types ask for nothing of the place.
    const name = resolveType(value, run.context, {} as GraphQLResolveInfo, type)
    const complete = typeof name === 'string' ? byName.get(name) : undefined
    if (!complete) leaveToInterpreter()
    return complete(value, run)
  }
}
