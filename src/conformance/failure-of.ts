import { GatewayError } from '../errors/gateway-error.ts'
import { mayHaveApplied } from '../datasources/failures.ts'
import { ensure, ensureEqual } from './ensure.ts'

/** What a call threw; an error of its own where it threw nothing. */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => new Error('no failure'),
    (error: unknown) => error,
  )
}

/** A refusal of which is certain that it changed nothing, with one of these codes. */
export function ensureRefused(what: string, error: unknown, codes: readonly string[]): void {
  const code = codeOf(error)
  ensure(codes.includes(code), `${what}: expected ${codes.join(' or ')}, got ${code}`)
  ensureEqual(`${what}: may it have been applied?`, mayHaveApplied(error), false)
}

export function codeOf(error: unknown): string {
  return error instanceof GatewayError ? error.code : String(error)
}
