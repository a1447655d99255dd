import { classifyFailure } from '../../../../src/datasources/failures.ts'
import { loginFailures, trytonFailures } from '../../../../src/datasources/tryton/failures.ts'
import { customerMapping, orderMapping } from '../../../../src/datasources/tryton/mapping.ts'

const options = { currency: 'EUR', phoneRegion: undefined, warn: () => {} }
const rules = trytonFailures([customerMapping(options), orderMapping(options)])
const classify = (body: unknown, status = 200, contentType = 'application/json', table = rules) =>
  classifyFailure(table, { status, headers: { 'content-type': contentType }, body, network: null })

const userError = (text: string) => ['UserError', [text, '', null]]

/** As a Tryton 6.0 server sent them, all with HTTP 200. */
test.each([
  ['CONFLICT', ['ConcurrencyException', 'Records were modified in the meanwhile']],
  ['AUTH', ['LoginException', ['password', 'Password for gateway', 'password']]],
  ['FORBIDDEN', userError('You are not allowed to access "Sale".')],
  ['NOT_FOUND', userError('You are trying to read records "99999" of "Party" that don\'t exist anymore.')],
  ['CONFLICT', userError('The code on party must be unique.')],
  [
    'CONFLICT',
    userError('The records could not be deleted because they are used by field "Party" of "Sale".'),
  ],
  ['VALIDATION', userError('A value is required for field "Party" in "Address".')],
  ['VALIDATION', userError('Das Feld "Partei" ist erforderlich.')],
  ['VALIDATION', ['UserWarning', ['sale_1', 'Really?', '']]],
  ['SCHEMA_DRIFT', ["'nope'", '']],
  ['BAD_RESPONSE', ['Missing context argument', '']],
  ['UNAVAILABLE', ['could not serialize access', '']],
  ['UNAVAILABLE', []],
])('%s is error %j', (expected, error) => {
  expect(classify({ id: 1, error })?.failure).toBe(expected)
})

test.each([
  ['A value is required for field "Reference" in "Sale".', 'externalReference'],
  ['A value is required for field "Sale Date" in "Sale".', 'orderDate'],
  ['A value is required for field "Party" in "Sale".', 'customer'],
  ['A value is required for field "Code" in "Party".', 'customerNumber'],
  ['A value is required for field "Code" in "Account".', null],
  [
    'The number of digits in the value "5.5" for field "Quantity" in "Sale Line" exceeds the limit of "0".',
    'lines',
  ],
  ['A value is required for field "Street" in "Address".', 'address'],
  ['A value is required for field "Code" in "Party Identifier".', 'taxId'],
  ['A value is required for field "Warehouse" in "Sale".', null],
])('a field is certain by its label and the model beside it: %s', (text, field) => {
  expect(classify({ id: 1, error: userError(text) })).toMatchObject({ failure: 'VALIDATION', field })
})

test.each([
  ['EXPIRED', 401, 'text/plain'],
  ['SCHEMA_DRIFT', 403, 'text/html'],
  ['SCHEMA_DRIFT', 404, 'text/html'],
  ['RATE_LIMITED', 429, 'text/html'],
  ['UNAVAILABLE', 500, 'text/html'],
  ['UNAVAILABLE', 502, 'text/html'],
  ['BAD_RESPONSE', 200, 'text/html'],
])('%s is HTTP %d with a page that is no JSON', (expected, status, contentType) => {
  expect(classify(undefined, status, contentType)?.failure).toBe(expected)
})

test.each([
  ['a wrong password', 401, 'AUTH'],
  ['an account that is locked out', 429, 'RATE_LIMITED'],
  ['a server that is away', 502, 'UNAVAILABLE'],
])('at the log-in, %s: %d is %s', (_, status, expected) => {
  expect(classify(undefined, status, 'text/html', [...loginFailures, ...rules])?.failure).toBe(expected)
})

test.each([[{}], [null], [[]], ['text'], [{ id: 1 }]])(
  'BAD_RESPONSE is JSON that is no answer: %j',
  (body) => {
    expect(classify(body)?.failure).toBe('BAD_RESPONSE')
  },
)

test.each([[{ id: 1, result: [] }], [{ id: 1, result: null }], [{ result: 0 }]])(
  'a result is a success: %j',
  (body) => {
    expect(classify(body)).toBeNull()
  },
)

test('an error that Tryton says has changed nothing; an answer that is none may have', () => {
  for (const error of [userError('No.'), ['ConcurrencyException', 'x'], ['could not serialize access', '']])
    expect(classify({ id: 1, error })?.effect).toBe('NONE')
  expect(classify(undefined, 502, 'text/html')?.effect).toBe('UNKNOWN')
  expect(classify({ id: 1 })?.effect).toBe('UNKNOWN')
})
