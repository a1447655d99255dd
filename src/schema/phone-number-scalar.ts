import { GraphQLScalarType } from 'graphql'
import { GraphQLPhoneNumber } from 'graphql-scalars'
import { lettingMasked } from './masked-text.ts'

/** graphql-scalars' PhoneNumber, whose values may be masked on their way out. */
export const phoneNumberScalar = new GraphQLScalarType<string, string>({
  ...GraphQLPhoneNumber.toConfig(),
  serialize: lettingMasked((value) => GraphQLPhoneNumber.serialize(value)),
})
