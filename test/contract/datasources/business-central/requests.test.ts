import { cast } from '../../../../sandbox/world/cast.ts'
import { describeNeeding, needsFolder, specsFolder } from '../../../support/needs.ts'
import { testCall as call } from '../../../support/simulated-datasource.ts'
import { loadVendorSpec } from '../../../support/vendor-spec.ts'
import {
  openBusinessCentral,
  world,
} from '../../../unit/datasources/business-central/open-business-central.ts'

describeNeeding(
  needsFolder(specsFolder),
  "what is asked of Business Central is in the vendor's description",
  () => {
    let opened: Awaited<ReturnType<typeof openBusinessCentral>>
    const spec = loadVendorSpec({
      file: 'ms-business-central/bc-v2.0.derived.openapi.json',
      basePath: /^\/v2\.0\/[^/]+\/[^/]+\/api\/v2\.0/,
    })
    beforeAll(async () => {
      opened = await openBusinessCentral()
    })
    afterAll(() => opened.close())
    beforeEach(() => void (opened.exchanges.length = 0))

    const showcase = world.persons[cast.showcase - 1]!
    const page = { first: 2, after: null, orderBy: null }

    test.each([
      ['customers by id', () => opened.customers.byId!.load([showcase.erpId!], call)],
      ['customers by e-mail', () => opened.customers.byKey.get('email')!.load([showcase.email!], call)],
      [
        'orders by number',
        () => opened.orders.byKey.get('number')!.load([world.orders[0]!.orderNumber], call),
      ],
      [
        'orders of a customer',
        () => opened.orders.byReference.get('customer')!.load(showcase.erpId!, page, call),
      ],
      [
        'orders of customers',
        () => opened.orders.byReference.get('customer')!.batch!.load([showcase.erpId!], page, call),
      ],
      ['items by sku', () => opened.items.byKey.get('sku')!.load([world.items[0]!.sku], call)],
      ['stock by id', () => opened.stock.byId!.load([world.items[0]!.id], call)],
      [
        'a sorted and filtered list',
        () =>
          opened.items.list!.load(
            {
              ...page,
              filter: [{ field: 'name', comparison: 'CONTAINS', value: 'a' }],
              orderBy: { field: 'name', direction: 'DESC' },
            },
            call,
          ),
      ],
    ])('%s', async (_, load) => {
      await load()
      const asked = opened.exchanges.filter(({ request }) => request.method === 'GET')
      expect(asked.length).toBeGreaterThan(0)
      for (const { request, reply } of asked)
        expect([...spec.requestProblems(request), ...spec.replyProblems(request, reply)]).toEqual([])
    })

    test('the judge finds a query option that is not described', async () => {
      await opened.stock.byId!.load([world.items[0]!.id], call)
      const { request } = opened.exchanges[0]!
      expect(spec.requestProblems({ ...request, query: new URLSearchParams({ $nosuch: '1' }) })).toHaveLength(
        1,
      )
    })
  },
)
