import fc from 'fast-check'
import { adaptChanges } from '../../../../src/datasources/adapt-changes.ts'
import { changesByTime, changesByWindow } from '../../../../src/datasources/kit/changed-since.ts'
import { BadPageError } from '../../../../src/datasources/paging.ts'
import type { ChangeCalls, ChangeRequest } from '../../../../src/datasources/vendor-calls.ts'
import { openCall, upstream } from '../transport/calls.ts'

interface Stored {
  id: number
  at: number
}

/** A vendor whose records are changed, one or none, before each of its replies. */
function createVendor(times: readonly number[], script: readonly (number | null)[], pageSize: number) {
  const records: Stored[] = times.map((at, id) => ({ id, at }))
  const vendor = { now: 1_000, step: 0, records }
  const change = () => {
    const id = script[vendor.step++] ?? null
    vendor.now += 1
    const record = id === null ? undefined : records[id % records.length]
    if (record) record.at = vendor.now
  }
  const inWindow = (since: string, until = Infinity) =>
    records.filter(({ at }) => at >= Date.parse(since) && at <= until)
  const changedAt = (raw: unknown) => new Date((raw as Stored).at).toISOString()
  const copies = (some: readonly Stored[]) => some.map((one) => ({ ...one }))
  const loads: Record<string, (request: ChangeRequest) => ReturnType<ChangeCalls['load']>> = {
    byTime: (request) =>
      changesByTime(request, { pageSize, changedAt, idOf }, async ({ since, offset, limit }) => {
        change()
        const found = inWindow(since).toSorted((one, other) => one.at - other.at || one.id - other.id)
        return {
          records: copies(found.slice(offset, offset + limit)),
          hasMore: found.length > offset + limit,
        }
      }),
    byWindow: (request) =>
      changesByWindow(request, { pageSize, now: () => vendor.now }, async ({ since, until, page, size }) => {
        change()
        const found = inWindow(since, Date.parse(until))
        return { records: copies(found.slice((page - 1) * size, page * size)), total: found.length }
      }),
  }
  return { vendor, changedAt, loads }
}

const idOf = (raw: unknown) => String((raw as Stored).id)
const script = fc.array(fc.option(fc.nat(30)), { maxLength: 60 })

describe.each(['byTime', 'byWindow'])('%s', (kind) => {
  test('whatever is changed meanwhile, no change is left out', async () => {
    await fc.assert(
      fc.asyncProperty(
        // Many of one time, too.
        fc.array(fc.oneof(fc.integer({ min: 100, max: 900 }), fc.constantFrom(400, 500)), {
          minLength: 1,
          maxLength: 30,
        }),
        script,
        fc.integer({ min: 2, max: 6 }),
        async (times, changes, pageSize) => {
          const { vendor, changedAt, loads } = createVendor(times, changes, pageSize)
          const source = adaptChanges(
            { overlapMs: 5, changedAt, load: loads[kind]! },
            { upstream, now: () => vendor.now, readAll: (raws) => raws as never },
          )
          const seen = new Map<number, number>()
          let cursor = source.begin(new Date(300))
          let caughtUp = 0
          // Until nothing is changed any more, and two runs after.
          for (let calls = 0; caughtUp < 2; calls++) {
            expect(calls).toBeLessThan(2_000)
            const reply = await source.load(cursor, openCall())
            for (const { id, at } of reply.records as unknown as Stored[]) seen.set(id, at)
            cursor = reply.cursor
            if (reply.isCaughtUp && vendor.step > changes.length) caughtUp += 1
          }
          for (const { id, at } of vendor.records.filter((one) => one.at >= 300))
            expect(seen.get(id)).toBe(at)
        },
      ),
    )
  })
})

test('many records of one time are counted through, more than a reply has', async () => {
  const { changedAt, loads } = createVendor(
    Array.from({ length: 25 }, () => 500),
    [],
    10,
  )
  const ids: number[] = []
  let place: string | null = null
  do {
    const { records, next } = await loads.byTime!({ since: new Date(500).toISOString(), place })
    ids.push(...records.map((raw) => (raw as Stored).id))
    place = next
  } while (place !== null)
  expect([...new Set(ids)]).toEqual(Array.from({ length: 25 }, (_, id) => id))
  expect(ids).toHaveLength(27)
  expect(changedAt({ at: 500 })).toBe('1970-01-01T00:00:00.500Z')
})

test.each([
  ['newest first', [{ at: 900 }, { at: 400 }]],
  ['without its time', [{ at: 900 }, {}]],
])('a list in the order of change that is not, %s, is a bad page', async (_name, records) => {
  const changedAt = (raw: unknown) =>
    'at' in (raw as object) ? new Date((raw as Stored).at).toISOString() : null
  const request = { since: new Date(500).toISOString(), place: null }
  await expect(
    changesByTime(request, { pageSize: 2, changedAt, idOf }, async () => ({ records, hasMore: true })),
  ).rejects.toBeInstanceOf(BadPageError)
})
