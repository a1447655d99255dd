import type { GraphQLResolveInfo } from 'graphql'
import { Drift, type BadValue } from '../datasources/source-record.ts'
import { GatewayError } from '../errors/gateway-error.ts'
import { failureOf, schemaDrift, type Failure } from '../reads/outcome.ts'
import type { SystemName } from '../schema/catalog.ts'
import { nullBecauseOf, type NullPlaces } from './report-failure.ts'

/** Of one reply: by bad value, which requests may share; by system and field for drift, which every record has. */
export type ValueFailures = Map<BadValue | string, Failure>

/** Null for a value that could not be converted or did not come as agreed. */
export function nullForBadValue(
  value: BadValue,
  owner: SystemName,
  context: { nulls: NullPlaces; valueFailures: ValueFailures },
  info: GraphQLResolveInfo,
): null {
  const field = `${info.parentType.name}.${info.fieldName}`
  const key = value instanceof Drift ? `${owner} ${field}` : value
  let failure = context.valueFailures.get(key)
  if (!failure) {
    failure = failureOf(
      value instanceof Drift ? schemaDrift(owner, field) : badValueError(value, owner, field),
    )
    context.valueFailures.set(key, failure)
  }
  return nullBecauseOf(failure, context, info)
}

function badValueError({ reason }: BadValue, owner: SystemName, field: string): GatewayError {
  const message = `${owner} holds a value for ${field} that cannot be converted: ${reason}.`
  return new GatewayError('UPSTREAM_BAD_VALUE', message, { system: owner, field })
}
