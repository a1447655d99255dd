import { GraphQLError, type GraphQLFormattedError } from 'graphql'
import { GatewayError } from '../../../src/errors/gateway-error.ts'
import { createErrorFormatter } from '../../../src/errors/to-graphql.ts'

function format(error: unknown, formatted: Partial<GraphQLFormattedError> = {}) {
  const kept: { error: unknown; errorId: string }[] = []
  const formatter = createErrorFormatter({
    requestId: () => 'r1',
    createErrorId: () => 'e1',
    onUnknown: (unknown, errorId) => kept.push({ error: unknown, errorId }),
  })
  const message = error instanceof Error ? error.message : ''
  return { shown: formatter({ message, ...formatted }, error), kept }
}

const located = (original: Error, extensions = {}) =>
  new GraphQLError(original.message, { path: ['customer', 'email'], originalError: original, extensions })

test('a GatewayError keeps its message, code and details', () => {
  const error = new GatewayError('UPSTREAM_TIMEOUT', 'CRM did not answer in 10 s.', {
    system: 'CRM',
    retryAfter: 5,
  })
  const { shown, kept } = format(located(error), { path: ['customer', 'email'] })
  expect(shown).toEqual({
    message: 'CRM did not answer in 10 s.',
    path: ['customer', 'email'],
    extensions: { code: 'UPSTREAM_TIMEOUT', system: 'CRM', retryable: true, retryAfter: 5, requestId: 'r1' },
  })
  expect(kept).toEqual([])
})

test('the cause of a GatewayError is never shown', () => {
  const error = new GatewayError(
    'UPSTREAM_BAD_RESPONSE',
    'CRM sent no JSON.',
    {},
    new Error('<html>secret</html>'),
  )
  expect(JSON.stringify(format(error).shown)).not.toContain('secret')
})

test('the paths of a failed record are listed, at most 100, the rest counted', () => {
  const paths = Array.from({ length: 130 }, (_, index) => ['customers', index])
  const { shown } = format(located(new GatewayError('UPSTREAM_UNAVAILABLE', 'CRM is down.'), { paths }))
  expect(shown.extensions?.paths).toHaveLength(100)
  expect(shown.extensions?.morePaths).toBe(30)
})

test.each<[what: string, error: unknown]>([
  ['a bug', located(new TypeError('Cannot read properties of undefined (reading password)'))],
  ['a library error wrapped twice', located(located(new Error('insert into link values (secret)')))],
  [
    'an error of a library that carries a code of its own',
    located(new GraphQLError('row: secret', { extensions: { code: 'BAD_USER_INPUT' } })),
  ],
  [
    'graphql-js about a value of ours',
    new GraphQLError('Enum "Status" cannot represent value: "secret"', { path: ['a'] }),
  ],
  ['something that is no Error', 'secret'],
])('%s is masked, with an id under which it is kept', (_what, error) => {
  const { shown, kept } = format(error)
  expect(shown.message).toBe('The gateway failed to answer this. Report it with error id e1.')
  expect(shown.extensions).toEqual({ code: 'INTERNAL', retryable: false, errorId: 'e1', requestId: 'r1' })
  expect(JSON.stringify(shown)).not.toContain('secret')
  expect(kept).toHaveLength(1)
})

test.each([
  ['GRAPHQL_PARSE_FAILED', 'GRAPHQL_PARSE_FAILED'],
  ['GRAPHQL_VALIDATION_FAILED', 'GRAPHQL_VALIDATION_FAILED'],
  ['BAD_USER_INPUT', 'BAD_USER_INPUT'],
  ['BAD_REQUEST', 'BAD_USER_INPUT'],
  ['OPERATION_RESOLUTION_FAILURE', 'BAD_USER_INPUT'],
  ['PERSISTED_QUERY_NOT_SUPPORTED', 'BAD_USER_INPUT'],
])('an error about the request with code %s is shown as %s', (given, code) => {
  const { shown } = format(new GraphQLError('Cannot query field "x".'), { extensions: { code: given } })
  expect(shown).toMatchObject({ message: 'Cannot query field "x".', extensions: { code } })
})

test('an argument that a variable left empty is the caller’s mistake', () => {
  const error = new GraphQLError('Argument "id" of required type "ID!" was not provided.', { path: ['node'] })
  expect(format(error).shown.extensions?.code).toBe('BAD_USER_INPUT')
})

test.each([
  ['quoted', (id: string) => `Variable "$id" got invalid value "${id}"; Expected type ID.`],
  ['bare', (id: string) => `Value is not an e-mail address: ${id}`],
  ['of many words', (id: string) => `Bad: ${id.replaceAll(/.{50}/g, '$& ')}`],
])('a hostile value of 50 kB, %s, is not echoed back', (_what, message) => {
  const { shown } = format(new GraphQLError(message('x'.repeat(50_000))), {
    extensions: { code: 'BAD_USER_INPUT' },
  })
  expect(shown.message.length).toBeLessThan(1_100)
})
