import { describeFindings, type ContractReport } from '../datasources/inspection/check-contract.ts'
import { UpstreamError, type FailureClass } from '../datasources/failures.ts'
import type { Access, InspectionFinding, KindInspection } from '../datasources/inspection.ts'
import { GatewayError } from '../errors/gateway-error.ts'
import type { SystemLook } from './look-at-system.ts'

/** SKIP: nobody can tell from here. */
export type Level = 'OK' | 'WARN' | 'FAIL' | 'SKIP'

export interface LookLine {
  level: Level
  /** What it is about: a step on the way to the system, or a record kind. */
  about: string
  /** What was found, and after `Fix:` what to do. */
  text: string
}

/** More than the tolerance of anybody's tokens, and seen in every "changed since". */
const maxClockLeadMs = 30_000

/** What a look at a system came to, for an operator: from the network to single fields. Pure. */
export function describeLook(look: SystemLook): LookLine[] {
  const reached = describeReach(look)
  if (reached.level === 'FAIL') return [reached]
  const signedIn = describeSignIn(look)
  if (signedIn.level === 'FAIL') return [reached, signedIn]
  return [
    reached,
    signedIn,
    describeClock(look.clockLeads),
    ...describeInspection(look),
    ...look.reports.flatMap((report) =>
      describeKind(report, inspectionOf(look, report.kind), {
        samples: look.samples.get(report.kind),
        lacksDescription: Array.isArray(look.inspected) && report.outcome === 'READ',
      }),
    ),
  ]
}

/** Outcomes of everything that was asked for; null for what was answered. */
function failuresOf({ inspected, reports }: SystemLook): (FailureClass | null)[] {
  const asked = reports.filter(({ outcome }) => outcome !== 'UNASKED').map(({ failure }) => failure)
  return inspected === null ? asked : [...asked, failureOf(inspected)]
}

function failureOf(inspected: SystemLook['inspected']): FailureClass | null {
  return inspected instanceof UpstreamError ? inspected.failure : null
}

const silences: ReadonlySet<FailureClass | null> = new Set(['UNAVAILABLE', 'TIMEOUT'])
const refusals: ReadonlySet<FailureClass | null> = new Set(['AUTH', 'EXPIRED'])

function describeReach(look: SystemLook): LookLine {
  const about = 'reached'
  const failures = failuresOf(look)
  if (failures.length === 0) return { level: 'SKIP', about, text: 'nothing can be asked of it' }
  if (failures.every((failure) => silences.has(failure))) {
    const what = failures.includes('UNAVAILABLE') ? 'it is not available' : 'it does not answer in time'
    return failed(about, what, 'check its address in the config, the network between, and that it runs')
  }
  const durations = look.reports.flatMap(({ outcome, durationMs }) =>
    outcome === 'READ' ? [durationMs] : [],
  )
  const fastest = durations.length > 0 ? `, at best in ${Math.round(Math.min(...durations))} ms` : ''
  return { level: 'OK', about, text: `it answers${fastest}` }
}

function describeSignIn({ signIn, ...look }: SystemLook): LookLine {
  const about = 'signed in'
  const fix = 'correct its credentials in the config, or have its account unlocked'
  if (signIn?.outcome === 'FAILED')
    return silences.has(signIn.failure as FailureClass)
      ? failed(about, 'where it signs in nobody answers', 'check the address of its sign-in, and the network')
      : failed(about, `the sign-in was refused (${signIn.failure})`, fix)
  const failures = failuresOf({ signIn, ...look })
  if (failures.some((failure) => refusals.has(failure)))
    return failed(about, 'it does not accept the credentials of the gateway', fix)
  return { level: 'OK', about, text: signIn ? 'by its account' : 'what the calls carry is accepted' }
}

function describeClock(leads: readonly number[]): LookLine {
  const about = 'clock'
  if (leads.length === 0) return { level: 'SKIP', about, text: 'it does not say what time it is' }
  // A reply from some cache is old; what all of them say is so.
  const leadMs = leads.reduce((least, lead) => (Math.abs(lead) < Math.abs(least) ? lead : least))
  const seconds = Math.round(Math.abs(leadMs) / 1_000)
  if (Math.abs(leadMs) <= maxClockLeadMs)
    return { level: 'OK', about, text: seconds === 0 ? 'the same as ours' : `${seconds} s from ours` }
  const text = `its clock is ${seconds} s ${leadMs > 0 ? 'ahead of' : 'behind'} ours. Fix: let both keep time by NTP; else fresh tokens are refused, and changes are missed`
  return { level: 'WARN', about, text }
}

function describeInspection({ inspected }: SystemLook): LookLine[] {
  const about = 'records'
  if (inspected === null) {
    return [undescribed(about)]
  }
  if (!(inspected instanceof GatewayError)) return []
  const text = `what they are made of cannot be looked up. ${inspected.message} Fix: ${fixOf(failureOf(inspected))}`
  return [{ level: 'WARN', about, text }]
}

function undescribed(about: string): LookLine {
  const text = 'the system does not say what they are made of: only samples were looked at'
  return { level: 'SKIP', about, text }
}

function inspectionOf({ inspected }: SystemLook, kind: string): KindInspection | null {
  return Array.isArray(inspected)
    ? ((inspected as KindInspection[]).find((one) => one.kind === kind) ?? null)
    : null
}

function describeKind(
  report: ContractReport,
  inspection: KindInspection | null,
  {
    samples = [],
    lacksDescription,
  }: { samples?: readonly InspectionFinding[] | undefined; lacksDescription: boolean },
): LookLine[] {
  const about = report.kind
  const found = inspection?.findings ?? samples
  // What was found twice is told once: in the record, and in what it is made of.
  const placeOf = (text: string) => text.slice(0, Math.max(0, text.indexOf(' → ')))
  const places = new Set(found.map(({ where }) => placeOf(where)))
  const drifts = describeFindings({ ...report, outcome: 'READ' }).filter((text) => !places.has(placeOf(text)))
  return [
    describeSample(report),
    ...(inspection ? describeSchema(inspection) : lacksDescription ? [undescribed(about)] : []),
    ...found.map(({ level, where, what, fix }) => ({ level, about, text: `${where}: ${what}. Fix: ${fix}` })),
    ...drifts.map((text): LookLine => ({
      level: 'FAIL',
      about,
      text: text.replace('; map it', '. Fix: map it'),
    })),
  ]
}

function describeSample({ kind: about, outcome, failure, sampled, neverSeen }: ContractReport): LookLine {
  if (outcome === 'UNASKED') return { level: 'SKIP', about, text: 'not read: no record is known to ask for' }
  if (outcome !== 'READ') return failed(about, `cannot be read (${outcome})`, fixOf(failure))
  if (sampled === 0) return { level: 'OK', about, text: 'can be read; there is no record yet' }
  const empty = neverSeen.length > 0 ? `; empty in all of them: ${neverSeen.join(', ')}` : ''
  return { level: 'OK', about, text: `${sampled} ${sampled === 1 ? 'record' : 'records'} read${empty}` }
}

function describeSchema({ kind: about, place, checkedPaths, access, findings }: KindInspection): LookLine[] {
  // Nothing was compared: the findings say why.
  if (checkedPaths === null && findings.some(({ level }) => level === 'FAIL')) return []
  const isRight = findings.every(({ level }) => level !== 'FAIL')
  const text = `${checkedPaths} paths of ${place} are as they are mapped`
  const paths: LookLine[] = checkedPaths !== null && isRight ? [{ level: 'OK', about, text }] : []
  return [...paths, describeAccess(about, access)]
}

const verbs = { read: 'read', create: 'add', patch: 'change' } as const

/** What it may do; what it may not and has to, is a finding. */
function describeAccess(about: string, access: Access): LookLine {
  const rights = (['read', 'create', 'patch'] as const).filter((right) => access[right])
  const granted = rights.filter((right) => access[right]?.isGranted).map((right) => verbs[right])
  if (rights.length === 0)
    return { level: 'SKIP', about, text: 'what the account may change, the system does not say' }
  return {
    level: 'OK',
    about,
    text: `the account may ${granted.join(', ') || 'neither add nor change them'}`,
  }
}

/** What helps against each kind of failure. */
function fixOf(failure: FailureClass | null): string {
  switch (failure) {
    case 'FORBIDDEN':
      return 'grant the account of the gateway the right to read them'
    case 'AUTH':
    case 'EXPIRED':
      return 'correct its credentials in the config'
    case 'UNAVAILABLE':
    case 'TIMEOUT':
      return 'try again; if it stays so, see what that system says of it'
    case 'RATE_LIMITED':
      return 'try again later, or have its quota raised'
    case 'SCHEMA_DRIFT':
    case 'VALIDATION':
    case 'NOT_FOUND':
      return 'correct what is mapped, or the options of its datasource: something that is asked for is not there'
    case 'BAD_RESPONSE':
    case 'CONFLICT':
    case null:
      return 'check its address in the config: what answers there is not what was agreed'
  }
}

function failed(about: string, what: string, fix: string): LookLine {
  return { level: 'FAIL', about, text: `${what}. Fix: ${fix}` }
}
