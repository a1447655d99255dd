import { upstreamError, type Effect, type FailureClass } from '../../../src/datasources/failures.ts'
import { createTurns } from '../../../src/datasources/in-turn.ts'

const call = (signal = new AbortController().signal) => ({ signal, requestId: 'test' })

const failure = (kind: FailureClass, _cause?: unknown, details?: { effect?: Effect }) =>
  upstreamError({ system: 'CRS', vendor: 'Test' }, kind, details)

/** A task that ends when it is told, and notes that it began and ended. */
function controlled(name: string, seen: string[]) {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const task = async () => {
    seen.push(`${name} begins`)
    return promise.finally(() => seen.push(`${name} ends`))
  }
  return { task, end: () => resolve(name), fail: () => reject(new Error(name)) }
}

const settle = () => new Promise((resolve) => setImmediate(resolve))

test('tasks of one key run one after another, those of another key beside them', async () => {
  const [inTurn, seen] = [createTurns(failure), [] as string[]]
  const [first, second, other] = ['first', 'second', 'other'].map((name) => controlled(name, seen)) as [
    ReturnType<typeof controlled>,
    ReturnType<typeof controlled>,
    ReturnType<typeof controlled>,
  ]
  const all = [
    inTurn('a', first.task, call()),
    inTurn('a', second.task, call()),
    inTurn('b', other.task, call()),
  ]
  await settle()
  expect(seen).toEqual(['first begins', 'other begins'])
  second.end()
  other.end()
  first.end()
  expect(await Promise.all(all)).toEqual(['first', 'second', 'other'])
  expect(seen.filter((line) => !line.startsWith('other'))).toEqual([
    'first begins',
    'first ends',
    'second begins',
    'second ends',
  ])
})

test('a task that fails ends its turn', async () => {
  const [inTurn, seen] = [createTurns(failure), [] as string[]]
  const failing = controlled('failing', seen)
  const failed = expect(inTurn('a', failing.task, call())).rejects.toThrow('failing')
  const next = inTurn('a', () => Promise.resolve('next'), call())
  failing.fail()
  await failed
  expect(await next).toBe('next')
})

test('who no longer waits is passed over, and those behind keep their order', async () => {
  const [inTurn, seen] = [createTurns(failure), [] as string[]]
  const first = controlled('first', seen)
  const leaving = new AbortController()
  const held = inTurn('a', first.task, call())
  const left = inTurn('a', controlled('left', seen).task, call(leaving.signal))
  const last = inTurn('a', () => Promise.resolve(seen.push('last')), call())
  leaving.abort(new Error('gone'))
  await expect(left).rejects.toMatchObject({ code: 'UPSTREAM_TIMEOUT', effect: 'NONE' })
  await settle()
  expect(seen).toEqual(['first begins'])
  first.end()
  await Promise.all([held, last])
  expect(seen).toEqual(['first begins', 'first ends', 'last'])
})
