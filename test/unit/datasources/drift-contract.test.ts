import {
  checkContract,
  describeFindings,
  isBroken,
  type ContractReport,
} from '../../../src/datasources/inspection/check-contract.ts'
import { createContractCheck } from '../../../src/datasources/inspection/create-contract-check.ts'
import type { Datasource } from '../../../src/datasources/datasource.ts'
import { defineDatasource } from '../../../src/datasources/define-datasource.ts'
import { defineMapping, reference } from '../../../src/datasources/mapping.ts'
import type { RecordCalls } from '../../../src/datasources/vendor-calls.ts'
import { GatewayError } from '../../../src/errors/gateway-error.ts'
import { z } from 'zod'

const call = { signal: new AbortController().signal, requestId: 'test' }

const orderFields = { number: 'number', note: 'note', customer: reference('Customer', 'customerId') }
const orderMapping = defineMapping({ entity: 'Order', id: 'id', always: true, fields: orderFields })
const customerMapping = defineMapping({
  entity: 'Customer',
  id: 'id',
  always: true,
  fields: { balanceDue: 'amountDue' },
})

const order = (id: string) => ({ id, number: id, note: null, customerId: `C${id}` })
const pageOf = (records: readonly unknown[]) => ({
  records,
  cursors: records.map(String),
  hasNextPage: false,
})

/** Lists orders; customers only by their ids. */
function open(options: { orders?: () => readonly unknown[]; customer?: object } = {}): {
  datasource: Datasource
  asked: (readonly string[])[]
} {
  const { orders = () => ['1', '2'].map(order), customer = { amountDue: 5 } } = options
  const asked: (readonly string[])[] = []
  const records: RecordCalls[] = [
    {
      mapping: customerMapping,
      idPattern: /./,
      byId: {
        max: 10,
        load: async (ids) => {
          asked.push(ids)
          return { records: ids.map((id) => ({ id, ...customer })) }
        },
      },
    },
    {
      mapping: orderMapping,
      idPattern: /./,
      list: { paging: 'STABLE', filters: {}, sorts: [], load: async () => pageOf(orders()) },
    },
  ]
  const define = defineDatasource({ vendor: 'Test', options: z.object({}), open: () => ({ records }) })
  const datasource = define({}).open({
    system: 'ERP',
    now: () => 0,
    onEvent: () => undefined,
    warn: () => undefined,
    embeddedDatabase: null,
  })
  return { datasource, asked }
}

test('what can be listed is listed, the rest is read by the ids that it names', async () => {
  const { datasource, asked } = open()
  const reports = await checkContract('ERP', datasource, call)
  expect(reports.map(({ kind, outcome, sampled, drifts }) => ({ kind, outcome, sampled, drifts }))).toEqual([
    { kind: 'Customer', outcome: 'READ', sampled: 2, drifts: [] },
    { kind: 'Order', outcome: 'READ', sampled: 2, drifts: [] },
  ])
  expect(asked).toEqual([['C1', 'C2']])
  expect(reports.some(isBroken)).toBe(false)
  // A hint and no finding.
  expect(reports[1]?.neverSeen).toEqual(['note'])
})

test('a renamed property is one finding that names path, field and how many', async () => {
  const { datasource } = open({ customer: { amountOwed: 5 } })
  const [customers] = await checkContract('ERP', datasource, call)
  expect(customers && isBroken(customers)).toBe(true)
  expect(customers && describeFindings(customers)).toEqual([
    'ERP.amountDue → Customer.balanceDue: missing in 2 of 2 records; map it anew or declare it unavailable',
  ])
})

test('a system that cannot be read is a finding, and kinds that nothing is known of are none', async () => {
  const { datasource } = open({
    orders() {
      throw new GatewayError('UPSTREAM_UNAVAILABLE', 'ERP is not available.')
    },
  })
  const [customers, orders] = await checkContract('ERP', datasource, call)
  expect(customers).toMatchObject({ outcome: 'UNASKED' })
  expect(customers && isBroken(customers)).toBe(false)
  expect(orders && describeFindings(orders)).toEqual([
    'ERP (Test): Order cannot be read: UPSTREAM_UNAVAILABLE',
  ])
})

test('the check of a running gateway finds drift by itself, and is over once closed', async () => {
  const { datasource, asked } = open({ customer: {} })
  const { promise, resolve } = Promise.withResolvers<ContractReport>()
  const check = createContractCheck({
    datasources: new Map([['ERP', datasource]]),
    everyMs: 1,
    onFinding: resolve,
  })
  check.start()
  expect(await promise).toMatchObject({ system: 'ERP', kind: 'Customer' })
  await check.close()
  const calls = asked.length
  await new Promise((done) => setTimeout(done, 20))
  expect(asked).toHaveLength(calls)
})

test('a check every 0 minutes never runs', async () => {
  const { datasource, asked } = open()
  const check = createContractCheck({
    datasources: new Map([['ERP', datasource]]),
    everyMs: 0,
    onFinding: () => undefined,
  })
  check.start()
  await check.close()
  expect(asked).toEqual([])
})
