import { recordKindKey } from '../datasources/datasource.ts'
import type { CanonicalSchema } from './canonical-schema.ts'
import { readCases, writeCases, type CaseTitle, type Check } from './cases.ts'
import type { Conformance } from './conformance.ts'
import { createReferences } from './create-references.ts'
import { ensure, ensureEqual, ensureSame } from './ensure.ts'
import type { KindFixture, OpenSubject } from './subject.ts'

/** One claim about one record kind, for whatever runs it. */
export interface PlannedCase {
  /** Null: about the datasource as a whole. */
  kind: string | null
  title: string
  /** Why it cannot hold. It is run all the same, and has to fail: an exception that has become needless is none. */
  skip: string | null
  /** @throws an error that says what does not hold; of a skipped one, that it does */
  run(subject: OpenSubject): Promise<void>
}

/** What the engine relies on, for any datasource: every case of every kind that has fixtures, in order. */
export function planCases(conformance: Conformance, schema: CanonicalSchema): PlannedCase[] {
  const { fixtures } = conformance
  const newReference = createReferences()
  const planned = fixtures.flatMap((fixture) => planKind(conformance, schema, fixture, newReference))
  return [...planned.map(({ planned: one }) => one), planWhole(conformance, planned)]
}

interface Planned {
  planned: PlannedCase
  /** The key of its skip. */
  skippedBy: string | null
}

function planKind(
  { system, limits, skips = {} }: Conformance,
  schema: CanonicalSchema,
  fixture: KindFixture,
  newReference: () => string,
): Planned[] {
  const kind = recordKindKey(fixture.entity, fixture.part ?? null)
  const cases = Object.entries({ ...readCases, ...(fixture.changes && writeCases) }) as [CaseTitle, Check][]
  const planned = cases.map(([title, check]): Planned => {
    const run = async (subject: OpenSubject) => {
      const source = subject.datasource.records.get(kind)
      ensure(source !== undefined, `the datasource has no records of ${kind}`)
      const call = { signal: new AbortController().signal, requestId: 'conformance' }
      await check({ subject, system, schema, source, fixture, limits: limits ?? null, call, newReference })
    }
    const skippedBy = ([`${kind}: ${title}`, title] as const).find((key) => skips[key] !== undefined) ?? null
    const skip = skippedBy === null ? null : (skips[skippedBy] ?? null)
    return {
      planned: { kind, title, skip, run: skip === null ? run : (subject) => failing(run(subject)) },
      skippedBy,
    }
  })
  return fixture.changes ? planned : [{ planned: planUnchangeable(kind), skippedBy: null }, ...planned]
}

function planUnchangeable(kind: string): PlannedCase {
  return {
    kind,
    title: 'nothing of it can be changed',
    skip: null,
    async run({ datasource }) {
      const writing = datasource.records.get(kind)?.writing
      ensure(!writing, `the datasource changes records of ${kind}, and the fixture has no changes`)
    },
  }
}

function planWhole({ fixtures, skips = {} }: Conformance, planned: readonly Planned[]): PlannedCase {
  return {
    kind: null,
    title: 'every kind of record has its fixtures, and every skip its case',
    skip: null,
    async run({ datasource }) {
      const kinds = fixtures.map(({ entity, part }) => recordKindKey(entity, part ?? null))
      ensureSame(
        'record kinds of the datasource, beside those of the fixtures',
        datasource.records.keys(),
        kinds,
      )
      const used = new Set(planned.map(({ skippedBy }) => skippedBy))
      const idle = Object.keys(skips).filter((key) => !used.has(key))
      ensureEqual('skips of no case', idle, [])
    },
  }
}

async function failing(running: Promise<void>): Promise<void> {
  const holds = await running.then(
    () => true,
    () => false,
  )
  ensure(!holds, 'it holds after all: take its skip away')
}
