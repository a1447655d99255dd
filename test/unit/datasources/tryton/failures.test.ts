import { classifyReply } from '../../../../src/datasources/failures.ts'
import { trytonFailures } from '../../../../src/datasources/tryton/failures.ts'

const classify = (body: unknown, status = 200, contentType = 'application/json') =>
  classifyReply(trytonFailures, { status, headers: { 'content-type': contentType }, body: '' }, body)
    ?.failure ?? null

/** As a Tryton 6.0 server sent them, all with HTTP 200. */
test.each([
  ['CONFLICT', ['ConcurrencyException', 'Records were modified in the meanwhile']],
  ['AUTH', ['LoginException', ['password', 'Password for gateway', 'password']]],
  ['FORBIDDEN', ['UserError', ['You are not allowed to access "Sale".', '', null]]],
  ['VALIDATION', ['UserError', ['The code on party must be unique.', '', null]]],
  ['VALIDATION', ['UserWarning', ['sale_1', 'Really?', '']]],
  ['SCHEMA_DRIFT', ["'nope'", '']],
  ['UNAVAILABLE', ['Missing context argument', '']],
  ['UNAVAILABLE', []],
])('%s is error %j', (expected, error) => {
  expect(classify({ id: 1, error })).toBe(expected)
})

test.each([
  ['AUTH', 401, 'text/plain'],
  ['SCHEMA_DRIFT', 403, 'text/html'],
  ['SCHEMA_DRIFT', 404, 'text/html'],
  ['RATE_LIMITED', 429, 'text/html'],
  ['UNAVAILABLE', 500, 'text/html'],
  ['UNAVAILABLE', 502, 'text/html'],
  ['BAD_RESPONSE', 200, 'text/html'],
])('%s is HTTP %d with a page that is no JSON', (expected, status, contentType) => {
  expect(classify(undefined, status, contentType)).toBe(expected)
})

test.each([[{}], [null], [[]], ['text'], [{ id: 1 }]])(
  'BAD_RESPONSE is JSON that is no answer: %j',
  (body) => {
    expect(classify(body)).toBe('BAD_RESPONSE')
  },
)

test.each([[{ id: 1, result: [] }], [{ id: 1, result: null }], [{ result: 0 }]])(
  'a result is a success: %j',
  (body) => {
    expect(classify(body)).toBeNull()
  },
)
