import {
  classifyFailure,
  mayHaveApplied,
  RefusedHereError,
  upstreamError,
  type FailureRule,
} from '../../../src/datasources/failures.ts'
import { postgresFailures, describeFailure } from '../../../src/datasources/postgres/failures.ts'
import { describeNetworkError } from '../../../src/datasources/transport/network-error.ts'
import { GatewayError } from '../../../src/errors/gateway-error.ts'

const upstream = { system: 'CRM', vendor: 'Invented 1.0' }
const reply = (status: number, rules: readonly FailureRule[] = []) =>
  classifyFailure(rules, { status, headers: {}, body: undefined, network: null })?.effect

test.each([400, 401, 403, 404, 405, 409, 410, 412, 413, 415, 421, 422, 423, 425, 429, 499])(
  '%d says that nothing was changed',
  (status) => expect(reply(status)).toBe('NONE'),
)

test.each([206, 301, 304, 408, 500, 501, 502, 503, 504, 599, 600])(
  '%d leaves open whether something was changed',
  (status) => expect(reply(status)).toBe('UNKNOWN'),
)

test('a rule of the vendor may know better', () => {
  expect(reply(500, [{ when: { status: 500 }, then: 'VALIDATION', effect: 'NONE' }])).toBe('NONE')
  expect(reply(409, [{ when: { status: 409 }, then: 'CONFLICT', effect: 'UNKNOWN' }])).toBe('UNKNOWN')
})

const thrown = (code: string, more: object = {}) => Object.assign(new Error('x'), { code, ...more })
const failedToConnect = (code: string) => thrown(code, { syscall: 'connect' })

test.each([
  ['nobody listens', failedToConnect('ECONNREFUSED')],
  ['no route to the host', failedToConnect('EHOSTUNREACH')],
  ['no route to the network', failedToConnect('ENETUNREACH')],
  ['no connection in time, by the system', failedToConnect('ETIMEDOUT')],
  ['no connection in time, by the client', thrown('UND_ERR_CONNECT_TIMEOUT')],
  ['no such name', thrown('ENOTFOUND', { syscall: 'getaddrinfo' })],
  ['no answer about the name', thrown('EAI_AGAIN', { syscall: 'getaddrinfo' })],
  ['a certificate that has expired', thrown('CERT_HAS_EXPIRED')],
  ['a certificate of another host', thrown('ERR_TLS_CERT_ALTNAME_INVALID')],
  ['a certificate that nobody vouches for', thrown('UNABLE_TO_VERIFY_LEAF_SIGNATURE')],
  ['a certificate of its own', thrown('DEPTH_ZERO_SELF_SIGNED_CERT')],
  ['no TLS at all', thrown('ERR_SSL_WRONG_VERSION_NUMBER')],
  ['a handshake that was refused', thrown('ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE')],
  ['none of its addresses', thrownTogether(failedToConnect('ECONNREFUSED'), failedToConnect('ENETUNREACH'))],
  ['the same, wrapped', new Error('fetch failed', { cause: failedToConnect('ECONNREFUSED') })],
])('%s: nothing was sent', (_, error) => {
  expect(describeNetworkError(error).isUnsent).toBe(true)
})

test.each([
  ['a connection that was reset', thrown('ECONNRESET', { syscall: 'read' })],
  ['a connection that broke while it was written to', thrown('EPIPE', { syscall: 'write' })],
  ['a connection whose host went away', thrown('EHOSTUNREACH', { syscall: 'read' })],
  ['a connection that fell silent', thrown('ETIMEDOUT', { syscall: 'read' })],
  ['the other side closed', thrown('UND_ERR_SOCKET')],
  ['no headers in time', thrown('UND_ERR_HEADERS_TIMEOUT')],
  ['no end of the body in time', thrown('UND_ERR_BODY_TIMEOUT')],
  ['a reply that is no HTTP', thrown('HPE_INVALID_CONSTANT')],
  ['a TLS record that is none', thrown('ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC')],
  ['the time-out of the call', new DOMException('x', 'TimeoutError')],
  ['one address of two was reset', thrownTogether(failedToConnect('ECONNREFUSED'), thrown('ECONNRESET'))],
  ['what nobody knows', new Error('x')],
  ['no error at all', 'x'],
])('%s: something may have been sent', (_, error) => {
  expect(describeNetworkError(error).isUnsent).toBe(false)
})

function thrownTogether(...errors: Error[]): AggregateError {
  return Object.assign(new AggregateError(errors), { code: 'ECONNREFUSED' })
}

test('what was not sent has no effect, whatever it is called', () => {
  const unanswered = { status: null, headers: {}, body: undefined, network: 'ECONNREFUSED' }
  expect(classifyFailure([], { ...unanswered, isUnsent: true })?.effect).toBe('NONE')
  expect(classifyFailure([], unanswered)?.effect).toBe('UNKNOWN')
})

test.each([
  ...['23505', '23514', '23502', '22003', '42501', '42P01', '57014', '40001', '40P01', '53300', '28P01'].map(
    (code) => [code, 'NONE'] as const,
  ),
  ...['08006', '08007', '40003', '57P01', '58030', 'XX000', 'ECONNRESET'].map(
    (code) => [code, 'UNKNOWN'] as const,
  ),
])('PostgreSQL failing with %s: the effect is %s', (code, effect) => {
  expect(classifyFailure(postgresFailures([]), describeFailure(thrown(code)).evidence)?.effect).toBe(effect)
})

test('a connection that PostgreSQL did not give in time carried nothing', () => {
  const { evidence } = describeFailure(new Error('timeout exceeded when trying to connect'))
  expect(classifyFailure(postgresFailures([]), evidence)).toMatchObject({
    failure: 'TIMEOUT',
    effect: 'NONE',
  })
})

test('a call that the gateway did not make has no effect, even where its kind of failure leaves it open', () => {
  expect(mayHaveApplied(new RefusedHereError(upstream, 'UNAVAILABLE'))).toBe(false)
  expect(mayHaveApplied(upstreamError(upstream, 'UNAVAILABLE'))).toBe(true)
})

test('an error says by its status what it leaves open, unless it is told', () => {
  expect(mayHaveApplied(upstreamError(upstream, 'VALIDATION', { status: 400 }))).toBe(false)
  expect(mayHaveApplied(upstreamError(upstream, 'TIMEOUT', { status: 408 }))).toBe(true)
  expect(mayHaveApplied(upstreamError(upstream, 'BAD_RESPONSE', { status: 200 }))).toBe(true)
  expect(mayHaveApplied(upstreamError(upstream, 'CONFLICT', { effect: 'NONE' }))).toBe(false)
})

test.each([
  'BAD_USER_INPUT',
  'FORBIDDEN',
  'UNAUTHENTICATED',
  'NOT_FOUND',
  'CONFLICT',
  'IDEMPOTENCY_MISMATCH',
] as const)('%s of the gateway itself was thrown before any call', (code) =>
  expect(mayHaveApplied(new GatewayError(code, 'x'))).toBe(false),
)

test('whatever else is thrown may have come after the change', () => {
  for (const error of [
    new GatewayError('INTERNAL', 'x'),
    new GatewayError('STORE_UNAVAILABLE', 'x'),
    new GatewayError('UPSTREAM_UNAVAILABLE', 'x'),
    new TypeError('x'),
    'x',
    undefined,
  ])
    expect(mayHaveApplied(error)).toBe(true)
})
