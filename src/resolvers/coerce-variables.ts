import { getVariableValues, GraphQLError, type GraphQLSchema, type OperationDefinitionNode } from 'graphql'

export type CoercedVariables =
  | { errors: readonly GraphQLError[]; coerced?: never }
  | { coerced: Readonly<Record<string, unknown>>; errors?: never }

/** Errors that are looked for; a few are shown. */
const maxErrors = 4

/** What a client sent, as the operation's types take it. `seesSchema`: errors suggest names. */
export function coerceVariables(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
  given: Readonly<Record<string, unknown>>,
  { seesSchema }: { seesSchema: boolean },
): CoercedVariables {
  const options = { maxErrors, hideSuggestions: !seesSchema }
  const { errors, coerced } = getVariableValues(schema, variableDefinitions, given, options)
  return errors ? { errors: errors.map(asUserInput) } : { coerced }
}

function asUserInput({ message, nodes, source, positions }: GraphQLError): GraphQLError {
  return new GraphQLError(message, { nodes, source, positions, extensions: { code: 'BAD_USER_INPUT' } })
}
