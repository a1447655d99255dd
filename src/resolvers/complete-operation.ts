import { execute, type DocumentNode, type ExecutionResult, type GraphQLSchema } from 'graphql'
import type { ExecutionListener } from '../observability/execution-event.ts'
import type { ResolverContext } from './context.ts'
import type { FindProgram } from './find-program.ts'
import { resolveMember } from './value-resolvers.ts'

export interface Completed {
  result: ExecutionResult
  /** What was reported while it was made. */
  context: ResolverContext
}

/** Makes a reply from what is loaded, by the operation's program where that can, else by graphql-js: both give the same. */
export function createCompletion(schema: GraphQLSchema, onExecuted: ExecutionListener) {
  return async (request: {
    document: DocumentNode
    operationName: string | null
    /** As the client sent them. */
    variables: Readonly<Record<string, unknown>>
    /** null: only graphql-js can complete it. */
    findProgram: FindProgram | null
    /** Made anew for each engine: what the first reported is forgotten when the second has to answer. */
    createContext: () => ResolverContext
  }): Promise<Completed> => {
    const { document, operationName, variables, findProgram, createContext } = request
    const program = findProgram?.()
    if (program) {
      const context = createContext()
      const result = program(context)
      if (result) {
        onExecuted('compiled')
        return { result, context }
      }
    }
    onExecuted('interpreted')
    const contextValue = createContext()
    const result = await execute({
      schema,
      document,
      operationName,
      contextValue,
      variableValues: variables,
      fieldResolver: resolveMember,
    })
    return { result, context: contextValue }
  }
}
