import { UpstreamError, upstreamError } from '../../../../src/datasources/failures.ts'
import { findByKey } from '../../../../src/datasources/kit/find-by-key.ts'
import { makeOnce } from '../../../../src/datasources/kit/make-once.ts'
import { defineMapping } from '../../../../src/datasources/mapping.ts'
import type { RecordCalls } from '../../../../src/datasources/vendor-calls.ts'

const call = { signal: new AbortController().signal, requestId: 'test' }
const failure = (kind: 'CONFLICT' | 'BAD_RESPONSE') => upstreamError({ system: 'CRS', vendor: 'Test' }, kind)

/** A system with nothing but rows, and a way to add some. */
function system(...references: string[]) {
  const rows = references.map((reference, index) => ({ id: `row-${index}`, reference }))
  const calls: RecordCalls = {
    mapping: defineMapping({ entity: 'Booking', id: 'id', fields: {} }),
    idPattern: /^row-\d+$/,
    byKey: {
      reference: {
        max: 1,
        load: ([wanted]) => Promise.resolve(rows.filter(({ reference }) => reference === wanted)),
      },
    },
  }
  return { rows, find: findByKey(calls, 'reference') }
}

const made = (rows: { id: string; reference: string }[], reference: string) => () =>
  Promise.resolve(rows.push({ id: `row-${rows.length}`, reference }))

test('what is not there is made, and given as it is there', async () => {
  const { rows, find } = system('other')
  const written = await makeOnce({ reference: 'mine', find, failure, make: made(rows, 'mine') }, call)
  expect(written).toEqual({ externalId: 'row-1', raw: { id: 'row-1', reference: 'mine' } })
})

test('what an earlier attempt has made is given, and not made again', async () => {
  const { rows, find } = system('other', 'mine')
  const written = await makeOnce({ reference: 'mine', find, failure, make: made(rows, 'mine') }, call)
  expect([written.externalId, rows.length]).toEqual(['row-1', 2])
})

test('where several carry the reference nothing is made, and nobody is told that one was', async () => {
  const { rows, find } = system('mine', 'mine')
  expect(await find('mine', call)).toBe('UNKNOWN')
  const refused = makeOnce({ reference: 'mine', find, failure, make: made(rows, 'mine') }, call)
  await expect(refused).rejects.toMatchObject({ code: 'CONFLICT', effect: 'UNKNOWN' })
  expect(rows).toHaveLength(2)
})

test('success that left nothing is no success, and it stays open whether there was an effect', async () => {
  const { find } = system()
  const error: unknown = await makeOnce(
    { reference: 'mine', find, failure, make: () => Promise.resolve() },
    call,
  ).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(UpstreamError)
  expect(error).toMatchObject({ code: 'UPSTREAM_BAD_RESPONSE', effect: 'UNKNOWN' })
})

test('a key that the records are not found by is a mistake in the declaration', () => {
  const mapping = defineMapping({ entity: 'Booking', id: 'id', fields: {} })
  expect(() => findByKey({ mapping, idPattern: /x/ }, 'reference')).toThrow(
    'Booking has no look-up by reference.',
  )
})
