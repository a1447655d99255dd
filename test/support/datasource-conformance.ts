import { readCanonicalSchema } from '../../src/conformance/canonical-schema.ts'
import type { Conformance } from '../../src/conformance/conformance.ts'
import { openSubject } from '../../src/conformance/open-subject.ts'
import { planCases } from '../../src/conformance/plan-cases.ts'
import type { OpenSubject } from '../../src/conformance/subject.ts'

/** Some cases page through everything, several times. */
const caseTimeoutMs = 60_000

/** The conformance suite as tests of Jest. */
export function describeDatasource(conformance: Conformance): void {
  const schema = readCanonicalSchema([])
  const byKind = Map.groupBy(planCases(conformance, schema), ({ kind }) => kind)

  describe(`${conformance.name} conforms`, () => {
    let subject: OpenSubject
    beforeAll(async () => {
      subject = await openSubject(conformance)
    })
    afterAll(() => subject.close())

    for (const [kind, cases] of byKind) {
      const testCases = () => {
        for (const { title, skip, run } of cases) {
          const name = skip === null ? title : `${title}: does not hold, ${skip}`
          test(name, () => run(subject), caseTimeoutMs)
        }
      }
      if (kind === null) testCases()
      else describe(kind, testCases)
    }
  })
}
