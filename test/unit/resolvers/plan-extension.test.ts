import type { Principal } from '../../../src/auth/principal.ts'
import type { CallEvent } from '../../../src/observability/upstream-event.ts'
import { describeConfigured } from '../../../src/reads/describe-configured.ts'
import { createPlanRecorder } from '../../../src/resolvers/report-plan.ts'
import { loadSdl } from '../../../src/schema/load-sdl.ts'
import { readCatalog } from '../../../src/schema/read-catalog.ts'
import { createMemorySystem } from '../../support/memory-datasource.ts'
import { nobody } from '../../support/nobody.ts'
import { createMemoryGateway, type MemoryGateway } from '../../support/memory-gateway.ts'

const crm = createMemorySystem('CRM', [
  {
    entity: 'Customer',
    fields: ['givenName', 'email'],
    keys: ['email'],
    rows: [{ id: 'c1', givenName: 'Ada', email: 'ada@example.com' }],
  },
])
const query = '{ customer(email: "ada@example.com") { givenName } }'

let gateway: MemoryGateway

beforeAll(async () => (gateway = await createMemoryGateway(new Map([['CRM', crm.datasource]]))))
afterAll(() => gateway.close())

const principalWith = (...roles: string[]): Principal => ({ ...nobody, roles })

test('a developer who asks for it gets the plan beside the data', async () => {
  const { data, extensions } = await gateway.run(query, {}, { wantsPlan: true })
  expect(data).toEqual({ customer: { givenName: 'Ada' } })
  expect(extensions).toEqual({
    plan: {
      waves: 1,
      price: 1,
      maxPrice: 5_000,
      text: expect.stringContaining('wave  1  customer(email: "ada@example.com")'),
      calls: expect.any(Array),
      totalMs: expect.any(Number),
    },
  })
})

test('a refused filter nulls its own list, also when the plan is asked for', async () => {
  const both = `{ customers(filter: { email: "a@example.com", customerNumber: "1" }) { edges { cursor } }
    customer(email: "ada@example.com") { givenName } }`
  const { data, errors, extensions } = await gateway.run(both, {}, { wantsPlan: true })
  expect(data).toEqual({ customers: null, customer: { givenName: 'Ada' } })
  expect(errors?.map(({ path }) => path)).toEqual([['customers']])
  expect(extensions).toMatchObject({ plan: { text: expect.stringContaining('refused before any call') } })
})

test('a developer who does not ask for it gets none', async () => {
  expect(await gateway.run(query)).toEqual({ data: { customer: { givenName: 'Ada' } } })
})

test.each(['SUPPORT', 'OPERATOR', 'SELF'])('%s gets none, asked for or not', async (role) => {
  const reply = await gateway.run(query, {}, { wantsPlan: true, principal: principalWith(role) })
  expect(reply.extensions).toBeUndefined()
})

test('calls are told in the order that they began, in milliseconds since the request began', () => {
  const recorder = createPlanRecorder()
  const begunAt = performance.now()
  const eventOf = (operation: string, startedAfterMs: number): CallEvent => ({
    system: 'ERP',
    vendor: 'Some ERP',
    operation,
    requestId: 'r',
    type: 'CALL',
    outcome: 'OK',
    status: 200,
    startedAt: begunAt + startedAfterMs,
    durationMs: 12.345,
  })
  recorder.onCall(eventOf('second', 30))
  recorder.onCall(eventOf('first', 5))
  const configured = describeConfigured(readCatalog(loadSdl()).catalog, new Map())
  const { calls } = recorder.report({ roots: [], denied: [] }, configured)
  expect(calls.map(({ operation }) => operation)).toEqual(['first', 'second'])
  expect(calls[0]).toEqual({
    system: 'ERP',
    vendor: 'Some ERP',
    operation: 'first',
    outcome: 'OK',
    startedAtMs: expect.closeTo(5, -1),
    durationMs: 12.3,
  })
})
