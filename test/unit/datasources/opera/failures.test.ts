import { classifyFailure } from '../../../../src/datasources/failures.ts'
import { bookingMapping } from '../../../../src/datasources/opera/booking-mapping.ts'
import { customerMapping } from '../../../../src/datasources/opera/customer-mapping.ts'
import {
  operaFailures,
  tokenFailures as operaTokenFailures,
} from '../../../../src/datasources/opera/failures.ts'
import { createHotels } from '../../../../src/datasources/opera/hotels.ts'
import { tokenFailures } from '../../../../src/datasources/transport/client-credentials.ts'

const hotels = createHotels([{ code: 'HWBER', timeZone: 'Europe/Berlin' }])
const rules = operaFailures([
  customerMapping({ phoneRegion: 'DE' }),
  bookingMapping({ hotels, specials: {}, warn: () => {} }),
])
const classify = (status: number, body?: unknown, table = rules) =>
  classifyFailure(table, { status, headers: {}, body, network: null })

/** The vendor's exceptionDetailType. */
const problem = (status: number, code: string, rest: object = {}) => ({
  type: 'http://www.w3.org/Protocols/rfc2616/rfc2616-sec10.html#sec10.4.1',
  title: 'What people read.',
  status,
  'o:errorCode': code,
  'o:errorDetails': [],
  ...rest,
})
const unsupported = 'This API is not supported for the current database version.'

test.each([
  ['no such profile', 404, problem(404, 'OPERAWS-CRM00073'), 'NOT_FOUND'],
  ['no such profile, as a bad request', 400, problem(400, 'OPERAWS-CRM00073'), 'NOT_FOUND'],
  ['no such record', 404, problem(404, 'OPERAWS-RSV00001'), 'NOT_FOUND'],
  ['a path that it does not have', 404, undefined, 'BAD_RESPONSE'],
  ['a token that ended, without a body', 401, undefined, 'EXPIRED'],
  ['a token that is suspect, without a body', 403, undefined, 'EXPIRED'],
  ['a hotel that is not for the account', 403, problem(403, 'OPERAWS-GEN01244'), 'FORBIDDEN'],
  ['a property that this version lacks', 400, problem(400, 'OPERAWS-GEN01242'), 'SCHEMA_DRIFT'],
  [
    'a call that this version lacks',
    400,
    problem(400, 'OPERAWS-GEN0', { detail: unsupported }),
    'SCHEMA_DRIFT',
  ],
  ['a call that this version lacks, by title', 400, { type: 'x', title: unsupported }, 'SCHEMA_DRIFT'],
  ['a header that the gateway forgot', 400, problem(400, 'OPERAWS-GEN01245'), 'BAD_RESPONSE'],
  ['a method that it does not take', 405, undefined, 'BAD_RESPONSE'],
  ['a reply that it cannot write', 406, undefined, 'BAD_RESPONSE'],
  ['too large a body', 413, undefined, 'BAD_RESPONSE'],
  ['too long an address', 414, undefined, 'BAD_RESPONSE'],
  ['a media type that it does not take', 415, undefined, 'BAD_RESPONSE'],
  ['a value that it refuses', 400, problem(400, 'OPERAWS-GEN01346'), 'VALIDATION'],
  ['a conflict', 409, problem(409, 'OPERAWS-RSV00002'), 'CONFLICT'],
  ['a fault of its own', 500, problem(500, 'OPERAWS-GEN00001'), 'UNAVAILABLE'],
  ['a bad gateway', 502, undefined, 'UNAVAILABLE'],
  ['no service', 503, undefined, 'UNAVAILABLE'],
])('%s: %d %j is %s', (_, status, body, expected) => {
  expect(classify(status, body)?.failure).toBe(expected)
})

test('over its limit of calls a second, it takes them again a second later', () => {
  expect(classify(429)).toEqual({ failure: 'RATE_LIMITED', effect: 'NONE', field: null, retryAfter: 1 })
})

const detail = (path: string) => ({ 'o:errorDetails': [{ type: 'x', title: 'y', 'o:errorPath': path }] })

test.each([
  ['a path with positions', { 'o:errorPath': 'reservations.reservation[0].roomStay.adultCount' }, 'adults'],
  ['a pointer in a detail', detail('/reservations/reservation/0/roomStay/arrivalDate'), 'arrival'],
  ['a path of a profile', { 'o:errorPath': '$.profileDetails.profile.customer.vipStatus' }, 'vipLevel'],
  ['a path that is not mapped', detail('reservations.reservation[0].cashiering'), null],
  ['an empty path', { 'o:errorPath': '' }, null],
])('the field is found by the end of %s', (_, rest, field) => {
  expect(classify(400, problem(400, 'OPERAWS-GEN01278', rest))).toMatchObject({
    failure: 'VALIDATION',
    field,
  })
})

test.each([
  ['no form', 400, { error: 'invalid_request' }, 'AUTH'],
  ['a wrong client', 401, { error: 'invalid_client' }, 'AUTH'],
  ['a wrong password', 402, { error: 'invalid_grant', error_description: '[Wrong Password]' }, 'AUTH'],
  ['an operation that is not allowed', 403, undefined, 'AUTH'],
  ['no such enterprise', 404, undefined, 'AUTH'],
  ['too many calls', 429, undefined, 'RATE_LIMITED'],
  ['no service', 503, undefined, 'UNAVAILABLE'],
])('the token endpoint, %s: %d %j is %s', (_, status, body, expected) => {
  expect(classify(status, body, [...operaTokenFailures, ...tokenFailures, ...rules])?.failure).toBe(expected)
})
