import { GraphQLError, responsePathAsArray, type GraphQLResolveInfo } from 'graphql'
import type { Failure } from '../reads/outcome.ts'

/** More paths than this are not collected; an error names at most 100. */
const maxPaths = 100

/**
 * Null because of a failure. The first place in response order throws, and so carries the error; every later one is
 * quietly null and adds its path to that error. Resolvers are synchronous, so graphql-js visits in response order.
 */
export function nullBecauseOf(failure: Failure, info: GraphQLResolveInfo): null {
  const path = responsePathAsArray(info.path)
  if (failure.paths) {
    if (failure.paths.length < maxPaths) failure.paths.push(path)
    return null
  }
  failure.paths = [path]
  const { error } = failure
  const original = error instanceof Error ? error : new Error('not an error', { cause: error })
  throw new GraphQLError(original.message, {
    nodes: info.fieldNodes,
    path,
    originalError: original,
    extensions: { paths: failure.paths },
  })
}
