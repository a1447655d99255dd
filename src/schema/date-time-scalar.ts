import { GraphQLError, GraphQLScalarType, Kind } from 'graphql'
import { BadValueError } from '../codecs/codec.ts'
import { readDateTime } from '../codecs/dates.ts'

/**
 * An instant as ISO 8601 text in UTC, `2026-11-22T09:30:00.000Z`, inside and out; input may have any offset. Own,
 * because graphql-scalars' DateTime turns both into `Date` objects, and the canonical value is text.
 */
export const dateTimeScalar = new GraphQLScalarType<string, string>({
  name: 'DateTime',
  description: 'An instant, ISO 8601 with its offset; always in UTC in replies: `2026-11-22T09:30:00.000Z`.',
  serialize: read,
  parseValue: read,
  parseLiteral: (node) => read(node.kind === Kind.STRING ? node.value : null),
})

function read(value: unknown): string {
  try {
    return readDateTime(value)
  } catch (error) {
    if (error instanceof BadValueError) throw new GraphQLError(`DateTime: ${error.reason}`)
    throw error
  }
}
