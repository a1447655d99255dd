import { readRetryAfter } from '../../../../src/datasources/transport/retry-after.ts'

const now = Date.parse('2026-03-01T12:00:00Z')

test.each<[string | undefined, number | undefined]>([
  ['7', 7],
  ['0', 0],
  [' 7 ', 7],
  ['Sun, 01 Mar 2026 12:00:30 GMT', 30],
  ['Sunday, 01-Mar-26 12:00:30 GMT', 30],
  ['Sun Mar  1 12:00:30 2026', 30],
])('%j is %p s', (header, seconds) => {
  expect(readRetryAfter(header, now)).toBe(seconds)
})

test.each(['86400', '99999999999999999999999999', '9'.repeat(400), 'Fri, 01 Jan 2100 00:00:00 GMT'])(
  '%j keeps nobody away longer than two minutes',
  (header) => expect(readRetryAfter(header, now)).toBe(120),
)

test('a date that has passed is now', () => {
  expect(readRetryAfter('Sun, 01 Mar 2026 11:00:00 GMT', now)).toBe(0)
})

test.each([
  undefined,
  '',
  '-1',
  '1.5',
  '1e3',
  '0x10',
  'soon',
  '5 minutes',
  'NaN',
  'Infinity',
  '7, 9',
  '2026-03-01',
  'Sun, 99 Foo 2026 12:00:30 GMT',
])('%j says nothing', (header) => expect(readRetryAfter(header, now)).toBeUndefined())
