import type { CaseContext } from './conformance-subject.ts'
import { declared, declaredEntries } from './declared.ts'
import { testCall } from './simulated-datasource.ts'
import { idsOf } from './walk-pages.ts'

/** No id and no key of any record. */
export const hostileTexts = [
  ...[
    '../admin',
    '..',
    '.',
    '/',
    '..%2f..%2fadmin',
    '%2e%2e',
    'a?x=',
    '?properties=*',
    '#',
    'a b',
    '\\',
    ';',
  ],
  ...[
    "'; --",
    "' or '1'='1",
    '"',
    "''",
    '1) or (1=1',
    '1 or 1=1',
    '*',
    '%',
    '_',
    '$filter',
    '{"$ne":null}',
    '[]',
  ],
  ...['', ' ', '\n', '\r\nx-injected: 1', '\0', '\ud800', 'ü', '-1', '0', '1e3', 'NaN', 'null', '__proto__'],
  ...['constructor', '9'.repeat(40), 'x'.repeat(50_000)],
]

export async function checkIds({ source, fixture }: CaseContext): Promise<void> {
  const byId = declared(source.byId, 'look-up by id')
  const ids = fixture.ids.slice(0, Math.floor(byId.max / 2))
  for (const asked of [ids, ids.toReversed(), [...ids, ...ids]]) {
    const batch = await byId.load(asked, testCall)
    expect(idsOf(batch.records).toSorted()).toEqual([...ids].toSorted())
    expect(batch.failures.size).toBe(0)
  }
}

export async function checkUnknownIds({ source, fixture }: CaseContext): Promise<void> {
  const byId = declared(source.byId, 'look-up by id')
  const { unknownIds } = fixture
  const ids = fixture.ids.slice(0, byId.max - unknownIds.length)
  expect(unknownIds.length).toBeGreaterThan(0)
  const mixed = await byId.load([...unknownIds, ...ids], testCall)
  expect(idsOf(mixed.records).toSorted()).toEqual([...ids].toSorted())
  expect(mixed.failures.size).toBe(0)
  expect(await byId.load(unknownIds, testCall)).toEqual({ records: [], failures: new Map() })
}

export async function checkHostileIds(context: CaseContext): Promise<void> {
  const { source, fixture } = context
  const byId = declared(source.byId, 'look-up by id')
  const known = fixture.ids[0] ?? ''
  await reachingNothingElse(
    context,
    () => byId.load([known], testCall),
    async () => {
      for (const id of hostileTexts) {
        const { records, failures } = await byId.load([id, known], testCall)
        expect({ id, found: idsOf(records), failed: failures.size }).toEqual({
          id,
          found: [known],
          failed: 0,
        })
      }
    },
  )
}

export async function checkKeys({ source, fixture }: CaseContext): Promise<void> {
  for (const [key, { load }] of declaredEntries(source.byKey, 'look-up by key')) {
    const wanted = declared(fixture.keys?.[key], `fixture of ${key}`)
    for (const { value, id } of wanted) {
      const found = await load([value], testCall)
      expect({ key, value, found: idsOf(found.filter((record) => hasKey(record, key, value))) }).toEqual({
        key,
        value,
        found: expect.arrayContaining([id]),
      })
    }
    const all = await load([...wanted.map(({ value }) => value)], testCall)
    expect(idsOf(all)).toEqual(expect.arrayContaining(wanted.map(({ id }) => id)))
  }
}

export async function checkUnknownKeys(context: CaseContext): Promise<void> {
  const { source, fixture } = context
  for (const [key, { load }] of declaredEntries(source.byKey, 'look-up by key')) {
    const [known] = declared(fixture.keys?.[key], `fixture of ${key}`)
    if (!known) throw new Error(`no fixture of ${key}`)
    await reachingNothingElse(
      context,
      () => load([known.value], testCall),
      async () => {
        for (const value of hostileTexts) {
          const found = await load([value, known.value], testCall)
          expect({ key, value, found: idsOf(found) }).toEqual({
            key,
            value,
            found: expect.arrayContaining([known.id]),
          })
          expect(found.filter((record) => hasKey(record, key, value))).toEqual([])
        }
      },
    )
  }
}

/** Runs both and compares by the upstream's counters: the hostile calls use no operation that the ordinary ones do not. */
export async function reachingNothingElse(
  { subject }: CaseContext,
  ordinary: () => Promise<unknown>,
  hostile: () => Promise<void>,
): Promise<void> {
  const { upstream } = subject
  if (!upstream) return hostile()
  await upstream.forget()
  await ordinary()
  const usual = new Set(Object.keys(await upstream.requests()))
  expect(usual.size).toBeGreaterThan(0)
  await upstream.forget()
  await hostile()
  const reached = Object.keys(await upstream.requests())
  expect(reached.filter((operation) => !usual.has(operation))).toEqual([])
}

function hasKey(
  record: { matchKeys: Readonly<Record<string, string>>; values: Readonly<Record<string, unknown>> },
  key: string,
  value: string,
): boolean {
  return record.matchKeys[key] === value || record.values[key] === value
}
