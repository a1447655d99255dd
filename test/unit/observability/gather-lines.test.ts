import { setImmediate as nextTurn } from 'node:timers/promises'
import { gatherLines } from '../../../src/observability/gather-lines.ts'

function gather() {
  const written: string[] = []
  return { written, lines: gatherLines({ write: (text) => written.push(text) }) }
}

test('the lines of one turn are written together, in order', async () => {
  const { written, lines } = gather()
  lines.write('one\n')
  lines.write('two\n')
  expect(written).toEqual([])
  await nextTurn()
  lines.write('three\n')
  await nextTurn()
  expect(written).toEqual(['one\ntwo\n', 'three\n'])
})

test('many lines do not wait for the end of the turn', () => {
  const { written, lines } = gather()
  for (let n = 0; n < 2_000; n++) lines.write(`${'x'.repeat(99)}\n`)
  expect(written.join('').length).toBeGreaterThan(130_000)
})

test('what is left is written when the process exits', () => {
  const { written, lines } = gather()
  lines.write('last words\n')
  process.listeners('exit').at(-1)?.call(process, 0)
  expect(written).toEqual(['last words\n'])
})
