import { z } from 'zod'
import { defineDatasource } from '../../../src/datasources/define-datasource.ts'
import type { Transport } from '../../../src/datasources/transport/stack.ts'
import type { UpstreamEvent } from '../../../src/observability/upstream-event.ts'
import { codeOf, get, openCall, read } from './transport/calls.ts'

test('the breaker of each of several connections is told of by the name or number of its connection', async () => {
  const events: UpstreamEvent[] = []
  const calls: (() => Promise<unknown>)[] = []
  const options = { baseUrl: 'http://127.0.0.1:1', credentials: [], failures: [], maxConcurrent: 1 }
  const datasource = defineDatasource({
    vendor: 'Invented 1.0',
    options: z.strictObject({}),
    open(_options, { transport, guard, failure }) {
      const ask = (connection: Transport) => () => connection.call(get, openCall())
      calls.push(ask(transport(options)), ask(transport({ ...options, connection: 'stock' })))
      const query = guard({ maxConcurrent: 1 }, () => Promise.reject(failure('UNAVAILABLE')))
      calls.push(() => query(read, openCall()))
      return { records: [] }
    },
  })({}).open({
    system: 'ERP',
    now: Date.now,
    onEvent: (event) => events.push(event),
    warn: () => undefined,
    embeddedDatabase: null,
    patience: { outagesToOpen: 1, maxRetries: 0 },
  })
  for (const call of calls) await codeOf(call())
  await datasource.close()
  expect(events.filter(({ type }) => type === 'BREAKER')).toMatchObject([
    { connection: '1', state: 'OPEN' },
    { connection: 'stock', state: 'OPEN' },
    { connection: '3', state: 'OPEN' },
  ])
})
