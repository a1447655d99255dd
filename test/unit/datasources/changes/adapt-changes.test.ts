import { adaptChanges } from '../../../../src/datasources/adapt-changes.ts'
import { BadPageError } from '../../../../src/datasources/paging.ts'
import type { ChangeReply, ChangeRequest } from '../../../../src/datasources/vendor-calls.ts'
import { openCall, upstream } from '../transport/calls.ts'

const iso = (ms: number) => new Date(ms).toISOString()
const started = 100_000

function scripted(...replies: (ChangeReply | Error)[]) {
  const asked: ChangeRequest[] = []
  const source = adaptChanges(
    {
      overlapMs: 10_000,
      changedAt: (raw) => (raw as { at: string | null }).at,
      async load(request) {
        asked.push(request)
        const reply = replies[asked.length - 1]
        if (!reply || reply instanceof Error) throw reply ?? new Error('nothing more was to be asked')
        return reply
      },
    },
    { upstream, now: () => 1_000_000, readAll: (raws) => raws as never },
  )
  return { source, asked }
}
const at = (...times: number[]) => times.map((time) => ({ at: iso(time) }))

test('a run goes from its start through its places; the next begins the overlap before the latest change seen', async () => {
  const { source, asked } = scripted(
    { records: at(150_000, 120_000), next: 'two' },
    { records: at(130_000), next: null },
    { records: [], next: null },
    { records: [], next: null },
  )
  const caughtUp: boolean[] = []
  let cursor = source.begin(new Date(started))
  for (let load = 0; load < 4; load++) {
    const reply = await source.load(cursor, openCall())
    caughtUp.push(reply.isCaughtUp)
    cursor = reply.cursor
  }
  expect(asked).toEqual([
    { since: iso(90_000), place: null },
    { since: iso(90_000), place: 'two' },
    { since: iso(140_000), place: null },
    { since: iso(140_000), place: null },
  ])
  expect(caughtUp).toEqual([false, true, true, true])
})

test('a reply that fails moves nothing: the same cursor asks for the same', async () => {
  const { source, asked } = scripted(new Error('cut'), { records: at(200_000), next: null })
  const cursor = source.begin(new Date(started))
  await expect(source.load(cursor, openCall())).rejects.toThrow('cut')
  await source.load(cursor, openCall())
  expect(asked[1]).toEqual(asked[0])
})

test('neither older changes nor dates of the future move the cursor further than the clock, or back', async () => {
  const { source, asked } = scripted(
    { records: at(1, 9_999_999_999), next: null },
    { records: at(2), next: null },
    { records: [], next: null },
  )
  let cursor = source.begin(new Date(started))
  for (let load = 0; load < 3; load++) ({ cursor } = await source.load(cursor, openCall()))
  expect(asked.map(({ since }) => since)).toEqual([iso(90_000), iso(990_000), iso(990_000)])
})

test.each<[string, ChangeReply | Error, string]>([
  ['a record that does not say when', { records: [{ at: null }], next: null }, 'UPSTREAM_SCHEMA_DRIFT'],
  ['a record that says no time', { records: [{ at: 'today' }], next: null }, 'UPSTREAM_SCHEMA_DRIFT'],
  ['pages that contradict each other', new BadPageError('x'), 'UPSTREAM_BAD_RESPONSE'],
])('%s fails the reply', async (_name, reply, code) => {
  const { source } = scripted(reply)
  await expect(source.load(source.begin(new Date(started)), openCall())).rejects.toMatchObject({ code })
})

test('a cursor that no run has made is a defect of ours', async () => {
  const { source } = scripted()
  for (const cursor of ['', '{}', '{"seenUntil":"1","latest":1,"place":null}'])
    await expect(source.load(cursor, openCall())).rejects.toBeInstanceOf(TypeError)
})
