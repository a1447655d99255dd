import { GraphQLError } from 'graphql'

/** Errors of a refused request that are shown. Each repeats what was sent: a reply must not be larger than the request. */
const maxShown = 3

/** The first errors of a request that was refused as a whole, and how many there are beside them. */
export function cutErrors(errors: readonly GraphQLError[]): readonly GraphQLError[] {
  const more = errors.length - maxShown
  if (more <= 0) return errors
  const message = `There are ${more} errors more, at least. Correct these first.`
  const { code } = errors[0]?.extensions ?? {}
  const rest = new GraphQLError(message, { extensions: { code: code ?? 'BAD_USER_INPUT' } })
  return [...errors.slice(0, maxShown), rest]
}
