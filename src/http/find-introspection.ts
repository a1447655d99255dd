import {
  Kind,
  type DocumentNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql'

type IntrospectionFinder = (
  document: DocumentNode,
  operation: OperationDefinitionNode,
) => '__schema' | '__type' | null

/** Looks into each operation once; `operation` is always one of `document`. */
export function createIntrospectionFinder(): IntrospectionFinder {
  const known = new WeakMap<OperationDefinitionNode, ReturnType<IntrospectionFinder>>()
  return (document, operation) => {
    const before = known.get(operation)
    if (before !== undefined) return before
    const found = findIntrospection(document, operation)
    known.set(operation, found)
    return found
  }
}

/**
 * The first field with which an operation asks for the schema: `__schema` or `__type`, under whatever alias, in whatever
 * fragment, skipped or not. `__typename` tells nothing that the caller did not select.
 */
function findIntrospection(
  document: DocumentNode,
  operation: OperationDefinitionNode,
): ReturnType<IntrospectionFinder> {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition)
  const waiting: SelectionSetNode[] = [operation.selectionSet]
  for (let set = waiting.pop(); set; set = waiting.pop()) {
    for (const selection of set.selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        const fragment = fragments.get(selection.name.value)
        // Each is looked into once, wherever it is used.
        fragments.delete(selection.name.value)
        if (fragment) waiting.push(fragment.selectionSet)
        continue
      }
      if (selection.kind === Kind.FIELD) {
        const name = selection.name.value
        if (name === '__schema' || name === '__type') return name
      }
      if (selection.selectionSet) waiting.push(selection.selectionSet)
    }
  }
  return null
}
