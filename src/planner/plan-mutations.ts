import type { GraphQLObjectType, OperationDefinitionNode } from 'graphql'
import type { Mutation } from '../schema/catalog.ts'
import { argumentReader, objectTypeOf } from './document-fields.ts'
import { planEntity, type PlanScope } from './plan-entity.ts'
import type { EntityNode, RootStep } from './plan.ts'
import { selectFields, selectionSetsOf, selectResponses, type SelectedField } from './select-fields.ts'

/** The mutations of an operation, each with what is to be read of its entity after it. */
export function planMutations(
  scope: PlanScope,
  rootType: GraphQLObjectType,
  operation: OperationDefinitionNode,
): RootStep[] {
  return selectResponses(scope, rootType, [operation.selectionSet]).flatMap((selected): RootStep[] => {
    const { name: field, responseName, argumentsText, nodes } = selected
    const definition = rootType.getFields()[field]
    const mutation = scope.catalog.mutations.get(field)
    if (!definition || !mutation) return []
    if (scope.rights.mutation(field) === 'NEVER') {
      scope.onDenied(`${rootType.name}.${field}`)
      return []
    }
    const payload = objectTypeOf(definition)
    const { payloadField } = mutation
    return [
      {
        kind: 'mutation',
        field,
        responseName,
        argumentsText,
        readArguments: argumentReader(definition, nodes),
        payloadField,
        node: payload && planPayload(scope, mutation, payload, selected),
      },
    ]
  })
}

function planPayload(
  scope: PlanScope,
  mutation: Mutation,
  payload: GraphQLObjectType,
  { nodes }: SelectedField,
): EntityNode | null {
  if (mutation.kind === 'gateway' || mutation.payloadField === null) return null
  const { entity, payloadField } = mutation
  const asked = selectFields(scope, payload, selectionSetsOf(nodes)).filter(
    ({ name }) => name === payloadField,
  )
  if (asked.length === 0) return null
  if (scope.rights.entity(entity).visible === 'NEVER') {
    scope.onDenied(`${payload.name}.${payloadField}`)
    return null
  }
  return planEntity(
    scope,
    entity,
    asked.flatMap((one) => selectionSetsOf(one.nodes)),
  )
}
