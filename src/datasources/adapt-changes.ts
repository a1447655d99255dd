import { z } from 'zod'
import type { UpstreamName } from '../observability/upstream-event.ts'
import type { Call, ChangeSource } from './datasource.ts'
import { upstreamError } from './failures.ts'
import { namePageFailures } from './page-failure.ts'
import type { SourceRecord } from './source-record.ts'
import type { ChangeCalls } from './vendor-calls.ts'

export interface ChangeOptions {
  upstream: UpstreamName
  /** Epoch ms. */
  now: () => number
  readAll(raws: readonly unknown[], call: Call): readonly SourceRecord[]
}

/** Where a reader is: all that was changed before `seenUntil` has been given, minus the overlap. Epoch ms. */
const position = z.strictObject({
  seenUntil: z.int(),
  /** Of the run that is under way; equal to the first where none is. */
  latest: z.int(),
  place: z.string().nullable(),
})
type Position = z.output<typeof position>

/**
 * Turns a vendor's changes into runs, each of which begins `overlapMs` before the latest change that the last one saw. Cursors
 * only ever move on: by the vendor's own times, never beyond the gateway's clock, for one wrong date would hide what follows.
 */
export function adaptChanges(
  { overlapMs, changedAt, load }: ChangeCalls,
  options: ChangeOptions,
): ChangeSource {
  const { upstream, now, readAll } = options

  function timeOf(raw: unknown): number {
    const time = Date.parse(changedAt(raw) ?? '')
    if (Number.isNaN(time))
      throw upstreamError(upstream, 'SCHEMA_DRIFT', {}, 'a record without its time of change')
    return Math.min(time, now())
  }

  return {
    begin: (at) => write({ seenUntil: at.getTime(), latest: at.getTime(), place: null }),
    async load(cursor, call) {
      const { seenUntil, latest, place } = read(cursor)
      // Some vendors find nothing by a time before the first that they can count.
      const since = new Date(Math.max(0, seenUntil - overlapMs)).toISOString()
      const { records, next } = await namePageFailures(upstream, load({ since, place }, call))
      const newest = records.reduce<number>((time, raw) => Math.max(time, timeOf(raw)), latest)
      const following =
        next === null
          ? { seenUntil: newest, latest: newest, place: null }
          : { seenUntil, latest: newest, place: next }
      return { records: readAll(records, call), cursor: write(following), isCaughtUp: next === null }
    },
  }
}

function write(given: Position): string {
  return JSON.stringify(given)
}

/** @throws TypeError for what no run has made: it is kept by the gateway, and no client sends one */
function read(cursor: string): Position {
  try {
    return position.parse(JSON.parse(cursor))
  } catch (cause) {
    throw new TypeError('a cursor of changes that no run has made', { cause })
  }
}
