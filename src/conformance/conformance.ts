import type { DatasourceDefinition } from '../datasources/define-datasource.ts'
import type { CaseTitle } from './cases.ts'
import type { ProxiedRequest } from './fault-proxy.ts'
import type { Fault, KindFixture, Limits, OpenSubject } from './subject.ts'

/** What a datasource is held against: its records as they are at the upstream, and what cannot hold with the reason. */
export type Conformance = ConformanceFixtures & (ProxiedSubject | OwnSubject)

export interface ConformanceFixtures {
  /** The vendor and what plays it, e.g. `HubSpot CRM v3 (simulated)`. */
  name: string
  /** The system whose fields the datasource answers for. */
  system: string
  /** A company's own .graphql files, from the folder of the file that declares this; none unless told. */
  schema?: readonly string[]
  fixtures: readonly KindFixture[]
  /** What the vendor allows, as measured at the upstream; without it that case needs its reason. */
  limits?: Limits
  /** Case, or `<record kind>: <case>`, → why it cannot hold. */
  skips?: Readonly<Partial<Record<CaseTitle | `${string}: ${CaseTitle}`, string>>>
}

/** An HTTP upstream that need not fail on request: a proxy in front of it does. */
export interface ProxiedSubject {
  /** The address of one that runs, or what starts one. */
  upstream: string | (() => Promise<RunningUpstream>)
  /** The datasource for an upstream at `url`, which is the proxy's. */
  datasource(url: string): DatasourceDefinition
  /** What the datasource was given to sign in with: no log may show it. */
  credentials: readonly string[]
  /**
   * The upstream's operations as method and path, `PATCH /members/{id}`, by which requests are counted and failed; any other
   * request is one of its own. Or what names a request, where one path serves all.
   */
  operations?: readonly string[] | ((request: ProxiedRequest) => string)
  /** What the upstream says in its error bodies, besides its address. */
  upstreamTexts?: readonly string[]
  /** How the upstream fails: as an HTTP API does unless told. */
  faults?: readonly Fault[]
}

export interface RunningUpstream {
  url: string
  close(): Promise<void>
}

/** Any other upstream, opened by code of one's own. */
export interface OwnSubject {
  open(): Promise<OpenSubject>
}

const declarations = new WeakSet()

/** Declares what `headwater conformance` runs. Nothing happens before it is run. */
export function defineConformance(conformance: Conformance): Conformance {
  declarations.add(conformance)
  return conformance
}

export function isConformance(value: unknown): value is Conformance {
  return typeof value === 'object' && value !== null && declarations.has(value)
}
