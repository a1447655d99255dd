import { createServer, type AddressInfo } from 'node:net'
import { defineMapping, group } from '../../../../src/datasources/mapping.ts'
import { Secret } from '../../../../src/secrets/secret.ts'
import { classifyFailure } from '../../../../src/datasources/failures.ts'
import { describeFailure, postgresFailures } from '../../../../src/datasources/postgres/failures.ts'
import { postgres } from '../../../../src/datasources/postgres/postgres.ts'
import { call } from '../../../support/postgres-datasource-suite.ts'

const guests = defineMapping({
  entity: 'Customer',
  id: 'id',
  fields: { email: 'email', phone: 'tel_no', name: group({ givenName: 'first', familyName: 'last' }) },
})
const rules = postgresFailures([{ table: 'guests', mapping: guests }])

/** As the driver throws what a server answered; `detail` and `message` quote the values. */
const serverError = (code: string, place: object = {}) =>
  Object.assign(new Error('relation "customers" has value anna@example.com'), {
    code,
    severity: 'ERROR',
    detail: 'Key (email)=(anna@example.com) already exists.',
    ...place,
  })
const classify = (error: unknown) => classifyFailure(rules, describeFailure(error).evidence)

test.each([
  ['a wrong password', '28P01', 'AUTH'],
  ['a role that may not log in', '28000', 'AUTH'],
  ['no right to the table', '42501', 'FORBIDDEN'],
  ['a server that only reads', '25006', 'FORBIDDEN'],
  ['no such database', '3D000', 'SCHEMA_DRIFT'],
  ['no such schema', '3F000', 'SCHEMA_DRIFT'],
  ['no such table', '42P01', 'SCHEMA_DRIFT'],
  ['no such column', '42703', 'SCHEMA_DRIFT'],
  ['a statement that took too long', '57014', 'TIMEOUT'],
  ['a lock that took too long', '55P03', 'TIMEOUT'],
  ['a transaction that idled', '25P03', 'TIMEOUT'],
  ['a transaction that took too long', '25P04', 'TIMEOUT'],
  ['a text that is no number', '22P02', 'VALIDATION'],
  ['a value that is taken', '23505', 'CONFLICT'],
  ['a range that overlaps', '23P01', 'CONFLICT'],
  ['a value that is missing', '23502', 'VALIDATION'],
  ['a row that nobody has', '23503', 'VALIDATION'],
  ["a view's condition", '44000', 'VALIDATION'],
  ["a trigger's no", 'P0001', 'VALIDATION'],
  ['a lost connection', '08006', 'UNAVAILABLE'],
  ['another transaction in between', '40001', 'UNAVAILABLE'],
  ['no connections left', '53300', 'UNAVAILABLE'],
  ['a server that shuts down', '57P01', 'UNAVAILABLE'],
  ['a disk that fails', '58030', 'UNAVAILABLE'],
  ['a port that is closed', 'ECONNREFUSED', 'UNAVAILABLE'],
  ['a socket that broke', 'EPIPE', 'UNAVAILABLE'],
  ['a network that is silent', 'ETIMEDOUT', 'TIMEOUT'],
  ['a fault within the server', 'XX000', 'BAD_RESPONSE'],
])('%s: %s is %s', (_, code, failure) => {
  expect(classify(serverError(code))?.failure).toBe(failure)
})

test.each([
  [{ name: 'TimeoutError' }, 'TIMEOUT'],
  [new Error('timeout exceeded when trying to connect'), 'TIMEOUT'],
  [new Error('Connection terminated unexpectedly'), 'UNAVAILABLE'],
  [undefined, 'UNAVAILABLE'],
])('what has no code is a connection that failed: %s', (error, failure) => {
  expect(classify(error)?.failure).toBe(failure)
})

test.each([
  ['its column', '23502', { table: 'guests', column: 'tel_no' }, 'phone'],
  [
    'a constraint with a name of its own accord',
    '23505',
    { table: 'guests', constraint: 'guests_email_key' },
    'email',
  ],
  [
    'a check of one of several columns',
    '23514',
    { table: 'guests', constraint: 'guests_last_check' },
    'name',
  ],
  [
    "a constraint with a name of the company's",
    '23505',
    { table: 'guests', constraint: 'one_mail_each' },
    null,
  ],
  ['a column of another table', '23502', { table: 'stays', column: 'tel_no' }, null],
  ['nothing', '22P02', {}, null],
])('the field is found by %s', (_, code, place, field) => {
  expect(classify(serverError(code, place))?.field).toBe(field)
})

test('only the messages of missing names are told to the log, and values to nobody', () => {
  expect(describeFailure(serverError('42P01')).cause).toContain('customers')
  const told = describeFailure(serverError('23505', { table: 'guests', constraint: 'guests_email_key' }))
  expect(told.cause).toBe('23505')
  expect(JSON.stringify(told)).not.toContain('anna')
})

async function loadFrom(port: number): Promise<unknown> {
  const datasource = postgres({
    url: new Secret(`postgres://nobody:secret@127.0.0.1:${port}/none`, 'test'),
    timeoutMs: 100,
    tables: { Customer: { table: 'customers', id: 'id', columns: {} } },
  }).open({ system: 'DATABASE', now: Date.now, onEvent: () => {}, warn: () => {}, embeddedDatabase: null })
  const error = await datasource.records
    .get('Customer')!
    .byId!.load(['1'], call)
    .catch((thrown: unknown) => thrown)
  await datasource.close()
  return error
}

async function listen() {
  const server = createServer((socket) => socket.resume().on('error', () => undefined)).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const close = () => new Promise((resolve) => server.close(resolve))
  return { port: (server.address() as AddressInfo).port, close }
}

test('a server that refuses is unavailable, and one that says nothing timed out', async () => {
  const server = await listen()
  expect(await loadFrom(server.port)).toMatchObject({ code: 'UPSTREAM_TIMEOUT' })
  await server.close()
  expect(await loadFrom(server.port)).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' })
})

test('it is either a server or the embedded database', () => {
  expect(() => postgres({ tables: {} })).toThrow('give either url or embedded: true')
})

test('a filter on a field of several columns is refused at start', () => {
  const open = () =>
    postgres({
      embedded: true,
      tables: {
        Customer: { table: 't', id: 'id', columns: { name: 'data.name' }, filters: { name: ['EQ'] } },
      },
    }).open({
      system: 'DATABASE',
      now: Date.now,
      onEvent: () => {},
      warn: () => {},
      embeddedDatabase: { query: async () => [] },
    })
  expect(open).toThrow('Customer.name is not mapped to one column')
})
