import { GatewayError } from './gateway-error.ts'

/** @param coordinate what it is about: `Customer.creditLimit`, `Query.systems`. @param what a sentence without its end */
export function forbidden(
  coordinate: string,
  what = `${coordinate} may not be read by this caller`,
): GatewayError {
  return new GatewayError('FORBIDDEN', `${what}.`, { field: coordinate })
}
