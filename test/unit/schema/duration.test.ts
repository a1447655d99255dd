import fc from 'fast-check'
import { formatDuration, parseDurationMs } from '../../../src/schema/duration.ts'

test.each([
  ['0s', 0],
  ['250ms', 250],
  ['60s', 60_000],
  ['5m', 300_000],
  ['1h', 3_600_000],
  ['1d', 86_400_000],
])('%s is %d ms', (text, durationMs) => {
  expect(parseDurationMs(text)).toBe(durationMs)
})

test.each(['', '60', 's', '-5m', '1.5h', '5 m', '5M', '1h30m', '1w', '9999999999s'])(
  '"%s" is no duration',
  (text) => {
    expect(parseDurationMs(text)).toBeNull()
  },
)

test('a duration reads back as it was written', () => {
  fc.assert(
    fc.property(fc.nat({ max: 999_999_999 }), (durationMs) => {
      expect(parseDurationMs(formatDuration(durationMs))).toBe(durationMs)
    }),
  )
})

test.each([
  [0, '0s'],
  [60_000, '1m'],
  [90_000, '90s'],
  [1_500, '1500ms'],
  [172_800_000, '2d'],
])('%d ms is written in its largest whole unit', (durationMs, text) => {
  expect(formatDuration(durationMs)).toBe(text)
})
