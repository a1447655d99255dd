import {
  getArgumentValues,
  getNamedType,
  isObjectType,
  Kind,
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql'
import type { ArgumentReader } from './plan.ts'
import { selectFields, selectionSetsOf, type DocumentScope } from './select-fields.ts'

type Field = GraphQLField<unknown, unknown>

/** The object type that a field gives, through lists and non-nulls; null for scalars, enums and abstract types. */
export function objectTypeOf(field: Field | undefined): GraphQLObjectType | null {
  const type = getNamedType(field?.type)
  return isObjectType(type) ? type : null
}

/** Reads a field's arguments; merged nodes have the same, so the first stands for all. */
export function argumentReader(field: Field, nodes: readonly FieldNode[]): ArgumentReader {
  const [node] = nodes
  if (!node) return () => ({})
  if (node.arguments?.some(({ value }) => hasVariable(value)))
    return (variables) => getArgumentValues(field, node, variables)
  let values: ReturnType<ArgumentReader> | undefined
  return () => (values ??= Object.freeze(getArgumentValues(field, node)))
}

function hasVariable(value: ValueNode): boolean {
  switch (value.kind) {
    case Kind.VARIABLE:
      return true
    case Kind.LIST:
      return value.values.some(hasVariable)
    case Kind.OBJECT:
      return value.fields.some((field) => hasVariable(field.value))
    default:
      return false
  }
}

/** What is selected of the nodes of a connection field: below `edges { node }`. */
export function nodeSelections(
  scope: DocumentScope,
  field: Field,
  sets: readonly SelectionSetNode[],
): SelectionSetNode[] {
  const connection = objectTypeOf(field)
  const edge = objectTypeOf(connection?.getFields().edges)
  return below(scope, edge, 'node', below(scope, connection, 'edges', sets))
}

function below(
  scope: DocumentScope,
  type: GraphQLObjectType | null,
  name: string,
  sets: readonly SelectionSetNode[],
): SelectionSetNode[] {
  if (!type) return []
  return selectFields(scope, type, sets)
    .filter((selected) => selected.name === name)
    .flatMap((selected) => selectionSetsOf(selected.nodes))
}
