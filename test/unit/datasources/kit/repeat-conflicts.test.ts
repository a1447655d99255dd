import { upstreamError, type FailureClass } from '../../../../src/datasources/failures.ts'
import { repeatConflicts } from '../../../../src/datasources/kit/repeat-conflicts.ts'

const upstream = { system: 'CRS', vendor: 'Test' }
const conflict = (effect: 'NONE' | 'UNKNOWN' = 'NONE') => upstreamError(upstream, 'CONFLICT', { effect })
const call = { signal: new AbortController().signal, requestId: 'test' }
const atOnce = { random: () => 0 }

/** Fails with these, one after another, then succeeds. */
function failing(...errors: Error[]) {
  const task = { attempts: 0, run: () => Promise.resolve('done') }
  task.run = () => {
    const error = errors[task.attempts]
    task.attempts += 1
    return error ? Promise.reject(error) : Promise.resolve('done')
  }
  return task
}

test('a conflict that changed nothing is tried again from the beginning', async () => {
  const task = failing(conflict(), conflict())
  expect(await repeatConflicts(task.run, call, atOnce)).toBe('done')
  expect(task.attempts).toBe(3)
})

test('what may have been applied, and every other failure, is not repeated', async () => {
  const others: Error[] = [
    conflict('UNKNOWN'),
    ...(['VALIDATION', 'UNAVAILABLE', 'NOT_FOUND'] satisfies FailureClass[]).map((failure) =>
      upstreamError(upstream, failure, { effect: 'NONE' }),
    ),
    new Error('a defect'),
  ]
  for (const error of others) {
    const task = failing(error)
    await expect(repeatConflicts(task.run, call, atOnce)).rejects.toBe(error)
    expect(task.attempts).toBe(1)
  }
})

test('it ends with the last attempt', async () => {
  const task = failing(...Array.from({ length: 9 }, () => conflict()))
  await expect(repeatConflicts(task.run, call, { ...atOnce, attempts: 4 })).rejects.toThrow(/conflicts/)
  expect(task.attempts).toBe(4)
})

test('it does not begin to wait for what lies behind the end of the caller', async () => {
  const task = failing(conflict())
  const soon = { ...call, deadlineAt: performance.now() + 1_000 }
  await expect(
    repeatConflicts(task.run, soon, { random: () => 1, maxPauseMs: 60_000, attempts: 99 }),
  ).resolves.toBe('done')
  const late = { ...call, deadlineAt: performance.now() + 10 }
  const other = failing(conflict())
  await expect(repeatConflicts(other.run, late, { random: () => 1 })).rejects.toThrow(/conflicts/)
  expect(other.attempts).toBe(1)
})

test('who goes away while it waits is told of the conflict, for nothing was done', async () => {
  const task = failing(conflict())
  const leaving = new AbortController()
  const refused = expect(
    repeatConflicts(task.run, { ...call, signal: leaving.signal }, { random: () => 1, maxPauseMs: 60_000 }),
  ).rejects.toMatchObject({ code: 'CONFLICT', effect: 'NONE' })
  setImmediate(() => leaving.abort())
  await refused
  expect(task.attempts).toBe(1)
})
