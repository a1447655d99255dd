import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql'
import { compileOperation, type Program } from './compiled/compile-operation.ts'

/** Gives the program of one operation; null: graphql-js completes it, at least this time. */
export type FindProgram = () => Program | null

/**
 * An operation gets its program when it comes for the second time: a flood of different documents compiles nothing.
 * @param variables coerced; only those in `@skip` and `@include` are read
 */
export function createFindProgram(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): FindProgram {
  let hasCome = false
  let program: Program | null | undefined
  return () => {
    if (program !== undefined) return program
    if (hasCome) return (program = compileOperation(schema, document, operation, variables))
    hasCome = true
    return null
  }
}
