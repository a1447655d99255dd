import { recordKindKey } from '../../src/datasources/datasource.ts'
import { conformanceCases, writeCases, type ConformanceCase } from './conformance-cases.ts'
import type { CaseContext, KindFixture, OpenSubject } from './conformance-subject.ts'

export interface Conformance {
  /** The vendor and what plays it, e.g. `HubSpot CRM v3 (simulated)`. */
  name: string
  system: string
  open(): Promise<OpenSubject>
  fixtures: readonly KindFixture[]
  /** Case, or `<record kind>: <case>`, → why it cannot hold. */
  skips?: Readonly<Partial<Record<ConformanceCase | `${string}: ${ConformanceCase}`, string>>>
}

/** Some cases page through everything, several times. */
const caseTimeoutMs = 60_000

/**
 * What the engine relies on, for any datasource. A look-up that a vendor does not have fails its cases until they are
 * declared exceptions with the reason, which stands in the test's name.
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
        const cases = { ...conformanceCases, ...(fixture.changes && writeCases) }
        if (!fixture.changes)
          test('nothing of it can be changed', () => {
            expect(subject.datasource.records.get(kind)?.writing).toBeNull()
          })
        for (const [title, check] of Object.entries(cases) as [ConformanceCase, Check][]) {
          const run = async () => {
            const source = subject.datasource.records.get(kind)
            if (!source) throw new Error(`the datasource has no records of ${kind}`)
            await check({ subject, system, source, fixture })
          }
          const skip = ([`${kind}: ${title}`, title] as const).find((key) => skips[key] !== undefined)
          if (skip) {
            used.add(skip)
            // Run all the same: a case that holds after all is no exception any more.
            test(
              `${title}: does not hold, ${skips[skip]}`,
              () => expect(run()).rejects.toThrow(),
              caseTimeoutMs,
            )
          } else test(title, run, caseTimeoutMs)
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

type Check = (context: CaseContext) => void | Promise<void>
