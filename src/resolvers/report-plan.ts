import type { Principal } from '../auth/principal.ts'
import type { CallEvent, CallListener } from '../observability/upstream-event.ts'
import type { Abilities } from '../planner/abilities.ts'
import { summarizePlan } from '../planner/explain.ts'
import type { Plan } from '../planner/plan.ts'

/** How a request was answered: `extensions.plan`. */
export interface PlanReport {
  waves: number
  /** What it may cost at most, in upstream calls: see price-plan.ts. */
  price: number
  /** Dearest that this gateway carries out. */
  maxPrice: number
  /** The plan as `headwater explain` prints it. */
  text: string
  /** Attempts in the order that they began; log-ins, which many requests share, are not among them. */
  calls: readonly CallReport[]
  totalMs: number
}

export interface CallReport extends Pick<CallEvent, 'system' | 'vendor' | 'operation' | 'outcome'> {
  /** Since the request's plan was begun. */
  startedAtMs: number
  durationMs: number
}

export interface PlanRecorder {
  onCall: CallListener
  report(
    plan: Plan,
    abilities: Abilities,
    variables?: Readonly<Record<string, unknown>>,
  ): Omit<PlanReport, 'maxPrice'>
}

/** What systems there are and how they are asked is for those who build on the gateway. */
export function maySeePlans(principal: Principal): boolean {
  return principal.roles.includes('DEVELOPER')
}

/** Records the upstream calls of one request, from now on. */
export function createPlanRecorder(): PlanRecorder {
  const begunAt = performance.now()
  const events: CallEvent[] = []
  return {
    onCall: (event) => void events.push(event),
    report: (plan, abilities, variables = {}) => ({
      ...summarizePlan(plan, abilities, variables),
      calls: events
        .toSorted((a, b) => a.startedAt - b.startedAt)
        .map(({ system, vendor, operation, outcome, startedAt, durationMs }) => ({
          system,
          vendor,
          operation,
          outcome,
          startedAtMs: inTenths(startedAt - begunAt),
          durationMs: inTenths(durationMs),
        })),
      totalMs: inTenths(performance.now() - begunAt),
    }),
  }
}

function inTenths(ms: number): number {
  return Math.round(ms * 10) / 10
}
