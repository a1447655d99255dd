import { classifyFailure, failureNames, type Classified, type FailureRule } from '../failures.ts'
import { valueAt } from '../mapping.ts'

/**
 * A batch answers 200 whatever became of its requests. It fails as the first that was refused: the others were taken back
 * with it, so that it certainly changed nothing.
 */
export function batchFailures(rules: readonly FailureRule[]): readonly FailureRule[] {
  return failureNames.map((failure): FailureRule => ({
    when: { status: 200, body: (body) => refusalIn(rules, body)?.failure === failure },
    then: failure,
    effect: 'NONE',
    field: (body) => refusalIn(rules, body)?.field ?? null,
  }))
}

function refusalIn(rules: readonly FailureRule[], body: unknown): Classified | null {
  const responses = valueAt(body, ['responses'])
  const refused: unknown = Array.isArray(responses)
    ? responses.find((one) => statusOf(one) >= 400)
    : undefined
  if (refused === undefined) return null
  const evidence = { status: statusOf(refused), headers: {}, body: valueAt(refused, ['body']), network: null }
  return classifyFailure(rules, evidence)
}

function statusOf(response: unknown): number {
  return Number(valueAt(response, ['status']))
}
