import { GatewayError } from '../errors/gateway-error.ts'
import type { Edge } from '../planner/plan.ts'

/** A plain list is whole or an error: what is left out would look as if it were not there. One error for all parents. */
export function moreThanListed({
  field,
  atMost,
  owner: system,
}: Extract<Edge, { kind: 'collection' }>): GatewayError {
  const message = `${field} lists ${atMost} at most, and ${system} has more: a connection can be asked page after page.`
  return new GatewayError('BAD_USER_INPUT', message, { system, field })
}
