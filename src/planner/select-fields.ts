import {
  getDirectiveValues,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  isAbstractType,
  Kind,
  typeFromAST,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql'
import { argumentsText, stepKeyOf } from './step-key.ts'

/** What the selections of a document are resolved against. */
export interface DocumentScope {
  schema: GraphQLSchema
  fragments: ReadonlyMap<string, FragmentDefinitionNode>
  /** Coerced; only those in `@skip` and `@include` are read here. */
  variables: Readonly<Record<string, unknown>>
}

/** All nodes that ask one field with the same arguments, under whatever aliases. */
export interface SelectedField {
  name: string
  argumentsText: string
  nodes: readonly FieldNode[]
}

/** The fields that selections ask of one object type: fragments opened, skipped parts dropped, equals merged. */
export function selectFields(
  scope: DocumentScope,
  type: GraphQLObjectType,
  sets: readonly SelectionSetNode[],
): SelectedField[] {
  return mergeFields(scope, type, sets, stepKeyOf)
}

/** The fields that selections ask of one object type, by what they are called in the response: equals are not merged. */
export function selectResponses(
  scope: DocumentScope,
  type: GraphQLObjectType,
  sets: readonly SelectionSetNode[],
): (SelectedField & { responseName: string })[] {
  const fields = mergeFields(scope, type, sets, responseNameOf)
  return fields.flatMap((field) =>
    field.nodes.slice(0, 1).map((node) => ({ ...field, responseName: responseNameOf(node) })),
  )
}

function responseNameOf({ alias, name }: FieldNode): string {
  return (alias ?? name).value
}

function mergeFields(
  scope: DocumentScope,
  type: GraphQLObjectType,
  sets: readonly SelectionSetNode[],
  keyOf: (node: FieldNode) => string,
): SelectedField[] {
  const merged = new Map<string, FieldNode[]>()
  const opened = new Set<string>()

  const visit = (selections: readonly SelectionNode[]): void => {
    for (const selection of selections) {
      if (!isIncluded(scope, selection)) continue
      if (selection.kind === Kind.FIELD) {
        const key = keyOf(selection)
        merged.set(key, [...(merged.get(key) ?? []), selection])
        continue
      }
      const fragment =
        selection.kind === Kind.FRAGMENT_SPREAD ? openFragment(selection.name.value) : selection
      if (fragment && appliesTo(scope, fragment.typeCondition?.name.value, type))
        visit(fragment.selectionSet.selections)
    }
  }
  const openFragment = (name: string): FragmentDefinitionNode | undefined => {
    if (opened.has(name)) return undefined
    opened.add(name)
    return scope.fragments.get(name)
  }

  for (const set of sets) visit(set.selections)
  return [...merged.values()].flatMap((nodes) => {
    const [first] = nodes
    return first ? [{ name: first.name.value, argumentsText: argumentsText(first), nodes }] : []
  })
}

/** The selections below a field, of all its nodes. */
export function selectionSetsOf(nodes: readonly FieldNode[]): SelectionSetNode[] {
  return nodes.flatMap((node) => node.selectionSet ?? [])
}

/** Whether `@skip` and `@include` leave it in. */
export function isIncluded(scope: Pick<DocumentScope, 'variables'>, selection: SelectionNode): boolean {
  if (!selection.directives?.length) return true
  const variables = { ...scope.variables }
  if (getDirectiveValues(GraphQLSkipDirective, selection, variables)?.if === true) return false
  return getDirectiveValues(GraphQLIncludeDirective, selection, variables)?.if !== false
}

function appliesTo(scope: DocumentScope, condition: string | undefined, type: GraphQLObjectType): boolean {
  if (condition === undefined || condition === type.name) return true
  const wanted = typeFromAST(scope.schema, {
    kind: Kind.NAMED_TYPE,
    name: { kind: Kind.NAME, value: condition },
  })
  return isAbstractType(wanted) && scope.schema.isSubType(wanted, type)
}

/** Those of a document by name. */
export function fragmentsOf(document: DocumentNode): Map<string, FragmentDefinitionNode> {
  const fragments = document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
  return new Map(fragments.map((fragment) => [fragment.name.value, fragment]))
}
