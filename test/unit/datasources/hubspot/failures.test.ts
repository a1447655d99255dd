import { classifyReply } from '../../../../src/datasources/failures.ts'
import { batchFailure, hubspotFailures } from '../../../../src/datasources/hubspot/failures.ts'
import { customerMapping, customPropertyDefaults } from '../../../../src/datasources/hubspot/mapping.ts'

const mapping = customerMapping({ lifecycleStages: {}, properties: customPropertyDefaults, warn: () => {} })
const rules = hubspotFailures(mapping)
const classify = (status: number, body: unknown) =>
  classifyReply(rules, { status, headers: { 'content-type': 'application/json' }, body: '' }, body)

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
  expect(classify(400, body)).toEqual({ failure: 'VALIDATION', field })
})

test('the property is also found in a message that holds JSON', () => {
  const message = 'Property values were not valid: [{"isValid":false,"error":"INVALID_EMAIL","name":"email"}]'
  expect(classify(400, reply('VALIDATION_ERROR', message))).toEqual({ failure: 'VALIDATION', field: 'email' })
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
  expect(classify(400, body)).toEqual({ failure: 'SCHEMA_DRIFT', field: 'campaign' })
})

test('an e-mail that another contact has is a conflict about the e-mail', () => {
  const body = reply('CONFLICT', 'Contact already exists. Existing ID: 40999')
  expect(classify(409, body)).toEqual({ failure: 'CONFLICT', field: 'email' })
  expect(classify(409, reply('CONFLICT', 'something else'))).toEqual({ failure: 'CONFLICT', field: null })
})

test.each([
  reply(undefined, 'You have reached your daily limit.', { errorType: 'RATE_LIMIT', policyName: 'DAILY' }),
  reply(undefined, 'limit', { errorType: 'RATE_LIMIT', policyName: 'TEN_SECONDLY_ROLLING' }),
  reply('RATE_LIMITS', 'You have reached your secondly limit.'),
  null,
])('429 is RATE_LIMITED, whatever the policy', (body) => {
  expect(classify(429, body)?.failure).toBe('RATE_LIMITED')
})

test.each([
  [401, reply('INVALID_AUTHENTICATION', 'credentials not found'), 'AUTH'],
  [401, reply('EXPIRED_AUTHENTICATION', 'expired'), 'AUTH'],
  [403, reply('MISSING_SCOPES', 'not all required scopes'), 'FORBIDDEN'],
  [404, reply('OBJECT_NOT_FOUND', 'resource not found'), 'NOT_FOUND'],
  [404, undefined, 'BAD_RESPONSE'],
  [423, undefined, 'UNAVAILABLE'],
  [477, undefined, 'UNAVAILABLE'],
  [500, reply('INTERNAL_ERROR', 'internal error'), 'UNAVAILABLE'],
  [502, undefined, 'UNAVAILABLE'],
  [504, undefined, 'TIMEOUT'],
  [524, undefined, 'TIMEOUT'],
])('%i is classified by status and category', (status, body, failure) => {
  expect(classify(status, body)?.failure).toBe(failure)
})

test.each([200, 201, 204, 207])('%i is a success', (status) => {
  expect(classify(status, { results: [] })).toBeNull()
})

test.each([
  ['OBJECT_NOT_FOUND', null],
  ['VALIDATION_ERROR', 'VALIDATION'],
  ['RATE_LIMITS', 'RATE_LIMITED'],
  ['MISSING_SCOPES', 'FORBIDDEN'],
  ['NEVER_HEARD_OF', 'UNAVAILABLE'],
  [null, 'UNAVAILABLE'],
] as const)('within a batch, category %s means %s', (category, failure) => {
  expect(batchFailure(category)).toBe(failure)
})
