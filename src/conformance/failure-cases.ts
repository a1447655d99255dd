import { inspect } from 'node:util'
import type { Call } from '../datasources/call.ts'
import { GatewayError } from '../errors/gateway-error.ts'
import { declared } from './declared.ts'
import { show } from './describe-difference.ts'
import { ensure, ensureEqual } from './ensure.ts'
import { failureOf } from './failure-of.ts'
import { lookUpsOf } from './look-ups.ts'
import type { CaseContext, Fault, OpenSubject } from './subject.ts'
import { idsOf } from './walk-pages.ts'

export const httpFaults: readonly Fault[] = [
  { kind: 'status', value: 500, codes: ['UPSTREAM_UNAVAILABLE'] },
  { kind: 'status', value: 503, codes: ['UPSTREAM_UNAVAILABLE'] },
  { kind: 'status', value: 504, codes: ['UPSTREAM_TIMEOUT', 'UPSTREAM_UNAVAILABLE'] },
  { kind: 'status', value: 401, codes: ['UPSTREAM_AUTH'] },
  { kind: 'status', value: 403, codes: ['UPSTREAM_AUTH'] },
  { kind: 'status', value: 429, codes: ['RATE_LIMITED'] },
  { kind: 'rateLimit', codes: ['RATE_LIMITED'] },
  { kind: 'garbage', codes: ['UPSTREAM_BAD_RESPONSE'] },
  { kind: 'truncate', codes: ['UPSTREAM_UNAVAILABLE', 'UPSTREAM_BAD_RESPONSE'] },
  { kind: 'reset', codes: ['UPSTREAM_UNAVAILABLE'] },
  { kind: 'latency', value: 3_000, callerWaitsMs: 100, codes: ['UPSTREAM_TIMEOUT'] },
]

export async function checkFailures(context: CaseContext): Promise<void> {
  const { subject, source, fixture, call } = context
  const upstream = declared(subject.upstream, 'upstream that fails on request')
  const lookUps = lookUpsOf(context)
  ensure(lookUps.size > 0, 'there is no look-up at all')
  try {
    for (const { codes, callerWaitsMs, ...fault } of upstream.faults ?? httpFaults) {
      await upstream.heal()
      // What ended the credentials is over too: the next fault meets a gateway that is signed in.
      await [...lookUps.values()][0]?.(call)
      await upstream.fail({ operation: '*', ...fault })
      for (const [name, load] of lookUps) {
        const error = await failureOf(load(callerWaitsMs === undefined ? call : hasty(callerWaitsMs)))
        ensureSafe(`${name}, at ${fault.kind} ${fault.value ?? ''}`.trim(), error, codes, context)
      }
    }
  } finally {
    await upstream.heal()
  }
  const [id = ''] = fixture.ids
  if (source.byId)
    ensureEqual('found by id afterwards', idsOf((await source.byId.load([id], call)).records), [id])
}

/** A caller who waits so long. */
function hasty(waitsMs: number): Call {
  const deadlineAt = performance.now() + waitsMs
  return { signal: AbortSignal.timeout(waitsMs), requestId: 'conformance', deadlineAt }
}

function ensureSafe(
  where: string,
  error: unknown,
  codes: Fault['codes'],
  { subject, system }: { subject: OpenSubject; system: string },
): void {
  ensure(error instanceof GatewayError, `${where}: expected a GatewayError, got ${show(error)}`)
  const isExpected = codes.includes(error.code)
  ensure(isExpected, `${where}: expected ${codes.join(' or ')}, got ${error.code}: ${error.message}`)
  ensureEqual(`${where}, the system that it names`, error.details.system, system)
  const shown = error.message + JSON.stringify(error.details)
  const shownTexts = subject.upstreamTexts.filter((text) => shown.includes(text))
  ensureEqual(`${where}, texts of the upstream that a client would see`, shownTexts, [])
  const logged = inspect(error, { depth: 10, showHidden: true })
  const leaks = subject.credentials.filter((text) => logged.includes(text)).length
  ensureEqual(`${where}, credentials that a log would show`, leaks, 0)
}
