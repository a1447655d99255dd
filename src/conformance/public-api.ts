// What `headwater/conformance` is: what a company's conformance file, and a test runner of its own, import. Nothing inside
// imports this file.
export { defineConformance } from './conformance.ts'
export type {
  Conformance,
  ConformanceFixtures,
  OwnSubject,
  ProxiedSubject,
  RunningUpstream,
} from './conformance.ts'
export type { CaseTitle } from './cases.ts'
export type {
  CaseContext,
  ChangeFixture,
  Fault,
  FaultOrder,
  KindFixture,
  Limits,
  Measured,
  ObservedUpstream,
  OpenSubject,
} from './subject.ts'
export { httpFaults } from './failure-cases.ts'
export { impatient } from './impatient.ts'
export { startFaultProxy } from './fault-proxy.ts'
export type { FaultProxy, FaultProxyOptions, ProxiedRequest } from './fault-proxy.ts'
export { readCanonicalSchema } from './canonical-schema.ts'
export type { CanonicalSchema } from './canonical-schema.ts'
export { createReferences } from './create-references.ts'
export { planCases } from './plan-cases.ts'
export type { PlannedCase } from './plan-cases.ts'
export { openSubject } from './open-subject.ts'
export { runConformance } from './run-conformance.ts'
export type { CaseResult, RunOptions } from './run-conformance.ts'
