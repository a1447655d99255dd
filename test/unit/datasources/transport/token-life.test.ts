import { readTokenLife } from '../../../../src/datasources/transport/token-life.ts'

test.each([
  [3_600, 3_600_000],
  ['3600', 3_600_000],
  [1, 1_000],
])('%j is %d ms', (expiresIn, lifeMs) => {
  expect(readTokenLife(expiresIn)).toBe(lifeMs)
})

test.each([undefined, null, 0, -1, 0.001, NaN, '', '-5', 'soon', '0x10', true, [3_600], {}])(
  '%j says nothing: such a token serves until it is refused',
  (expiresIn) => expect(readTokenLife(expiresIn)).toBeNull(),
)

test.each([Infinity, 1e300, '9'.repeat(400)])('%j ends at a date that there is', (expiresIn) => {
  expect(new Date(Date.now() + readTokenLife(expiresIn)!).toISOString()).toMatch(/^\d{4}-/)
})
