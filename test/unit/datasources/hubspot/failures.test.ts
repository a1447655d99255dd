import { classifyFailure } from '../../../../src/datasources/failures.ts'
import {
  batchFailure,
  hubspotFailures,
  hubspotRequestId,
} from '../../../../src/datasources/hubspot/failures.ts'
import { customerMapping, customPropertyDefaults } from '../../../../src/datasources/hubspot/mapping.ts'

const mapping = customerMapping({ lifecycleStages: {}, properties: customPropertyDefaults, warn: () => {} })
const rules = hubspotFailures(mapping)
const classify = (status: number, body: unknown) =>
  classifyFailure(rules, { status, headers: { 'content-type': 'application/json' }, body, network: null })

/** As HubSpot words an error; each member may be missing. */
const reply = (category: string | undefined, message: string, rest: object = {}) => ({
  status: 'error',
  message,
  correlationId: '6f1f2b6a-0000-4000-8000-000000000000',
  ...(category && { category }),
  ...rest,
})

test.each([
  ['errors[].in', { errors: [{ message: 'not valid', in: 'zip', code: 'INVALID' }] }, 'address'],
  [
    'the context',
    { errors: [{ message: 'no', context: { propertyName: ['email_consent'] } }] },
    'marketingConsent',
  ],
  ['no errors', {}, null],
  ['a property that is not mapped', { errors: [{ message: 'no', in: 'jobtitle' }] }, null],
])('a refused value is VALIDATION of the field that %s names', (_, rest, field) => {
  const body = reply('VALIDATION_ERROR', 'Property values were not valid', rest)
  expect(classify(400, body)).toEqual({ failure: 'VALIDATION', effect: 'NONE', field })
})

test('the property is also found in a message that holds JSON', () => {
  const message = 'Property values were not valid: [{"isValid":false,"error":"INVALID_EMAIL","name":"email"}]'
  expect(classify(400, reply('VALIDATION_ERROR', message))).toEqual({
    failure: 'VALIDATION',
    effect: 'NONE',
    field: 'email',
  })
})

test.each([
  reply('VALIDATION_ERROR', 'bad', {
    errors: [{ code: 'PROPERTY_DOESNT_EXIST', message: 'x', in: 'utm_source' }],
  }),
  reply('VALIDATION_ERROR', 'not valid: [{"error":"PROPERTY_DOESNT_EXIST","name":"utm_source"}]'),
  reply('VALIDATION_ERROR', 'bad', {
    errors: [{ message: 'Property "utm_source" does not exist', in: 'utm_source' }],
  }),
])('a property that the portal does not have is a drift of its schema', (body) => {
  expect(classify(400, body)).toEqual({ failure: 'SCHEMA_DRIFT', effect: 'NONE', field: 'campaign' })
})

test('an e-mail that another contact has is a conflict about the e-mail', () => {
  const body = reply('CONFLICT', 'Contact already exists. Existing ID: 40999')
  expect(classify(409, body)).toEqual({ failure: 'CONFLICT', effect: 'NONE', field: 'email' })
  expect(classify(409, reply('CONFLICT', 'something else'))).toEqual({
    failure: 'CONFLICT',
    effect: 'NONE',
    field: null,
  })
})

const limited = (message: string, policyName?: string) =>
  reply(undefined, message, { errorType: 'RATE_LIMIT', ...(policyName && { policyName }) })

test.each([
  ['ten seconds', limited('You have reached your ten_secondly_rolling limit.', 'TEN_SECONDLY_ROLLING'), 10],
  ['a second', limited('You have reached your secondly limit.', 'SECONDLY'), 1],
  ['a day', limited('You have reached your daily limit.', 'DAILY'), 120],
  ['a second, by its message alone', reply('RATE_LIMITS', 'You have reached your secondly limit.'), 1],
  ['nobody knows what', null, undefined],
])('429 over the limit of %s is RATE_LIMITED, for as long as the policy says', (_, body, retryAfter) => {
  expect(classify(429, body)).toEqual({ failure: 'RATE_LIMITED', effect: 'NONE', field: null, retryAfter })
})

test('a rate limit is one under any other status of the caller, too', () => {
  const body = limited('You have reached your daily limit.', 'DAILY')
  expect(classify(403, body)).toMatchObject({ failure: 'RATE_LIMITED', retryAfter: 120 })
})

test.each([
  ['a token that is unknown', 401, reply('INVALID_AUTHENTICATION', 'credentials not found'), 'AUTH'],
  ['a token that ended', 401, reply('EXPIRED_AUTHENTICATION', 'The token expired.'), 'EXPIRED'],
  ['a scope that is missing', 403, reply('MISSING_SCOPES', 'not all required scopes'), 'FORBIDDEN'],
  ['no such record', 404, reply('OBJECT_NOT_FOUND', 'resource not found'), 'NOT_FOUND'],
  ['no such path', 404, undefined, 'BAD_RESPONSE'],
  ['a method that it does not take', 405, undefined, 'BAD_RESPONSE'],
  ['too large a body', 413, undefined, 'BAD_RESPONSE'],
  ['a media type that it does not take', 415, undefined, 'BAD_RESPONSE'],
  ['a record that is locked', 423, undefined, 'UNAVAILABLE'],
  ['an account that is being moved', 477, undefined, 'UNAVAILABLE'],
  ['a fault of its own', 500, reply('INTERNAL_ERROR', 'internal error'), 'UNAVAILABLE'],
  ['a bad gateway', 502, undefined, 'UNAVAILABLE'],
  ['a slow server', 504, undefined, 'TIMEOUT'],
  ['a slow server, by its proxy', 524, undefined, 'TIMEOUT'],
  ['nothing new', 304, undefined, 'BAD_RESPONSE'],
])('%s: %d %j is %s', (_, status, body, failure) => {
  expect(classify(status, body)?.failure).toBe(failure)
})

test('the id of a call stands in the body', () => {
  expect(hubspotRequestId(reply('CONFLICT', 'x'))).toBe('6f1f2b6a-0000-4000-8000-000000000000')
  expect(hubspotRequestId({ correlationId: 7 })).toBeUndefined()
})

test.each([200, 201, 204, 207])('%i is a success', (status) => {
  expect(classify(status, { results: [] })).toBeNull()
})

test.each([
  ['OBJECT_NOT_FOUND', null],
  ['VALIDATION_ERROR', 'VALIDATION'],
  ['RATE_LIMITS', 'RATE_LIMITED'],
  ['MISSING_SCOPES', 'FORBIDDEN'],
  ['EXPIRED_AUTHENTICATION', 'EXPIRED'],
  ['NEVER_HEARD_OF', 'UNAVAILABLE'],
  [null, 'UNAVAILABLE'],
] as const)('within a batch, category %s means %s', (category, failure) => {
  expect(batchFailure(category)).toBe(failure)
})
