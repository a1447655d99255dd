/**
 * Faults on request: rules posted to /__sandbox/faults, drawn for each call of an operation. Rules are kept in
 * the order they were posted; latencies add up, of the others the first that fires decides.
 */

export const faultKinds = [
  'latency',
  'status',
  'reset',
  'garbage',
  'truncate',
  'rateLimit',
  'dropAfterApply',
  'expireToken',
] as const

export type FaultKind = (typeof faultKinds)[number]

export interface FaultRule {
  /** An operation's name, or `*` for all. */
  operation: string
  kind: FaultKind
  /** Only calls whose path holds this text, e.g. the id of one record. */
  path?: string
  /** Milliseconds for latency, the HTTP status for status; other kinds have none. */
  value?: number
  /** 0..1; 1 when left out. */
  probability: number
  /** How often it may still fire; without it, until the faults are deleted. */
  count?: number
}

/** What the faults make of one call. */
export interface DrawnFaults {
  latencyMs: number
  expireTokens: boolean
  /** The one fault that decides the reply, if any. */
  decisive: (FaultRule & { kind: Exclude<FaultKind, 'latency' | 'expireToken'> }) | null
}

export interface Faults {
  add(rule: FaultRule): void
  clear(): void
  list(): FaultRule[]
  draw(operation: string, path: string): DrawnFaults
}

/** @param random numbers in [0, 1), for the probabilities */
export function createFaults({ random }: { random: () => number }): Faults {
  let rules: FaultRule[] = []

  function fires(rule: FaultRule, operation: string, path: string): boolean {
    if (rule.operation !== '*' && rule.operation !== operation) return false
    if (rule.path !== undefined && !path.includes(rule.path)) return false
    return rule.probability >= 1 || random() < rule.probability
  }

  return {
    add: (rule) => void rules.push({ ...rule }),
    clear: () => void (rules = []),
    list: () => rules.map((rule) => ({ ...rule })),
    draw(operation, path) {
      const drawn: DrawnFaults = { latencyMs: 0, expireTokens: false, decisive: null }
      for (const rule of rules) {
        const { kind } = rule
        const undecided = kind === 'latency' || kind === 'expireToken' || drawn.decisive === null
        if (!undecided || !fires(rule, operation, path)) continue
        if (rule.count !== undefined) rule.count -= 1
        if (kind === 'latency') drawn.latencyMs += rule.value ?? 0
        else if (kind === 'expireToken') drawn.expireTokens = true
        else drawn.decisive = { ...rule, kind }
      }
      rules = rules.filter((rule) => rule.count === undefined || rule.count > 0)
      return drawn
    },
  }
}

/**
 * A posted fault as a rule.
 * @returns the rule, or one sentence that says what is wrong with the body
 */
export function parseFaultRule(body: string, operations: readonly string[]): FaultRule | string {
  let posted: unknown
  try {
    posted = JSON.parse(body)
  } catch {
    return 'The body is not JSON.'
  }
  if (typeof posted !== 'object' || posted === null || Array.isArray(posted)) {
    return 'The body must be one JSON object: {"operation", "kind", "path", "value", "probability", "count"}.'
  }
  const { operation, kind, path, value, probability = 1, count, ...rest } = posted as Record<string, unknown>
  const extra = Object.keys(rest)
  if (extra.length > 0) return `Unknown member ${extra.map((name) => `"${name}"`).join(', ')}.`
  if (typeof operation !== 'string' || (operation !== '*' && !operations.includes(operation))) {
    return `"operation" must be "*" or one of: ${operations.join(', ')}.`
  }
  const known = faultKinds.find((name) => name === kind)
  if (!known) return `"kind" must be one of: ${faultKinds.join(', ')}.`
  if (typeof probability !== 'number' || !(probability >= 0 && probability <= 1)) {
    return '"probability" must be a number from 0 to 1.'
  }
  if (count !== undefined && (typeof count !== 'number' || !Number.isInteger(count) || count < 1)) {
    return '"count" must be a whole number of 1 or more; leave it out for "until deleted".'
  }
  if (path !== undefined && (typeof path !== 'string' || path === ''))
    return '"path" must be a part of the paths that it is about.'
  const rule: FaultRule = {
    ...{ operation, kind: known, probability },
    ...(path !== undefined && { path }),
    ...(count !== undefined && { count }),
  }
  if (known === 'latency') {
    if (typeof value !== 'number' || !(value >= 0 && value <= 600_000)) {
      return '"value" of latency must be milliseconds from 0 to 600000.'
    }
    return { ...rule, value }
  }
  if (known === 'status') {
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 200 || value > 599) {
      return '"value" of status must be an HTTP status from 200 to 599.'
    }
    return { ...rule, value }
  }
  return rule
}
