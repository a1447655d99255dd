import { createBusinessCentral } from '../../../../sandbox/business-central.ts'
import { sandboxConnection } from '../../../../sandbox/connection.ts'
import { createWorld } from '../../../../sandbox/world/create-world.ts'
import { describeNeeding, needsFolder, specsFolder } from '../../../support/needs.ts'
import type { ServedSimulator } from '../../../support/serve-simulator.ts'
import { serveSimulator } from '../../../support/serve-simulator.ts'
import type { VendorSpec } from '../../../support/vendor-spec.ts'
import { loadVendorSpec } from '../../../support/vendor-spec.ts'

const mistakes = [
  {
    pattern: /: 501 is not described/,
    reason: 'the vendor answers 501 to an OR over two fields, which only its page on filters says',
  },
]

describeNeeding(
  needsFolder(specsFolder),
  "Business Central of the sandbox keeps to the vendor's description",
  () => {
    const base = '/v2.0/sandbox/production/api/v2.0'
    const { companyId, clientId, clientSecret, scope } = sandboxConnection().businessCentral
    const company = `/companies(${companyId})`
    const customerId = 'c0570000-0000-4000-8000-000000000001'
    const orderId = '0de20000-0000-4000-8000-000000000002'
    const itemId = '17e30000-0000-4000-8000-000000000001'
    let served: ServedSimulator
    let spec: VendorSpec
    let authorization = ''

    beforeAll(async () => {
      spec = loadVendorSpec({
        file: 'ms-business-central/bc-v2.0.derived.openapi.json',
        basePath: /^\/v2\.0\/[^/]+\/[^/]+\/api\/v2\.0/,
        mistakes,
      })
      served = await serveSimulator({
        simulator: createBusinessCentral({ world: createWorld(), now: Date.now }),
      })
      const form = {
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: clientSecret,
        scope,
      }
      const issued = await served.call('POST', '/sandbox/oauth2/v2.0/token', {
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams(form).toString(),
      })
      authorization = `Bearer ${(issued.body as { access_token: string }).access_token}`
    })
    afterAll(() => served.close())

    async function call(method: string, path: string, body?: unknown, match?: string) {
      const headers = {
        authorization,
        'content-type': 'application/json',
        ...(match && { 'if-match': match }),
      }
      const called = await served.call(method, base + path, { headers, body })
      const problems = [
        ...spec.requestProblems(called.request),
        ...spec.replyProblems(called.request, called),
      ]
      return { ...called, problems }
    }

    const sets = [
      'customers',
      'items',
      'salesOrders',
      'salesOrderLines',
      'itemLedgerEntries',
      'locations',
      'currencies',
    ]

    test.each([
      ['companies', '/companies', 200],
      ['a company', company, 200],
      ...sets.map((set): [string, string, number] => [`all ${set}`, `${company}/${set}?$count=true`, 200]),
      ['orders with lines', `${company}/salesOrders?$expand=salesOrderLines&$top=50`, 200],
      ['lines of an order', `${company}/salesOrders(${orderId})/salesOrderLines`, 200],
      ['a customer', `${company}/customers(${customerId})`, 200],
      ['an unknown customer', `${company}/customers(${orderId})`, 404],
      [
        'a filter',
        `${company}/customers?$filter=${encodeURIComponent("startswith(number,'C1') and creditLimit gt 0")}`,
        200,
      ],
      ['a bad filter', `${company}/customers?$filter=nosuch%20eq%201`, 400],
      [
        'or over two fields',
        `${company}/customers?$filter=${encodeURIComponent("number eq 'a' or city eq 'b'")}`,
        501,
      ],
    ])('GET %s', async (_, path, status) => {
      const called = await call('GET', path)
      expect([called.status, called.problems]).toEqual([status, []])
    })

    test('an order with lines is written, changed, shipped', async () => {
      const lines = [
        { itemId, quantity: 2 },
        { lineObjectNumber: '1003', lineType: 'Item', quantity: 1, discountPercent: 10 },
      ]
      const created = await call('POST', `${company}/salesOrders`, {
        customerId,
        externalDocumentNumber: 'key-1',
        salesOrderLines: lines,
      })
      expect([created.status, created.problems]).toEqual([201, []])
      const order = created.body as { id: string; '@odata.etag': string }
      const path = `${company}/salesOrders(${order.id})`
      const changed = await call('PATCH', path, { requestedDeliveryDate: '2026-12-24' }, order['@odata.etag'])
      expect([changed.status, changed.problems]).toEqual([200, []])
      const stale = await call('PATCH', path, { requestedDeliveryDate: '2026-12-25' }, order['@odata.etag'])
      expect([stale.status, stale.problems]).toEqual([409, []])
      const line = await call('POST', `${path}/salesOrderLines`, { itemId, lineType: 'Item', quantity: 1 })
      expect([line.status, line.problems]).toEqual([201, []])
      const shipped = await call('POST', `${path}/Microsoft.NAV.shipAndInvoice`)
      expect([shipped.status, shipped.problems]).toEqual([204, []])
      const removed = await call('DELETE', path, undefined, '*')
      expect([removed.status, removed.problems]).toEqual([204, []])
    })

    test('a customer is written', async () => {
      const created = await call('POST', `${company}/customers`, {
        displayName: 'New One',
        email: 'new@example.com',
      })
      expect([created.status, created.problems]).toEqual([201, []])
      const { id } = created.body as { id: string }
      const changed = await call(
        'PATCH',
        `${company}/customers(${id})`,
        { creditLimit: 100, blocked: 'Ship' },
        '*',
      )
      expect([changed.status, changed.problems]).toEqual([200, []])
    })

    test('the judge finds a PATCH without If-Match and a property that cannot be written', async () => {
      const called = await call('PATCH', `${company}/customers(${customerId})`, { balanceDue: 0 })
      expect(called.status).toBe(412)
      expect(called.problems).toEqual([
        expect.stringContaining('header If-Match is missing'),
        expect.stringContaining('"additionalProperty":"balanceDue"'),
      ])
    })
  },
)
