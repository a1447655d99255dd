import {
  getNamedType,
  isInputObjectType,
  Kind,
  OperationTypeNode,
  type DocumentNode,
  type GraphQLField,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql'
import type { Root } from '../schema/catalog.ts'
import { argumentReader, nodeSelections } from './document-fields.ts'
import { planEntity, type PlanScope } from './plan-entity.ts'
import { planMutations } from './plan-mutations.ts'
import type { Plan, RootStep } from './plan.ts'
import { fragmentsOf, selectFields, selectionSetsOf, type SelectedField } from './select-fields.ts'

export interface PlanRequest extends Omit<PlanScope, 'fragments' | 'onDenied'> {
  document: DocumentNode
  operation: OperationDefinitionNode
}

/** The plan of one operation. Pure; the document must be valid against the schema. */
export function makePlan(request: PlanRequest): Plan {
  const { schema, catalog, document, operation } = request
  const rootType = schema.getRootType(operation.operation)
  if (!rootType) return { roots: [], denied: [] }
  const denied = new Set<string>()
  const onDenied = (coordinate: string) => void denied.add(coordinate)
  const scope: PlanScope = { ...request, fragments: fragmentsOf(document), onDenied }
  if (operation.operation === OperationTypeNode.MUTATION)
    return { roots: planMutations(scope, rootType, operation), denied: [...denied] }
  const roots = selectFields(scope, rootType, [operation.selectionSet]).flatMap((selected) => {
    const definition = rootType.getFields()[selected.name]
    const root = catalog.roots.get(selected.name)
    if (!definition || !root) return []
    if (scope.rights.mayAsk(root.name)) return [planRoot(scope, root, selected, definition)]
    onDenied(`${rootType.name}.${root.name}`)
    return []
  })
  return { roots, denied: [...denied] }
}

/** Variables that `@skip` and `@include` read: with the document, the key under which a plan can be kept. */
export function conditionVariables(document: DocumentNode): string[] {
  const names = new Set<string>()
  const visit = (set: SelectionSetNode | undefined): void => {
    for (const selection of set?.selections ?? []) {
      for (const { value } of selection.directives?.flatMap((directive) => directive.arguments ?? []) ?? [])
        if (value.kind === Kind.VARIABLE) names.add(value.name.value)
      if (selection.kind !== Kind.FRAGMENT_SPREAD) visit(selection.selectionSet)
    }
  }
  for (const definition of document.definitions)
    if (definition.kind === Kind.OPERATION_DEFINITION || definition.kind === Kind.FRAGMENT_DEFINITION)
      visit(definition.selectionSet)
  return [...names].sort()
}

function planRoot(
  scope: PlanScope,
  root: Root,
  selected: SelectedField,
  definition: GraphQLField<unknown, unknown>,
): RootStep {
  const { name: field, argumentsText, nodes } = selected
  const step = { field, argumentsText, readArguments: argumentReader(definition, nodes) }
  const sets = selectionSetsOf(nodes)
  switch (root.kind) {
    case 'lookup': {
      const { kind, entity, keys } = root
      return { ...step, kind, entity, keys, node: planEntity(scope, entity, sets) }
    }
    case 'lookupMany':
    case 'byExternalId':
    case 'self': {
      const { kind, entity } = root
      return { ...step, kind, entity, node: planEntity(scope, entity, sets) }
    }
    case 'list': {
      const { kind, entity } = root
      const node = planEntity(scope, entity, nodeSelections(scope, definition, sets))
      return { ...step, kind, entity, ...listTypes(definition), node }
    }
    case 'node': {
      const nodesByEntity = [...scope.catalog.entities.keys()]
        .filter((entity) => scope.rights.entity(entity).visible !== 'NEVER')
        .map((entity) => [entity, planEntity(scope, entity, sets)] as const)
      return { ...step, kind: 'node', nodes: new Map(nodesByEntity) }
    }
    case 'operation':
      return { ...step, kind: 'operation', owner: root.owner }
    case 'gateway':
      return { ...step, kind: 'gateway' }
  }
}

/** Names of the filter input and order enum of a list: what the catalog knows them by. */
function listTypes(field: GraphQLField<unknown, unknown>): {
  filterType: string | null
  orderType: string | null
} {
  const typeOf = (name: string) => getNamedType(field.args.find((argument) => argument.name === name)?.type)
  const order = typeOf('orderBy')
  const orderField = isInputObjectType(order) ? order.getFields().field : undefined
  return {
    filterType: typeOf('filter')?.name ?? null,
    orderType: getNamedType(orderField?.type)?.name ?? null,
  }
}
