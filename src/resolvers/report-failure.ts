import { GraphQLError, responsePathAsArray, type GraphQLResolveInfo } from 'graphql'
import { withoutStack } from '../errors/without-stack.ts'
import type { Failure } from '../reads/outcome.ts'

type ResponsePath = readonly (string | number)[]

/** Which places of one reply read null because of what: those of a failure are one error. */
export type NullPlaces = Map<Failure, ResponsePath[]>

/** More paths than this are not collected; an error names at most 100. */
const maxPaths = 100

/**
 * Null because of a failure. The first place in response order throws, and so carries the error; every later one is
 * quietly null and adds its path to that error. Resolvers are synchronous, so they are called in response order.
 */
export function nullBecauseOf(
  failure: Failure,
  { nulls }: { nulls: NullPlaces },
  info: Pick<GraphQLResolveInfo, 'path' | 'fieldNodes'>,
): null {
  const known = nulls.get(failure)
  if (known && known.length >= maxPaths) return null
  const path = responsePathAsArray(info.path)
  if (known) {
    known.push(path)
    return null
  }
  const paths = [path]
  nulls.set(failure, paths)
  const { error } = failure
  const original = error instanceof Error ? error : new Error('not an error', { cause: error })
  const shown = { nodes: info.fieldNodes, path, originalError: original, extensions: { paths } }
  // It takes the stack of the original.
  throw withoutStack(() => new GraphQLError(original.message, shown))
}
