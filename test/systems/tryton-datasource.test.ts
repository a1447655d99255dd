import { Secret } from '../../src/secrets/secret.ts'
import type { Datasource, OrderBy, RecordPage, RecordSource } from '../../src/datasources/datasource.ts'
import type { SourceRecord } from '../../src/datasources/source-record.ts'
import { tryton } from '../../src/datasources/tryton/tryton.ts'
import { describeNeeding, needsVariables } from '../support/needs.ts'
import { startRecordingProxy, type RecordingProxy } from './tryton-recording-proxy.ts'
import { createShippedOrder, type ShippedOrder } from './tryton-shipped-order.ts'
import {
  customerOf,
  itemOf,
  orderOf,
  partyFields,
  productFields,
  saleFields,
  stockOf,
} from './tryton-expectations.ts'
import { connectToTryton, wireDate, type Row, type TrytonWire } from './tryton-wire.ts'

const variable = (name: string) => process.env[name] ?? ''
const call = { signal: new AbortController().signal, requestId: 'test' }

describeNeeding(
  needsVariables('TRYTON_URL', 'TRYTON_GATEWAY_PASSWORD', 'TRYTON_VIEWER_PASSWORD'),
  'the Tryton datasource on a real server',
  () => {
    let wire: TrytonWire
    let proxy: RecordingProxy
    let datasource: Datasource
    let made: ShippedOrder

    const open = (user: string, password: string) =>
      tryton({
        url: proxy.url,
        user,
        password: new Secret(password, 'test'),
        currency: 'EUR',
        warehouse: 'WH',
      }).open({
        system: 'ERP',
        now: Date.now,
        onEvent: () => undefined,
        warn: (message) => expect(message).toBe('no warning'),
        embeddedDatabase: null,
      })
    const source = (kind: string): RecordSource => {
      const records = datasource.records.get(kind)
      if (!records) throw new Error(`no ${kind}`)
      return records
    }
    const byId = async (kind: string, rows: readonly Row[]): Promise<Map<string, SourceRecord>> => {
      const batch = await source(kind).byId?.load(
        rows.map(({ id }) => String(id)),
        call,
      )
      return new Map(batch?.records.map((record) => [record.externalId, record]))
    }

    beforeAll(async () => {
      const password = variable('TRYTON_GATEWAY_PASSWORD')
      wire = await connectToTryton(variable('TRYTON_URL'), 'gateway', password)
      made = await createShippedOrder(wire)
      proxy = await startRecordingProxy(variable('TRYTON_URL'))
      datasource = open('gateway', password)
    }, 60_000)
    afterAll(async () => {
      await datasource.close()
      await proxy.close()
    })

    test('every field of every customer is what Tryton says of the party', async () => {
      const rows = await wire.find('party.party', [], partyFields)
      const records = await byId('Customer', rows)
      expect(rows.length).toBeGreaterThan(60)
      for (const row of rows) expect(records.get(String(row.id))).toMatchObject(customerOf(row))
      const own = records.get(String(made.partyId))
      expect(own?.values).toMatchObject({
        taxId: 'DE136695976',
        balanceDue: { amount: '37.04', currency: 'EUR' },
      })
      expect(own?.matchKeys).toEqual({ email: made.email.toLowerCase(), phone: '+49305550100' })
    })

    test('every field of every order is what Tryton says of the sale', async () => {
      const rows = await wire.find('sale.sale', [], saleFields)
      const records = await byId('Order', rows)
      expect(rows.length).toBeGreaterThan(40)
      for (const row of rows) expect(records.get(String(row.id))).toEqual(orderOf(row))
      expect(records.get(String(made.saleId))?.values).toMatchObject({
        shippedState: 'SHIPPED',
        invoicedAmount: { amount: '37.04', currency: 'EUR' },
      })
    })

    test('every field of every item, and its stock, is what Tryton says of the product', async () => {
      const locations = (await wire.find('stock.location', [['code', '=', 'WH']], ['id'])).map(({ id }) => id)
      const rows = await wire.find('product.product', [], productFields, {
        locations,
        stock_date_end: wireDate(new Date()),
      })
      const [items, stock] = [await byId('InventoryItem', rows), await byId('InventoryItem/stock', rows)]
      expect(rows).toHaveLength(20)
      for (const row of rows) {
        expect(items.get(String(row.id))).toEqual(itemOf(row))
        expect(stock.get(String(row.id))).toEqual(stockOf(row))
      }
    })

    test('a customer is found by number, by phone, and by e-mail in any case, wildcards taken as letters', async () => {
      const find = async (key: string, ...values: string[]) =>
        (await source('Customer').byKey.get(key)?.load(values, call))?.map(({ externalId }) => externalId)
      const id = String(made.partyId)
      expect(await find('customerNumber', made.code, 'NOPE')).toEqual([id])
      expect(await find('email', made.email.toLowerCase())).toEqual([id])
      expect(await find('email', made.email.replace('_', 'x'), made.email.replace('ixed', '%'))).toEqual([])
      expect(await find('email', `guest00__@example.com`, `'; --`, '\\', '%', 'a\0')).toEqual([])
      expect(await find('phone', '+49301000000')).toHaveLength(1)
      expect(await find('email', 'archived@example.com')).toEqual([])
    })

    test('an order is found by its number and by its reference', async () => {
      for (const [key, value] of [
        ['number', (await wire.find('sale.sale', [['id', '=', made.saleId]], ['number']))[0]?.number],
        ['externalReference', `R-${made.code}`],
      ]) {
        const found = await source('Order')
          .byKey.get(String(key))
          ?.load([String(value), '%'], call)
        expect(found?.map(({ externalId }) => externalId)).toEqual([String(made.saleId)])
      }
    })

    test.each([
      ['Order', 'sale.sale', null],
      ['Order', 'sale.sale', 'number'],
      ['Order', 'sale.sale', 'orderDate'],
      ['InventoryItem', 'product.product', 'sku'],
      ['InventoryItem', 'product.product', 'name'],
      ['Customer', 'party.party', 'customerNumber'],
    ])('pages of %s (%s) sorted by %s have every record once', async (kind, model, field) => {
      const seen: string[] = []
      let after: string | null = null
      for (let more = true; more;) {
        const orderBy: OrderBy | null = field === null ? null : { field, direction: 'DESC' }
        const page: RecordPage | undefined = await source(kind).list?.load(
          { first: 7, after, filter: [], orderBy },
          call,
        )
        seen.push(...(page?.records ?? []).map(({ externalId }) => externalId))
        after = page?.cursors.at(-1) ?? null
        more = page?.hasNextPage ?? false
      }
      const all = (await wire.find(model, [], ['id'])).map(({ id }) => String(id))
      expect([...seen].sort()).toEqual([...all].sort())
    })

    test('filters find what Tryton finds', async () => {
      const list = async (
        kind: string,
        field: string,
        comparison: 'EQ' | 'IN' | 'GTE' | 'LTE' | 'CONTAINS',
        value: unknown,
      ) => {
        const request = { first: 500, after: null, filter: [{ field, comparison, value }], orderBy: null }
        return (await source(kind).list?.load(request, call))?.records.map(({ externalId }) =>
          Number(externalId),
        )
      }
      const ids = async (model: string, domain: unknown[]) =>
        (await wire.find(model, domain, ['id'])).map(({ id }) => id)
      const today = new Date()
      const day = today.toISOString().slice(0, 10)

      expect(await list('Order', 'status', 'IN', ['DRAFT', 'QUOTED'])).toEqual(
        await ids('sale.sale', [['state', 'in', ['draft', 'quotation']]]),
      )
      expect(await list('Order', 'orderDate', 'GTE', day)).toEqual(
        await ids('sale.sale', [['sale_date', '>=', wireDate(today)]]),
      )
      expect(await list('Order', 'updatedAt', 'GTE', '2999-01-01T00:00:00.000Z')).toEqual([])
      expect(await list('Order', 'updatedAt', 'GTE', '2000-01-01T00:00:00.000Z')).toEqual(
        await ids('sale.sale', []),
      )
      expect(await list('Order', 'externalReference', 'EQ', `R-${made.code}`)).toEqual([made.saleId])
      expect(await list('InventoryItem', 'name', 'CONTAINS', 'DUCT 001')).toHaveLength(10)
      expect(await list('InventoryItem', 'name', 'CONTAINS', '%')).toEqual([])
      expect(await list('InventoryItem', 'category', 'IN', ['Goods'])).toHaveLength(20)
      expect(await list('Customer', 'customerNumber', 'EQ', made.code)).toEqual([made.partyId])
    })

    test('orders of all customers come in one call, the same as of each alone', async () => {
      const parties = (await wire.find('party.party', [], ['id'])).map(({ id }) => String(id))
      const edge = source('Order').byReference.get('customer')
      const before = proxy.methods.length
      const pages = await edge?.batch?.load(parties.slice(0, 50), { first: 5, orderBy: null }, call)
      expect(proxy.methods.slice(before)).toEqual(['model.sale.sale.search_read'])
      for (const party of ['2', '3', parties[49] ?? '']) {
        expect(pages?.get(party)).toEqual(
          await edge?.load(party, { first: 5, after: null, orderBy: null }, call),
        )
      }
    })

    test('100 loads at once on ended sessions log in once, and all succeed', async () => {
      await proxy.endSessions()
      const before = proxy.methods.length
      const loads = Array.from({ length: 100 }, async () => source('Customer').byId?.load(['2'], call))
      for (const batch of await Promise.all(loads)) expect(batch?.records).toHaveLength(1)
      const sent = proxy.methods.slice(before)
      expect(sent.filter((method) => method === 'common.db.login')).toHaveLength(1)
      expect(sent).not.toContain('model.res.user.get_preferences')
    })

    test('an account that may not see sales is UPSTREAM_AUTH there, and reads items still', async () => {
      const viewer = open('viewer', variable('TRYTON_VIEWER_PASSWORD'))
      await expect(viewer.records.get('Order')?.byId?.load(['1'], call)).rejects.toMatchObject({
        code: 'UPSTREAM_AUTH',
      })
      expect((await viewer.records.get('InventoryItem')?.byId?.load(['1'], call))?.records).toHaveLength(1)
      await viewer.close()
    })

    test('a wrong log-in is UPSTREAM_AUTH and tried once', async () => {
      const stranger = open(`nobody-${Date.now()}`, 'wrong')
      const before = proxy.methods.length
      for (let round = 0; round < 5; round++)
        await expect(stranger.records.get('Order')?.byId?.load(['1'], call)).rejects.toMatchObject({
          code: 'UPSTREAM_AUTH',
        })
      expect(proxy.methods.slice(before)).toEqual(['common.db.login'])
      await stranger.close()
    })
  },
)
