import { readMergeWrite } from '../../../../src/datasources/kit/read-merge-write.ts'
import { upstreamError, type FailureClass } from '../../../../src/datasources/failures.ts'
import { upstream } from '../transport/calls.ts'

/** A record that somebody else changes before each of so many writes. */
function contested(changes: number, ifVersion: string | null, failure: FailureClass = 'CONFLICT') {
  const record = { version: 1 }
  const written: string[] = []
  const conflict = new Error('another version')
  const run = () =>
    readMergeWrite(
      {
        ifVersion,
        load: async () => ({ ...record }),
        versionOf: ({ version }) => String(version),
        conflict: () => conflict,
      },
      async ({ version }, ifMatch) => {
        expect(ifMatch).toBe(String(version))
        if (written.push(ifMatch) > changes) return
        record.version += 1
        throw upstreamError(upstream, failure)
      },
    )
  return { run, written, conflict }
}

test('a change is worked out anew from the newer record', async () => {
  const { run, written } = contested(2, null)
  await run()
  expect(written).toEqual(['1', '2', '3'])
})

test('but not without end', async () => {
  const { run, written } = contested(9, null)
  await expect(run()).rejects.toMatchObject({ failure: 'CONFLICT' })
  expect(written).toHaveLength(3)
})

test('nor for who named a version: theirs is the only one', async () => {
  const other = contested(0, '7')
  await expect(other.run()).rejects.toBe(other.conflict)
  expect(other.written).toEqual([])
  const late = contested(1, '1')
  await expect(late.run()).rejects.toMatchObject({ failure: 'CONFLICT' })
  expect(late.written).toEqual(['1'])
})

test('nor after another failure', async () => {
  const { run, written } = contested(1, null, 'TIMEOUT')
  await expect(run()).rejects.toMatchObject({ failure: 'TIMEOUT' })
  expect(written).toHaveLength(1)
})
