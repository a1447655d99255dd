import { readSpecials, writeSpecials } from '../../../../src/datasources/opera/specials.ts'

const meanings = { LATE: 'Late arrival, after 22:00', QUIET: 'Quiet room, please' }

test('what was read is written as the same codes', () => {
  const read = readSpecials('LATE,QUIET', meanings)
  expect(read).toBe('Late arrival, after 22:00; Quiet room, please')
  expect(writeSpecials(read, meanings)).toEqual(['LATE', 'QUIET'])
})

test('codes and words in any case are understood, once each; nothing is none', () => {
  expect(writeSpecials('quiet; Quiet room, please', meanings)).toEqual(['QUIET'])
  expect([writeSpecials(null, meanings), writeSpecials(' ; ', meanings)]).toEqual([[], []])
})

test('what no code stands for is refused with what there is', () => {
  expect(() => writeSpecials('A view', meanings)).toThrow('Quiet room, please')
  expect(() => writeSpecials('A view', {})).toThrow('not configured')
})
