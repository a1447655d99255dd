import { availableParallelism } from 'node:os'
import { readWorkers } from '../../../src/cli/read-workers.ts'

test.each<[string | undefined, string | undefined, number]>([
  [undefined, undefined, 1],
  [undefined, '', 1],
  [undefined, '4', 4],
  ['2', '4', 2],
  ['auto', undefined, availableParallelism()],
])('--workers %p with WORKERS=%p is %p', (option, variable, count) => {
  expect(readWorkers(option, variable)).toBe(count)
})

test.each(['0', '-1', '1.5', 'all', '257', '1e2'])('--workers %p is refused', (option) => {
  expect(() => readWorkers(option, undefined)).toThrow(/^--workers has to be auto or a number from 1 to 256/)
})

test('a wrong WORKERS is named', () => {
  expect(() => readWorkers(undefined, 'x')).toThrow(/^WORKERS has to be .*, not "x"\.$/)
})
