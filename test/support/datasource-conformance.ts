import type { Condition, Datasource } from '../../src/datasources/datasource.ts'
import { recordKindKey } from '../../src/datasources/datasource.ts'
import type { Mapping } from '../../src/datasources/mapping.ts'
import type { SourceRecord } from '../../src/datasources/source-record.ts'
import { conformanceCases, type ConformanceCase } from './conformance-cases.ts'
import type { FaultOrder } from './simulated-datasource.ts'

/** A datasource under test, and the upstream behind it. */
export interface OpenSubject {
  datasource: Datasource
  /** Null where the upstream can neither count its calls nor fail on request. */
  upstream: {
    requests(): Promise<Record<string, number>>
    forget(): Promise<void>
    fail(fault: FaultOrder): Promise<void>
    heal(): Promise<void>
  } | null
  /** Not even a log may show these. */
  credentials: readonly string[]
  /** No client may see these: hosts, and what the upstream says in its error bodies. */
  upstreamTexts: readonly string[]
  close(): Promise<void>
}

/** What is known of the upstream's records of one kind. Every look-up that the datasource declares needs its part here. */
export interface KindFixture {
  entity: string
  part?: string
  /** At least three that exist. */
  ids: readonly string[]
  /** Well-formed, of no record. */
  unknownIds: readonly string[]
  /** By key: canonical values, better of records that spell it otherwise, and the record that has it. */
  keys?: Readonly<Record<string, readonly { value: string; id: string }[]>>
  /** By reference field: parents, at least one with more than three records. */
  references?: Readonly<Record<string, readonly string[]>>
  /** Each gives some of the records and not all. `compared`: what is compared, the field's own value unless told. */
  conditions?: readonly (Condition & { valueOf?(record: SourceRecord): unknown })[]
  /** How the upstream orders text; by lower case unless told. */
  compareText?: (a: string, b: string) => number
  /** Canonical patches, which the mapping writes into `base` and must read back. */
  writing?: {
    mapping: Mapping
    base: Readonly<Record<string, unknown>>
    patches: readonly Readonly<Record<string, unknown>>[]
  }
}

export interface Conformance {
  /** The vendor and what plays it, e.g. `HubSpot CRM v3 (simulated)`. */
  name: string
  system: string
  open(): Promise<OpenSubject>
  fixtures: readonly KindFixture[]
  /** Case, or `<record kind>: <case>`, → why it cannot hold. */
  skips?: Readonly<Partial<Record<ConformanceCase | `${string}: ${ConformanceCase}`, string>>>
}

/**
 * What the engine relies on, for any datasource. A look-up that a vendor does not have fails its cases until they are
 * skipped with the reason, which stands in the test's name and on stderr.
 */
export function describeDatasource({ name, system, open, fixtures, skips = {} }: Conformance): void {
  const used = new Set<string>()

  describe(`${name} conforms`, () => {
    let subject: OpenSubject
    beforeAll(async () => {
      subject = await open()
    })
    afterAll(() => subject.close())

    for (const fixture of fixtures) {
      const kind = recordKindKey(fixture.entity, fixture.part ?? null)
      describe(kind, () => {
        for (const [title, check] of Object.entries(conformanceCases) as [ConformanceCase, Check][]) {
          const skip = ([`${kind}: ${title}`, title] as const).find((key) => skips[key] !== undefined)
          if (skip) {
            used.add(skip)
            process.stderr.write(`skipped: ${name}: ${kind}: ${title}: ${skips[skip]}\n`)
            test.skip(`${title} (skipped: ${skips[skip]})`, () => undefined)
            continue
          }
          test(title, async () => {
            const source = subject.datasource.records.get(kind)
            if (!source) throw new Error(`the datasource has no records of ${kind}`)
            await check({ subject, system, source, fixture })
          })
        }
      })
    }

    test('every kind of record has its fixtures, and every skip its case', () => {
      const kinds = fixtures.map(({ entity, part }) => recordKindKey(entity, part ?? null))
      expect([...subject.datasource.records.keys()].toSorted()).toEqual(kinds.toSorted())
      expect(Object.keys(skips).toSorted()).toEqual([...used].toSorted())
    })
  })
}

type Check = (typeof conformanceCases)[ConformanceCase]
