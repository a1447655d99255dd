import { makeExecutableSchema } from '@graphql-tools/schema'
import type { IResolvers } from '@graphql-tools/utils'
import { GraphQLScalarType, type GraphQLSchema } from 'graphql'
import {
  GraphQLCountryCode,
  GraphQLCurrency,
  GraphQLLocalDate,
  GraphQLLocale,
  GraphQLNonNegativeInt,
  GraphQLPositiveInt,
} from 'graphql-scalars'
import { GatewayError } from '../errors/gateway-error.ts'
import type { Catalog } from './catalog.ts'
import { checkedOnce } from './checked-once.ts'
import { dateTimeScalar } from './date-time-scalar.ts'
import { decimalScalar } from './decimal-scalar.ts'
import { emailAddressScalar } from './email-address-scalar.ts'
import { describeDocument } from './describe.ts'
import { toPublicDocument } from './governance.ts'
import type { SdlFile } from './load-sdl.ts'
import { formatProblem } from './problem.ts'
import { phoneNumberScalar } from './phone-number-scalar.ts'
import { readCatalog } from './read-catalog.ts'
import { indexSdl } from './sdl-index.ts'

const rememberGood = (scalar: GraphQLScalarType): GraphQLScalarType =>
  new GraphQLScalarType({
    ...scalar.toConfig(),
    serialize: checkedOnce((value) => scalar.serialize(value)),
  })

const scalars = {
  DateTime: dateTimeScalar,
  Decimal: decimalScalar,
  LocalDate: rememberGood(GraphQLLocalDate),
  EmailAddress: emailAddressScalar,
  PhoneNumber: phoneNumberScalar,
  CountryCode: rememberGood(GraphQLCountryCode),
  Currency: rememberGood(GraphQLCurrency),
  Locale: rememberGood(GraphQLLocale),
  NonNegativeInt: GraphQLNonNegativeInt,
  PositiveInt: GraphQLPositiveInt,
}

/**
 * The schema that clients see and graphql executes: scalars, the caller's resolvers, each field's owner, access and
 * freshness in its description; no governance directives (see toPublicDocument). Scalar values are text or numbers
 * inside and outside, never `Date`s.
 *
 * @param catalog that of the files, where they have been read and found right: that takes a tenth of a second
 * @throws GatewayError INTERNAL listing the problems when `readCatalog` refuses the files.
 */
export function buildCanonicalSchema(
  files: readonly SdlFile[],
  resolvers: IResolvers = {},
  catalog: Catalog = readWhole(files),
): GraphQLSchema {
  const { document } = indexSdl(files).index
  return makeExecutableSchema({
    typeDefs: toPublicDocument(describeDocument(document, catalog)),
    resolvers: [scalars, resolvers],
    // The lint has looked at it, with better advice.
    assumeValidSDL: true,
  })
}

function readWhole(files: readonly SdlFile[]): Catalog {
  const { catalog, problems } = readCatalog(files)
  if (problems.length === 0) return catalog
  throw new GatewayError('INTERNAL', `the schema is refused:\n${problems.map(formatProblem).join('\n')}`)
}
