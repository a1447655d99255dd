import { GraphQLError, GraphQLScalarType, Kind } from 'graphql'
import { GraphQLEmailAddress } from 'graphql-scalars'
import { BadValueError } from '../codecs/codec.ts'
import { emailAddress } from '../codecs/email-address.ts'
import { lettingMasked } from './masked-text.ts'

const codec = emailAddress()

/**
 * graphql-scalars' EmailAddress, in the canonical form: systems and people disagree in case, so input is lower-cased.
 */
export const emailAddressScalar = new GraphQLScalarType<string, string>({
  ...GraphQLEmailAddress.toConfig(),
  serialize: lettingMasked((value) => GraphQLEmailAddress.serialize(value)),
  parseValue: toCanonical,
  parseLiteral: (node) => toCanonical(node.kind === Kind.STRING ? node.value : null),
})

function toCanonical(value: unknown): string {
  try {
    return codec.decode(String(value))
  } catch (error) {
    if (error instanceof BadValueError) throw new GraphQLError(`EmailAddress: ${error.reason}`)
    throw error
  }
}
