import type { Untold, UpstreamEvent } from '../../../src/observability/upstream-event.ts'

/** An event at the CRM. */
export const atCrm = (event: Untold<UpstreamEvent>): UpstreamEvent => ({
  system: 'CRM',
  vendor: 'Vendor v1',
  ...event,
})

export const call = (outcome: string, durationMs = 10): UpstreamEvent =>
  atCrm({
    type: 'CALL',
    operation: 'contacts.read',
    requestId: 'r1',
    outcome,
    status: null,
    startedAt: 0,
    durationMs,
  })

export const signIn = (outcome: 'OK' | 'FAILED', expiresAt: number | null): UpstreamEvent =>
  outcome === 'OK'
    ? atCrm({ type: 'SIGN_IN', outcome, expiresAt })
    : atCrm({
        type: 'SIGN_IN',
        outcome,
        expiresAt,
        failure: 'AUTH',
        code: 'UPSTREAM_AUTH',
        status: 401,
        upstreamRequestId: 'v-9',
      })

export const breaker = (state: 'CLOSED' | 'OPEN' | 'HALF_OPEN', connection = '1'): UpstreamEvent =>
  atCrm({ type: 'BREAKER', connection, state })

export const drift = (path: string): UpstreamEvent =>
  atCrm({ type: 'DRIFT', entity: 'Customer', field: 'email', path, problem: 'MISSING' })
