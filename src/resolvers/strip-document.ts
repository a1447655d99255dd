import {
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql'
import { isIncluded, fragmentsOf } from '../planner/select-fields.ts'
import { keepStepKey } from '../planner/step-key.ts'

/**
 * What there is to complete of an operation, and nothing but names: `@skip` and `@include` are decided, arguments, variables
 * and directives are gone. Resolvers need none of them (a field knows its step), and generated code is then made of names
 * alone: no text that a client writes can get into it.
 *
 * @param variables coerced; only those in `@skip` and `@include` are read
 */
export function stripDocument(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): DocumentNode {
  const stripSet = (set: SelectionSetNode): SelectionSetNode => ({
    ...set,
    selections: set.selections.filter((one) => isIncluded({ variables }, one)).map(stripSelection),
  })
  const stripSelection = (selection: SelectionNode): SelectionNode => {
    switch (selection.kind) {
      case Kind.FIELD:
        return stripField(selection)
      case Kind.INLINE_FRAGMENT:
        return { ...selection, directives: [], selectionSet: stripSet(selection.selectionSet) }
      case Kind.FRAGMENT_SPREAD:
        return { ...selection, directives: [] }
    }
  }
  const stripField = (field: FieldNode): FieldNode => {
    const { selectionSet } = field
    const copy = { ...field, arguments: [], directives: [], selectionSet: selectionSet && stripSet(selectionSet) }
    keepStepKey(copy, field)
    return copy
  }
  const stripFragment = (fragment: FragmentDefinitionNode): FragmentDefinitionNode => ({
    ...fragment,
    directives: [],
    selectionSet: stripSet(fragment.selectionSet),
  })
  return {
    kind: Kind.DOCUMENT,
    definitions: [
      { ...operation, variableDefinitions: [], directives: [], selectionSet: stripSet(operation.selectionSet) },
      ...[...fragmentsOf(document).values()].map(stripFragment),
    ],
  }
}
