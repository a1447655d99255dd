import type { SourceRecord } from '../datasources/source-record.ts'
import { declared, declaredEntries } from './declared.ts'
import { show } from './describe-difference.ts'
import { ensure, ensureContains, ensureEqual, ensureSame } from './ensure.ts'
import { everyRecord } from './every-record.ts'
import { hostileTexts } from './hostile-texts.ts'
import type { CaseContext } from './subject.ts'
import { idsOf } from './walk-pages.ts'

export async function checkIds({ source, fixture, call }: CaseContext): Promise<void> {
  const byId = declared(source.byId, 'look-up by id')
  const ids = fixture.ids.slice(0, Math.max(1, Math.floor(byId.max / 2)))
  for (const asked of [ids, ids.toReversed(), ...(byId.max > 1 ? [[...ids, ...ids]] : [])]) {
    const batch = await byId.load(asked, call)
    ensureSame(`records of ${show(asked)}`, idsOf(batch.records), ids)
    ensureEqual('ids that failed on their own', batch.failures.size, 0)
  }
}

export async function checkFullBatches(context: CaseContext): Promise<void> {
  const { source, fixture, call } = context
  const { max, load } = declared(source.byId, 'look-up by id')
  const ids = [...new Set([...fixture.ids, ...idsOf(await everyRecord(context))])].slice(0, max)
  const { records, failures } = await load(ids, call)
  ensureSame(`records of ${ids.length} ids at once, of at most ${max}`, idsOf(records), ids)
  ensureEqual('ids that failed on their own', failures.size, 0)
}

export async function checkUnknownIds({ source, fixture, call }: CaseContext): Promise<void> {
  const byId = declared(source.byId, 'look-up by id')
  const { unknownIds } = fixture
  ensure(unknownIds.length > 0, 'the fixture names no unknown id')
  const ids = fixture.ids.slice(0, Math.max(0, byId.max - unknownIds.length))
  if (ids.length > 0) {
    const mixed = await byId.load([...unknownIds, ...ids], call)
    ensureSame('records of known and unknown ids', idsOf(mixed.records), ids)
    ensureEqual('ids that failed on their own', mixed.failures.size, 0)
  }
  for (const batch of await inBatches(unknownIds, byId.max, (some) => byId.load(some, call)))
    ensureEqual('what unknown ids give', batch, { records: [], failures: new Map() })
}

export async function checkHostileIds(context: CaseContext): Promise<void> {
  const { source, fixture, call } = context
  const byId = declared(source.byId, 'look-up by id')
  const known = fixture.ids[0] ?? ''
  await reachingNothingElse(
    context,
    () => byId.load([known], call),
    async () => {
      for (const id of hostileTexts) {
        const batches = await inBatches([id, known], byId.max, (ids) => byId.load(ids, call))
        const found = batches.flatMap(({ records }) => idsOf(records))
        ensureEqual(`records of ${show(id)} and ${known}`, found, [known])
        const failures = batches.reduce((sum, batch) => sum + batch.failures.size, 0)
        ensureEqual(`ids that failed beside ${show(id)}`, failures, 0)
      }
    },
  )
}

export async function checkKeys({ source, fixture, call }: CaseContext): Promise<void> {
  for (const [key, { max, load }] of declaredEntries(source.byKey, 'look-up by key')) {
    const wanted = declared(fixture.keys?.[key], `fixture of ${key}`)
    for (const { value, id } of wanted) {
      const found = (await load([value], call)).filter((record) => hasKey(record, key, value))
      ensureContains(`records with the ${key} ${show(value)}`, idsOf(found), [id])
    }
    const values = wanted.map(({ value }) => value)
    const all = (await inBatches(values, max, (some) => load(some, call))).flat()
    const owners = wanted.map(({ id }) => id)
    ensureContains(`records of all keys of ${key}`, idsOf(all), owners)
  }
}

export async function checkUnknownKeys(context: CaseContext): Promise<void> {
  const { source, fixture, call } = context
  for (const [key, { max, load }] of declaredEntries(source.byKey, 'look-up by key')) {
    const [known] = declared(fixture.keys?.[key], `fixture of ${key}`)
    if (!known) throw new Error(`no fixture of ${key}`)
    await reachingNothingElse(
      context,
      () => load([known.value], call),
      async () => {
        for (const value of hostileTexts) {
          const found = (await inBatches([value, known.value], max, (some) => load(some, call))).flat()
          const what = `records with the ${key} ${show(value)} or ${known.value}`
          ensureContains(what, idsOf(found), [known.id])
          const taken = found.filter((record) => hasKey(record, key, value))
          ensureEqual(`records with the ${key} ${show(value)}`, idsOf(taken), [])
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
  ensure(usual.size > 0, 'the upstream counted no request: is the datasource opened with another address?')
  await upstream.forget()
  await hostile()
  const reached = Object.keys(await upstream.requests())
  const strange = reached.filter((operation) => !usual.has(operation))
  ensureEqual('operations that only the hostile calls reached', strange, [])
}

/** One after another, none with more than `max`: where a batch is of one, nothing in it can harm another. */
async function inBatches<Result>(
  values: readonly string[],
  max: number,
  load: (some: readonly string[]) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  for (let start = 0; start < values.length; start += max)
    results.push(await load(values.slice(start, start + max)))
  return results
}

function hasKey(record: SourceRecord, key: string, value: string): boolean {
  return record.matchKeys[key] === value || record.values[key] === value
}
