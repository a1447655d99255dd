import { appendAudit } from '../../../src/audit/append-audit.ts'
import { erasePerson } from '../../../src/audit/erase-person.ts'
import type { Principal } from '../../../src/auth/principal.ts'
import type { GatewayError } from '../../../src/errors/gateway-error.ts'
import { eraseValues } from '../../../src/outbox/erase-values.ts'
import { createMemoryGateway, type MemoryGateway } from '../../support/memory-gateway.ts'
import { auditEntry } from '../audit/audit-entries.ts'

const caller = (...roles: string[]): Principal => ({
  id: 'caller',
  roles,
  scopes: 'ALL',
  tenant: 'test',
  customer: null,
  attributes: {},
})
const fields = {
  givenName: { before: 'Ada', after: 'Ida' },
  taxId: { before: null, after: 'DE123456789' },
  creditLimit: { before: undefined, after: { amount: '100.00', currency: 'EUR' } },
  gone: { before: 1, after: 2 },
}

let gateway: MemoryGateway
beforeAll(async () => {
  gateway = await createMemoryGateway(new Map())
  const outcome = { outcome: 'REJECTED', code: 'CONFLICT', upstreamRequestId: 'v-1', attempts: 2 }
  await gateway.database.transaction((transaction) =>
    appendAudit(transaction, [
      auditEntry({ writeId: 'update', fields }),
      auditEntry({
        writeId: 'update',
        event: 'customer.updated.outcome',
        system: 'ERP',
        facts: outcome,
        fields: null,
      }),
      auditEntry({
        writeId: 'stay',
        entity: 'Booking',
        person: 'guest',
        fields: { arrival: { before: null, after: '2026-12-01' } },
      }),
      auditEntry({ writeId: 'erased', person: 'forgotten' }),
    ]),
  )
  await erasePerson(gateway.database, { customer: 'forgotten', principal: 'operator', at: 0 }, eraseValues)
})
afterAll(() => gateway.close())

const query = `query ($filter: AuditFilter, $first: Int, $after: String) {
  auditTrail(filter: $filter, first: $first, after: $after) {
    edges { node {
      event at principal client requestId writeId entity entityId system outcome code upstreamRequestId
      facts { name value } values fields { field visibility before after } position
    } }
    pageInfo { hasNextPage endCursor }
  }
}`
interface Page {
  edges: { node: Record<string, unknown> & { fields: object[] } }[]
  pageInfo: { hasNextPage: boolean; endCursor: string }
}
async function ask(variables: object, principal = caller('OPERATOR')) {
  const { data, errors } = await gateway.run(query, { ...variables }, { principal })
  const page = (data?.auditTrail ?? null) as Page | null
  return {
    page,
    nodes: page?.edges.map(({ node }) => node) ?? [],
    codes: errors?.map(({ originalError }) => (originalError as GatewayError).code),
  }
}
const fieldsSeenBy = async (writeId: string, ...roles: string[]) => {
  const { nodes } = await ask({ filter: { writeId } }, caller('OPERATOR', ...roles))
  return JSON.parse(JSON.stringify(nodes.at(-1)?.fields))
}

test('an operator sees who, when, by which request, what, and what came of it at the system', async () => {
  const { nodes, codes } = await ask({ filter: { writeId: 'update' } })
  expect(codes).toBeUndefined()
  expect(nodes).toMatchObject([
    {
      event: 'customer.updated.outcome',
      at: '2026-11-28T10:00:00.123Z',
      principal: 'key:desk0001',
      client: 'desk',
      requestId: 'request-1',
      entity: 'Customer',
      entityId: 'customer-1',
      system: 'ERP',
      outcome: 'REJECTED',
      code: 'CONFLICT',
      upstreamRequestId: 'v-1',
      facts: [{ name: 'attempts', value: '2' }],
      values: 'NONE',
      fields: [],
      position: null,
    },
    { event: 'customer.updated', values: 'KEPT' },
  ])
})

const hidden = { visibility: 'HIDDEN', before: null, after: null }

test('an operator who may read no field of the customer sees which were set, and no value', async () => {
  expect(await fieldsSeenBy('update')).toEqual(Object.keys(fields).map((field) => ({ field, ...hidden })))
})

test('values are shown, masked or hidden as the caller’s roles say of the field', async () => {
  expect(await fieldsSeenBy('update', 'SUPPORT')).toEqual([
    { field: 'givenName', visibility: 'SHOWN', before: '"Ada"', after: '"Ida"' },
    { field: 'taxId', visibility: 'MASKED', before: null, after: '"DE•••89"' },
    { field: 'creditLimit', ...hidden },
    { field: 'gone', ...hidden },
  ])
  expect(await fieldsSeenBy('update', 'FINANCE')).toContainEqual({
    field: 'creditLimit',
    visibility: 'SHOWN',
    before: null,
    after: '{"amount":"100.00","currency":"EUR"}',
  })
})

test('what a record rule leaves to some records is hidden in all', async () => {
  expect(await fieldsSeenBy('stay', 'SUPPORT')).toMatchObject([{ visibility: 'SHOWN' }])
  expect(await fieldsSeenBy('stay', 'FRONTDESK')).toEqual([{ field: 'arrival', ...hidden }])
})

test('values of an erased person read as erased', async () => {
  const { nodes } = await ask({ filter: { writeId: 'erased' } }, caller('OPERATOR', 'DEVELOPER'))
  expect(nodes).toMatchObject([{ values: 'ERASED', fields: [] }])
})

test('nobody but an operator may ask', async () => {
  const { page, codes } = await ask({}, caller('SUPPORT', 'SALES', 'FINANCE', 'FRONTDESK', 'DEVELOPER'))
  expect(page).toBeNull()
  expect(codes).toEqual(['FORBIDDEN'])
})

test.each([
  [{ event: 'customer.updated.outcome' }, 1],
  [{ entity: 'Booking' }, 1],
  [{ entity: 'Customer', entityId: 'customer-1' }, 3],
  [{ system: 'ERP' }, 1],
  [{ principal: 'operator' }, 1],
  [{ since: '2026-01-01T00:00:00Z' }, 4],
  [{ until: '2026-01-01T00:00:00Z' }, 1],
  [{ writeId: 'update', system: null }, 2],
])('filter %j', async (filter, count) => {
  expect((await ask({ filter })).nodes).toHaveLength(count)
})

test('pages lead through all, newest first, each once', async () => {
  const seen: unknown[] = []
  for (let after: string | null = null; ;) {
    const { page, nodes } = await ask({ first: 2, after })
    seen.push(...nodes.map(({ event, writeId }) => `${String(event)} ${String(writeId)}`))
    if (!page?.pageInfo.hasNextPage) break
    after = page.pageInfo.endCursor
  }
  expect(seen).toEqual([
    'audit.erased null',
    'customer.updated erased',
    'customer.updated stay',
    'customer.updated.outcome update',
    'customer.updated update',
  ])
})
