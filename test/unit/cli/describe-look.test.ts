import { describeLook } from '../../../src/cli/describe-look.ts'
import type { SystemLook } from '../../../src/cli/look-at-system.ts'
import type { ContractReport } from '../../../src/datasources/inspection/check-contract.ts'
import { upstreamError, type FailureClass } from '../../../src/datasources/failures.ts'
import type { KindInspection } from '../../../src/datasources/inspection.ts'

const upstream = { system: 'ERP', vendor: 'Test 1' }
const report: ContractReport = {
  ...upstream,
  kind: 'Customer',
  outcome: 'READ',
  failure: null,
  sampled: 5,
  drifts: [],
  neverSeen: [],
  durationMs: 12.4,
}
const inspection: KindInspection = {
  kind: 'Customer',
  place: 'table people',
  checkedPaths: 7,
  access: { read: { isGranted: true, by: 'select' }, patch: { isGranted: false, by: 'update' } },
  findings: [],
}
const look: SystemLook = {
  ...upstream,
  signIn: { ...upstream, type: 'SIGN_IN', outcome: 'OK', expiresAt: null },
  clockLeads: [0],
  inspected: [inspection],
  reports: [report],
  samples: new Map(),
}
const lines = (more: Partial<SystemLook> = {}) =>
  describeLook({ ...look, ...more }).map(({ level, about, text }) => `${level} ${about}: ${text}`)

const failing = (failure: FailureClass): Pick<SystemLook, 'inspected' | 'reports'> => {
  const error = upstreamError(upstream, failure)
  return { inspected: error, reports: [{ ...report, outcome: error.code, failure, sampled: 0 }] }
}
const failedSignIn = (failure: FailureClass): SystemLook['signIn'] => {
  const { code } = upstreamError(upstream, failure)
  return { ...upstream, type: 'SIGN_IN', outcome: 'FAILED', expiresAt: null, failure, code, status: null }
}

test('a system that is as it should be is OK on every step', () => {
  expect(lines()).toEqual([
    'OK reached: it answers, at best in 12 ms',
    'OK signed in: by its account',
    'OK clock: the same as ours',
    'OK Customer: 5 records read',
    'OK Customer: 7 paths of table people are as they are mapped',
    'OK Customer: the account may read',
  ])
})

test.each<[FailureClass, RegExp]>([
  ['UNAVAILABLE', /^FAIL reached: it is not available\. Fix: check its address/],
  ['TIMEOUT', /^FAIL reached: it does not answer in time\. Fix: /],
])('a system that is silent (%s) is one line: nothing else can be told', (failure, line) => {
  expect(lines(failing(failure))).toEqual([expect.stringMatching(line)])
})

test('a sign-in that is refused ends the look, and one where nobody answers is told from it', () => {
  const refused = lines({ ...failing('AUTH'), signIn: failedSignIn('AUTH') })
  expect(refused).toEqual([
    expect.stringMatching(/^OK reached/),
    expect.stringMatching(/^FAIL signed in: the sign-in was refused \(AUTH\)\. Fix: correct its credentials/),
  ])
  const silent = lines({ ...failing('BAD_RESPONSE'), signIn: failedSignIn('UNAVAILABLE') })
  expect(silent[1]).toMatch(/^FAIL signed in: where it signs in nobody answers\. Fix: check the address/)
})

test('credentials that calls carry are refused without a sign-in, too', () => {
  expect(lines({ ...failing('AUTH'), signIn: null })).toEqual([
    expect.stringMatching(/^OK reached/),
    expect.stringMatching(/^FAIL signed in: it does not accept the credentials of the gateway\. Fix: /),
  ])
  expect(lines({ signIn: null })[1]).toBe('OK signed in: what the calls carry is accepted')
})

test.each([
  [[30_000], /^OK clock: 30 s from ours/],
  [[30_001], /^WARN clock: its clock is 30 s ahead of ours\. Fix: let both keep time by NTP/],
  [[-90_000], /^WARN clock: its clock is 90 s behind ours/],
  // One reply that some cache kept says nothing.
  [[-86_400_000, 0], /^OK clock: the same/],
  [[], /^SKIP clock: it does not say/],
])('clocks %j', (clockLeads, line) => {
  expect(lines({ clockLeads })[2]).toMatch(line)
})

test('what was found is told once, though the records show it too', () => {
  const drift = {
    entity: 'Customer',
    field: 'familyName',
    path: 'last',
    problem: 'MISSING',
    count: 5,
  } as const
  const other = { ...drift, field: 'givenName', path: 'first' }
  const where = 'ERP.last → Customer.familyName'
  const finding = { level: 'FAIL', where, what: 'not there', fix: 'map it anew' } as const
  const found = lines({
    inspected: [{ ...inspection, findings: [finding] }],
    reports: [{ ...report, drifts: [drift, other] }],
  })
  expect(found.slice(3)).toEqual([
    'OK Customer: 5 records read',
    'OK Customer: the account may read',
    'FAIL Customer: ERP.last → Customer.familyName: not there. Fix: map it anew',
    'FAIL Customer: ERP.first → Customer.givenName: missing in 5 of 5 records. Fix: map it anew or declare it unavailable',
  ])
})

test('a system that cannot be asked is known by its samples alone, which is said', () => {
  expect(lines({ inspected: null }).slice(3)).toEqual([
    expect.stringMatching(/^SKIP records: the system does not say what they are made of/),
    'OK Customer: 5 records read',
  ])
})

test('what the samples of such a system say is told of their kind', () => {
  const where = 'ERP.vip → Customer.vipLevel'
  const finding = { level: 'WARN', where, what: 'is there', fix: 'map it' } as const
  expect(lines({ inspected: null, samples: new Map([['Customer', [finding]]]) }).at(-1)).toBe(
    'WARN Customer: ERP.vip → Customer.vipLevel: is there. Fix: map it',
  )
})

test('a kind that the system does not describe beside others is known by its samples', () => {
  const orders = { ...report, kind: 'Order' }
  expect(lines({ reports: [report, orders] }).slice(-2)).toEqual([
    'OK Order: 5 records read',
    expect.stringMatching(/^SKIP Order: the system does not say what they are made of/),
  ])
})

test('a description that is refused is a warning, and the records are still looked at', () => {
  const { inspected } = failing('FORBIDDEN')
  expect(lines({ inspected }).slice(3)).toEqual([
    expect.stringMatching(/^WARN records: .* does not allow this to the account of the gateway\. Fix: grant/),
    'OK Customer: 5 records read',
  ])
})

test('one kind that cannot be read is its own failure', () => {
  const orders = {
    ...report,
    kind: 'Order',
    outcome: 'UPSTREAM_AUTH',
    failure: 'FORBIDDEN',
    sampled: 0,
  } as const
  expect(lines({ reports: [report, orders] }).at(-1)).toMatch(
    /^FAIL Order: cannot be read \(UPSTREAM_AUTH\)\. Fix: grant the account/,
  )
})

test('what nobody could ask for, and what is empty, is neither right nor wrong', () => {
  const stock = { ...report, kind: 'InventoryItem/stock', outcome: 'UNASKED', sampled: 0 } as const
  const found = lines({
    reports: [{ ...report, neverSeen: ['taxId'] }, { ...report, kind: 'Order', sampled: 0 }, stock],
  })
  expect(found).toContain('OK Customer: 5 records read; empty in all of them: taxId')
  expect(found).toContain('OK Order: can be read; there is no record yet')
  expect(found).toContain('SKIP InventoryItem/stock: not read: no record is known to ask for')
})
