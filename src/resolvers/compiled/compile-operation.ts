import {
  OperationTypeNode,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql'
import { fragmentsOf } from '../../planner/select-fields.ts'
import type { ResolverContext } from '../context.ts'
import { compileSelections } from './compile-selections.ts'
import type { Complete } from './complete.ts'
import { LeftToInterpreter } from './left-to-interpreter.ts'

/**
 * Completes one operation from what is loaded, as graphql-js would. null: this reply is graphql-js's to make, which has to be
 * asked with a context of its own.
 */
export type Program = (context: ResolverContext) => ExecutionResult | null

/**
 * A query as functions over the resolvers that graphql-js would call: which field of which type is asked under which name is
 * found out here, once. null: it cannot be compiled.
 *
 * @param variables coerced; only those in `@skip` and `@include` are read
 */
export function compileOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  { operation, selectionSet }: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): Program | null {
  const queryType = schema.getQueryType()
  if (operation !== OperationTypeNode.QUERY || !queryType) return null
  const scope = { schema, fragments: fragmentsOf(document), variables }
  const complete = unlessLeft(() => compileSelections(scope, queryType, [selectionSet]))
  return complete && ((context) => unlessLeft(() => run(complete, context)))
}

function run(complete: Complete, context: ResolverContext): ExecutionResult {
  const errors: GraphQLError[] = []
  const data = complete({}, { context, errors }) as Record<string, unknown>
  return errors.length > 0 ? { errors, data } : { data }
}

function unlessLeft<Made>(make: () => Made): Made | null {
  try {
    return make()
  } catch (error) {
    if (error instanceof LeftToInterpreter) return null
    throw error
  }
}
