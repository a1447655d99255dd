import { GatewayError } from '../errors/gateway-error.ts'

/** A client's key, as it was given. @throws GatewayError BAD_USER_INPUT for what is none; `where` names it */
export function readIdempotencyKey(given: unknown, where: string): string {
  if (typeof given === 'string' && /^[\x21-\x7e]{1,255}$/.test(given)) return given
  throw new GatewayError(
    'BAD_USER_INPUT',
    `${where} has to be 1 to 255 visible ASCII characters, e.g. a UUID.`,
    where === 'idempotencyKey' ? { field: where } : {},
  )
}
