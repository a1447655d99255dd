import { setTimeout as delay } from 'node:timers/promises'
import { readFileSync } from 'node:fs'
import { describeNeeding, needsVariables } from '../support/needs.ts'
import { reportFigure } from '../support/report-figure.ts'
import { createScratchDatabase, type ScratchDatabase } from './scratch-databases.ts'
import { startGateway, type StartedGateway } from './started-gateway.ts'
import { createChangeable, type Changeable } from './tryton-changeable.ts'
import { startFaultyProxy, type FaultyProxy } from './tryton-faulty-proxy.ts'
import { connectToTryton, wireDate, type TrytonWire } from './tryton-wire.ts'

const variable = (name: string) => process.env[name] ?? ''

const ordersMade = 60
const adjustmentsMade = 60
const clients = 8

interface Receipt {
  operation: string
  status: string
  attempts: number
  reason: { code: string } | null
}

interface Accepted {
  done: { writeId: string }
}

describeNeeding(
  needsVariables('TRYTON_URL', 'TRYTON_GATEWAY_PASSWORD', 'TRYTON_ADMIN_PASSWORD', 'POSTGRES_URL'),
  'a real Tryton, each fifth of whose answers to a change is lost after it was applied',
  () => {
    let company: ScratchDatabase
    let store: ScratchDatabase
    let wire: TrytonWire
    let proxy: FaultyProxy
    let gateway: StartedGateway
    let made: Changeable

    beforeAll(async () => {
      company = await createScratchDatabase(variable('POSTGRES_URL'), 'company')
      store = await createScratchDatabase(variable('POSTGRES_URL'), 'store')
      await company.query(readFileSync('examples/real-erp/database.sql', 'utf8'))
      const [url, password] = [variable('TRYTON_URL'), variable('TRYTON_GATEWAY_PASSWORD')]
      wire = await connectToTryton(url, 'gateway', password)
      made = await createChangeable(
        wire,
        await connectToTryton(url, 'admin', variable('TRYTON_ADMIN_PASSWORD')),
      )
      proxy = await startFaultyProxy(url, {})
      gateway = await startGateway('examples/real-erp/headwater.config.ts', {
        COMPANY_DATABASE_URL: company.url,
        HEADWATER_STORE_URL: store.url,
        TRYTON_URL: proxy.url,
      })
    }, 120_000)
    afterAll(async () => {
      await gateway.stop()
      await proxy.close()
      await company.drop()
      await store.drop()
    })

    const onHand = async (product: number) => {
      const [warehouse] = await wire.find('stock.location', [['code', '=', 'WH']], ['id'])
      const context = { locations: [warehouse?.id], stock_date_end: wireDate(new Date()) }
      const [row] = await wire.find('product.product', [['id', '=', product]], ['quantity'], context)
      return Number(row?.quantity)
    }
    const idOf = async (query: string, key: string): Promise<string> => {
      const found = await gateway.query<Record<string, { id: string }>>(`query ${query}`, { key })
      return Object.values(found)[0]?.id ?? ''
    }
    const mutate = async (as: string, field: string): Promise<string> => {
      const document = `mutation { done: ${field} { writeId } }`
      const { done } = await gateway.query<Accepted>(document, {}, as)
      return done.writeId
    }
    const settled = async (writeId: string): Promise<Receipt | null> => {
      for (let round = 0; round < 120; round++) {
        const { write } = await gateway.query<{ write: { receipts: Receipt[] } }>(
          `{ write(id: "${writeId}") { receipts { operation status attempts reason { code } } } }`,
          {},
          'operator',
        )
        const [receipt] = write.receipts
        if (receipt && !['QUEUED', 'RUNNING'].includes(receipt.status)) return receipt
        await delay(500)
      }
      return null
    }

    test(`of ${ordersMade} orders and ${adjustmentsMade} adjustments each that is applied is so once, and each that failed is not`, async () => {
      const customer = await idOf(
        '($key: ID!) { customerByExternalId(system: ERP, id: $key) { id } }',
        String(made.partyId),
      )
      const skus = ['P0011', 'P0012', 'P0013', 'P0014', 'P0015', 'P0016']
      const items = await Promise.all(
        skus.map(async (sku) => {
          const [row] = await wire.find('product.product', [['code', '=', sku]], ['id'])
          const id = await idOf('($key: String!) { inventoryItem(sku: $key) { id } }', sku)
          return { product: row?.id ?? 0, id, before: await onHand(row?.id ?? 0), by: 0 }
        }),
      )
      const run = `LOST-${Date.now()}`
      const wanted = [
        ...Array.from({ length: ordersMade }, (_, index) => ({
          as: 'sales',
          field: `createOrder(input: { customer: "${customer}", externalReference: "${run}-${index}",
            lines: [{ item: "${items[0]?.id}", quantity: "1" }] })`,
          applied: [`${run}-${index}`],
          item: null,
          by: 0,
        })),
        ...Array.from({ length: adjustmentsMade }, (_, index) => {
          const [item = null, by] = [items[index % items.length], index % 3 === 0 ? -1 : 3]
          const field = `adjustInventory(id: "${item?.id}", by: "${by}")`
          return { as: 'operator', field, applied: [], item, by }
        }),
      ].sort(() => Math.random() - 0.5)
      const references: string[] = []
      const receipts: (Receipt | null)[] = []
      const work = async () => {
        for (let next = wanted.pop(); next; next = wanted.pop()) {
          const receipt = await settled(await mutate(next.as, next.field))
          receipts.push(receipt)
          if (receipt?.status !== 'APPLIED') continue
          references.push(...next.applied)
          if (next.item) next.item.by += next.by
        }
      }
      proxy.loseEvery(5)
      await Promise.all(Array.from({ length: clients }, work))
      proxy.loseEvery(null)

      const applied = receipts.filter((receipt) => receipt?.status === 'APPLIED')
      reportFigure(
        `Tryton: ${receipts.length} writes, ${proxy.lost()} answers lost after they were applied: ${applied.length} APPLIED, each once; ${receipts.length - applied.length} FAILED, none of them applied`,
      )
      // What may not wait for its system may fail, and then it has certainly not been applied; nobody has to look.
      expect(
        new Set(receipts.map((receipt) => receipt?.status)).difference(new Set(['APPLIED', 'FAILED'])),
      ).toEqual(new Set())
      expect(applied.length).toBeGreaterThan(receipts.length / 2)
      expect(proxy.lost()).toBeGreaterThan(receipts.length / 5)
      const sales = await wire.find('sale.sale', [['reference', 'like', `${run}-%`]], ['reference'])
      expect(sales.map(({ reference }) => reference).toSorted()).toEqual(references.toSorted())
      for (const { product, before, by } of items) expect(await onHand(product)).toBe(before + by)
    }, 300_000)
  },
)
