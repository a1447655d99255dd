import type { Written } from '../datasources/writing.ts'
import type { GatewayError } from '../errors/gateway-error.ts'
import type { Step, StepReason } from './write.ts'

/** What came of one attempt. */
export type Attempt =
  | {
      kind: 'applied'
      /** `externalId`: null where a person confirmed it and did not say. */
      written: Pick<Written, 'record'> & { externalId: string | null }
    }
  | { /** There was nothing to be done at the system. */ kind: 'unneeded' }
  | { /** It is not applied, and has been tried often enough. */ kind: 'spent'; reason: StepReason }
  | { /** It is not applied, and never will be as it is. */ kind: 'refused'; reason: StepReason }
  | {
      /** Not now. In doubt: it may be applied all the same. */
      kind: 'failed'
      reason: StepReason
      isInDoubt: boolean
      /** Seconds that the system asked for. */
      retryAfter: number
      /** It reached the system, or may have. */
      wasAttempted: boolean
    }
  | { /** It may be applied, and nothing can tell. */ kind: 'unverifiable'; reason: StepReason }

export function reasonOf({ code, message, details }: GatewayError): StepReason {
  const { field, upstreamRequestId } = details
  return { code, message, ...(field && { field }), ...(upstreamRequestId && { upstreamRequestId }) }
}

export const expired: StepReason = {
  code: 'EXPIRED',
  message: 'It was not applied in the time that it was to be.',
}

/** Whatever kept the answer from us: it is by this code that a person's decision to send again is understood. */
export function unverified({ system, reason }: Step): StepReason {
  const message = `${system} may have applied it, and cannot be asked whether it did.`
  const { upstreamRequestId } = reason ?? {}
  return { code: 'UNVERIFIED', message, ...(upstreamRequestId !== undefined && { upstreamRequestId }) }
}
