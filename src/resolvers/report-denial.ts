import type { GraphQLResolveInfo } from 'graphql'
import { forbidden } from '../errors/forbidden.ts'
import type { GatewayError } from '../errors/gateway-error.ts'
import { withoutStack } from '../errors/without-stack.ts'
import { denialOf, type DenialListener } from '../observability/denial-event.ts'
import { failureOf, type Failure } from '../reads/outcome.ts'
import { nullBecauseOf, type NullPlaces } from './report-failure.ts'

/** What one request was denied: all places of a field are one error. */
export interface Denials {
  /** Null at this place, because the caller may not read the field there. */
  deny(context: { nulls: NullPlaces }, info: GraphQLResolveInfo): null
  /** What a mutation was refused for, which says so itself. */
  note(coordinate: string): void
  /** What was denied so far, each once: `Customer.creditLimit`. */
  coordinates(): readonly string[]
}

export function createDenials(): Denials {
  const failures = new Map<string, Failure>()
  const noted = new Set<string>()
  return {
    deny(context, info) {
      const coordinate = `${info.parentType.name}.${info.fieldName}`
      const failure = failures.get(coordinate) ?? failureOf(refusalOf(info.parentType.name, coordinate))
      failures.set(coordinate, failure)
      return nullBecauseOf(failure, context, info)
    },
    note: (coordinate) => void noted.add(coordinate),
    coordinates: () => [...new Set([...noted, ...failures.keys()])],
  }
}

/** Most fields of a request that are reported: a document may ask for hundreds. */
const maxReported = 50

export function reportDenied(coordinates: readonly string[], onDenied: DenialListener): void {
  for (const coordinate of coordinates.slice(0, maxReported)) onDenied(denialOf('field', coordinate))
}

function refusalOf(type: string, coordinate: string): GatewayError {
  return withoutStack(() =>
    type === 'Mutation'
      ? forbidden(coordinate, `${coordinate} may not be done by this caller`)
      : forbidden(coordinate),
  )
}
