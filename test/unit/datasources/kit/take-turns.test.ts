import { createTurns } from '../../../../src/datasources/kit/take-turns.ts'

test('work with a key in common is done in the order in which it came; other work is not kept waiting', async () => {
  const takeTurns = createTurns()
  const log: string[] = []
  const gate = Promise.withResolvers<null>()
  const work = (name: string, keys: string[], until: Promise<unknown> = Promise.resolve()) =>
    takeTurns(keys, async () => {
      log.push(`${name} begins`)
      await until
      log.push(`${name} ends`)
    })
  const all = [work('a', ['x', 'y'], gate.promise), work('b', ['y']), work('c', ['x', 'z']), work('d', ['z'])]
  await work('free', ['w'])
  expect(log).toEqual(['a begins', 'free begins', 'free ends'])
  gate.resolve(null)
  await Promise.all(all)
  expect(log.indexOf('b begins')).toBeGreaterThan(log.indexOf('a ends'))
  expect(log.indexOf('c begins')).toBeGreaterThan(log.indexOf('a ends'))
  expect(log.indexOf('d begins')).toBeGreaterThan(log.indexOf('c ends'))
})

test('work that fails lets the next one have its turn', async () => {
  const takeTurns = createTurns()
  const failing = takeTurns(['x'], () => Promise.reject(new Error('no')))
  const next = takeTurns(['x'], () => Promise.resolve('done'))
  await expect(failing).rejects.toThrow('no')
  expect(await next).toBe('done')
})

test('who no longer waits is passed over, and those behind keep their order', async () => {
  const takeTurns = createTurns()
  const log: string[] = []
  const gate = Promise.withResolvers<null>()
  const leaving = new AbortController()
  const work = (name: string) => async () => void log.push(name)
  const held = takeTurns(['x'], () => gate.promise.then(work('first')))
  const left = takeTurns(['x'], work('left'), leaving.signal)
  const last = takeTurns(['x'], work('last'))
  leaving.abort(new Error('gone'))
  await expect(left).rejects.toThrow('gone')
  await new Promise((resolve) => setImmediate(resolve))
  expect(log).toEqual([])
  gate.resolve(null)
  await Promise.all([held, last])
  expect(log).toEqual(['first', 'last'])
})
