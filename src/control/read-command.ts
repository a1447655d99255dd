import type { z } from 'zod'
import { GatewayError } from '../errors/gateway-error.ts'

/** A command's body. @throws GatewayError BAD_USER_INPUT for one of another version */
export function readCommand<T>(schema: z.ZodType<T>, body: unknown): T {
  const { data, success } = schema.safeParse(body)
  if (success) return data
  const message =
    'The running gateway does not understand this command: it is of another version. Start this version.'
  throw new GatewayError('BAD_USER_INPUT', message)
}
