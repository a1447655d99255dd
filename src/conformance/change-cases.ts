import type { ChangeSource } from '../datasources/datasource.ts'
import { changeParts, twoPatches } from './change-parts.ts'
import { declared } from './declared.ts'
import { ensure, ensureContains, ensureEqual } from './ensure.ts'
import { everyRecord } from './every-record.ts'
import type { CaseContext } from './subject.ts'
import { idsOf } from './walk-pages.ts'

const mostLoads = 5_000

/** Whoever keeps up misses nothing: from the start, from a time on, after a change, and through one that comes in between. */
export async function checkChanges(context: CaseContext): Promise<void> {
  const changes = declared(context.source.changedSince, 'way to ask what was changed')
  const records = await everyRecord(context)
  const start = changes.begin(new Date(0))
  const all = await follow(context, changes, start)
  ensureContains('changes since ever', all.ids, idsOf(records))
  await checkRepetition(context, changes, start)

  const times = records.flatMap(({ values: { updatedAt } }) =>
    typeof updatedAt === 'string' ? [updatedAt] : [],
  )
  const middle = times.toSorted()[Math.floor(times.length / 2)]
  if (middle !== undefined) {
    const later = records.filter(({ values: { updatedAt } }) => String(updatedAt) >= middle)
    const since = await follow(context, changes, changes.begin(new Date(middle)))
    ensureContains(`changes since ${middle}`, since.ids, idsOf(later))
  }
  if (context.source.writing?.patch) await checkKeepingUp(context, changes, all.cursor)
}

/** An answer that was lost is asked for again, with the cursor that is still the last one. */
async function checkRepetition({ call }: CaseContext, changes: ChangeSource, cursor: string): Promise<void> {
  const [once, again] = [await changes.load(cursor, call), await changes.load(cursor, call)]
  ensureEqual('records of the same cursor, asked for again', idsOf(again.records), idsOf(once.records))
}

async function checkKeepingUp(context: CaseContext, changes: ChangeSource, cursor: string): Promise<void> {
  const { writing, changes: fixture } = changeParts(context)
  const { run } = declared(writing.patch, 'patch')
  const externalId = declared(fixture.id, 'record to change')
  const patches = twoPatches(fixture)
  let changed = 0
  const change = async () => {
    const values = patches[(changed += 1) % 2] ?? {}
    await run({ externalId, values, ifVersion: null, reference: context.newReference() }, context.call)
  }

  await change()
  ensureContains('changes since the last look', (await follow(context, changes, cursor)).ids, [externalId])

  // Others move up when one that was to come moves to the end.
  const before = await changes.load(changes.begin(new Date(0)), context.call)
  await change()
  const first = await follow(context, changes, before.cursor)
  const next = await follow(context, changes, first.cursor)
  const seen = [...idsOf(before.records), ...first.ids, ...next.ids]
  ensureContains('changes since ever, one of them made meanwhile', seen, idsOf(await everyRecord(context)))
  ensureContains('what was changed meanwhile', [...first.ids, ...next.ids], [externalId])
}

/** All that comes until nothing more does. */
async function follow(
  { call }: CaseContext,
  changes: ChangeSource,
  from: string,
): Promise<{ ids: string[]; cursor: string }> {
  const ids: string[] = []
  let cursor = from
  for (let loads = 0; loads < mostLoads; loads += 1) {
    const reply = await changes.load(cursor, call)
    ids.push(...idsOf(reply.records))
    cursor = reply.cursor
    if (reply.isCaughtUp) return { ids, cursor }
  }
  ensure(false, `not caught up after ${mostLoads} loads`)
}
