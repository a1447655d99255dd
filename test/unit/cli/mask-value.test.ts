import { maskValue, showValue } from '../../../src/cli/mask-value.ts'

test.each([
  ['anna.o’brien+7@example.com', '"aaaa.a·aaaaa+9@aaaaaaa.aaa" (26)'],
  ['2026-11-22T09:30:00.000Z', '"9999-99-99A99:99:99.999A" (24)'],
  ['+49 (0)30 123', '"+99 (9)99 999" (13)'],
  ['Ångström Łódź 北京', '"Aaaaaaaa Aaaa aa" (16)'],
  ['x'.repeat(40), `"${'a'.repeat(32)}…" (40)`],
  ['', '""'],
  [-12.5, 'number -99.9'],
  [true, 'boolean'],
  [null, 'null'],
  [undefined, 'not sent'],
  [['Anna', 7], '["aaaa","9"]'.replace('aaaa', 'Aaaa')],
  [{ amount: '12.50', open: false }, '{"amount":"99.99","open":"boolean"}'],
])('%j is shown as its form alone', (value, masked) => {
  expect(maskValue(value)).toBe(masked)
})

test('a long tree is cut', () => {
  expect(maskValue(Array.from({ length: 100 }, () => 'abc')).length).toBeLessThan(70)
})

test('values that were asked for are shown as they are, on one line', () => {
  expect(showValue('a\nb')).toBe('"a\\nb"')
  expect(showValue({ amount: '12.50' })).toBe('{"amount":"12.50"}')
  expect(showValue(undefined)).toBe('not sent')
})
