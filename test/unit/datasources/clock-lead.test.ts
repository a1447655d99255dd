import { clockLeadMs } from '../../../src/datasources/clock-lead.ts'

const reading = (theirs: number, precisionMs = 1_000) =>
  clockLeadMs({ sentAt: 10_000, receivedAt: 12_000, theirs, precisionMs })

test.each([
  ['within the call', 11_000, 0],
  ['in the second of the sending, cut off', 9_001, 0],
  ['at the very receiving', 12_000, 0],
])('a clock that says a time %s may well be the same', (_when, theirs, lead) => {
  expect(reading(theirs)).toBe(lead)
})

test('a clock that is ahead is so by what passes the receiving', () => {
  expect(reading(72_000)).toBe(60_000)
})

test('a clock that is behind is so by what the sending passes, its own precision left out', () => {
  expect(reading(-50_000)).toBe(-59_000)
  expect(reading(-50_000, 1)).toBe(-59_999)
})
