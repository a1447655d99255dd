import type { GraphQLError } from 'graphql'
import type { ResolverContext } from '../context.ts'

/** One reply in the making. */
export interface Run {
  context: ResolverContext
  errors: GraphQLError[]
}

/** What stands in the reply for a value that is not null or undefined. @throws LeftToInterpreter */
export type Complete = (value: unknown, run: Run) => unknown
