import { createServer, type AddressInfo } from 'node:net'
import { Secret } from '../../../../src/secrets/secret.ts'
import { classifyFailure } from '../../../../src/datasources/postgres/failures.ts'
import { postgres } from '../../../../src/datasources/postgres/postgres.ts'
import { call } from '../../../support/postgres-datasource-suite.ts'

const coded = (code: string) => Object.assign(new Error('relation "customers" has value 42'), { code })

test.each([
  ['28P01', 'AUTH'],
  ['42501', 'FORBIDDEN'],
  ['42P01', 'SCHEMA_DRIFT'],
  ['42703', 'SCHEMA_DRIFT'],
  ['57014', 'TIMEOUT'],
  ['22P02', 'VALIDATION'],
  ['53300', 'UNAVAILABLE'],
  ['57P01', 'UNAVAILABLE'],
  ['ECONNREFUSED', 'UNAVAILABLE'],
  ['EPIPE', 'UNAVAILABLE'],
  ['ETIMEDOUT', 'TIMEOUT'],
  ['XX000', 'BAD_RESPONSE'],
])('%s is %s', (code, failure) => {
  expect(classifyFailure(coded(code)).failure).toBe(failure)
})

test('only the messages of missing names are told to the log', () => {
  expect(classifyFailure(coded('42P01')).cause).toContain('customers')
  expect(classifyFailure(coded('22P02')).cause).toBe('SQLSTATE 22P02')
})

async function loadFrom(port: number): Promise<unknown> {
  const datasource = postgres({
    url: new Secret(`postgres://nobody:secret@127.0.0.1:${port}/none`, 'test'),
    timeoutMs: 100,
    tables: { Customer: { table: 'customers', id: 'id', columns: {} } },
  }).open({ system: 'DATABASE', now: Date.now, onCall: () => {}, warn: () => {}, embeddedDatabase: null })
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
      onCall: () => {},
      warn: () => {},
      embeddedDatabase: { query: async () => [] },
    })
  expect(open).toThrow('Customer.name is not mapped to one column')
})
