import { createBatchLoader } from '../../../src/reads/batch-loader.ts'

interface Value {
  of: string
}

/** A system whose batches are answered when the test says so. */
function openSystem(max: number) {
  const asked: { keys: readonly string[]; answer: () => void }[] = []
  const load = createBatchLoader<Value>(max, (keys) => {
    const { promise, resolve } = Promise.withResolvers<readonly Value[]>()
    asked.push({ keys, answer: () => resolve(keys.map((of) => ({ of }))) })
    return promise
  })
  return { asked, load }
}

const turn = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)))

test('all calls of a turn go out together, each key once, in batches of the size that the vendor declares', async () => {
  const { asked, load } = openSystem(2)
  const [first, second] = [load(['a', 'b']), load(['b', 'c', 'a'])]
  await turn()
  expect(asked.map(({ keys }) => keys)).toEqual([['a', 'b'], ['c']])
  for (const { answer } of asked) answer()
  expect(await first).toEqual([{ of: 'a' }, { of: 'b' }])
  expect(await second).toEqual([{ of: 'b' }, { of: 'c' }, { of: 'a' }])
})

test('what is under way or was answered is not asked for again, and is the same value', async () => {
  const { asked, load } = openSystem(10)
  const first = load(['a'])
  await turn()
  const second = load(['a', 'b'])
  await turn()
  for (const { answer } of asked) answer()
  const [value] = await first
  expect((await second)[0]).toBe(value)
  expect((await load(['b', 'a']))[1]).toBe(value)
  expect(asked.map(({ keys }) => keys)).toEqual([['a'], ['b']])
})

test('a call waits for no batch but those with keys of its own', async () => {
  const { asked, load } = openSystem(1)
  const slow = load(['slow'])
  const quick = load(['quick'])
  await turn()
  asked[1]!.answer()
  expect(await quick).toEqual([{ of: 'quick' }])
  asked[0]!.answer()
  expect(await slow).toEqual([{ of: 'slow' }])
})
