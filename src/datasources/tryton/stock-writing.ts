import { BadValueError } from '../../codecs/codec.ts'
import { decimal, readDecimal, writeDecimal } from '../../codecs/numbers.ts'
import type { Call } from '../datasource.ts'
import type { DatasourceTools } from '../define-datasource.ts'
import { valueAt } from '../mapping.ts'
import { refusing } from '../kit/refusing.ts'
import type { WriteCalls } from '../write-calls.ts'
import type { RecordAction } from '../writing.ts'
import type { RawRecord, TrytonClient } from './client.ts'
import { idOf } from './look-ups.ts'
import { changesOf } from './record-changes.ts'
import { createRelations } from './relations.ts'
import { sumDecimals } from './values.ts'
import type { LoadWarehouse } from './warehouse.ts'

interface StockWriting {
  client: TrytonClient
  warehouse: LoadWarehouse
  /** Today where the company is, in Tryton's form. */
  today: () => object
  failure: DatasourceTools['failure']
}

const inventoryPaths = ['state', 'lines.product', 'lines.expected_quantity', 'lines.quantity']

/**
 * Stock is counted by an inventory: a document that says how much there is, and moves the difference to what was expected
 * once it is confirmed. Tryton notes what it expects when the document is made, so the count is mended where it is not
 * that and the difference: what others move meanwhile stays moved. The document's number is the gateway's reference, by
 * which a repetition finds it. Why stock was adjusted it has no field for: the gateway's own trail says so.
 */
export function stockWriting({ client, warehouse, today, failure }: StockWriting): WriteCalls {
  const refuse = refusing(failure)
  const relations = createRelations(client, refuse)
  const inventories = client.model('stock.inventory', inventoryPaths)
  const changes = changesOf(client, 'stock.inventory', failure)
  const lineChanges = changesOf(client, 'stock.inventory.line', failure)

  async function findInventories(reference: string, call: Call): Promise<readonly RawRecord[]> {
    return inventories.search({ domain: [['number', '=', reference]], order: [['id', 'ASC']] }, call)
  }

  async function placeOf(location: unknown, call: Call): Promise<number> {
    const { storageId } = await warehouse()
    if (typeof location !== 'string') return storageId
    const named = { model: 'stock.location', by: 'code', value: location, within: [['type', '=', 'storage']] }
    return (await relations.idOf(named, 'location', call)) ?? storageId
  }

  /** What is counted as far as the stock says now. Nothing is begun that would end below nothing: Tryton counts no less than 0. */
  async function countNow(product: number, place: number, by: string, call: Call): Promise<number> {
    const context = { locations: [place], stock_date_end: today(), active_test: false }
    const products = client.model('product.product', ['quantity'])
    const [raw] = await products.search({ domain: [['id', '=', product]], context }, call)
    if (raw === undefined) throw refuse('NOT_FOUND')
    const count = countOf(raw.quantity, by)
    if (count < 0) throw refuse('VALIDATION', 'less than nothing would be left', 'by')
    return count
  }

  async function makeInventory(line: object, place: number, reference: string, call: Call) {
    const inventory = { number: reference, location: place, date: today(), lines: [['create', [line]]] }
    await changes.create(inventory, call)
    const [made] = await findInventories(reference, call)
    if (made === undefined) throw failure('BAD_RESPONSE', 'stock.inventory: not found when made')
    return made
  }

  async function beginInventory({ externalId, args, reference }: RecordAction, by: string, call: Call) {
    const [place, product] = [await placeOf(args.location, call), Number(externalId)]
    const quantity = await countNow(product, place, by, call)
    return makeInventory({ product, quantity }, place, reference, call)
  }

  return {
    readOnly: {
      onHand: 'it follows from what is moved: adjust it',
      available: 'it follows from what is moved and planned',
    },
    actions: {
      adjust: {
        async run(action, call) {
          const { externalId, args, reference } = action
          const by = differenceOf(args.by)
          const [known] = await findInventories(reference, call)
          if (known?.state === 'done') return { externalId }
          if (known !== undefined && known.state !== 'draft')
            throw refuse('CONFLICT', 'stock.inventory: somebody has cancelled it')
          const inventory = known ?? (await beginInventory(action, by, call))
          const line = valueAt(inventory, ['lines.', '0'])
          const quantity = countOf(valueAt(line, ['expected_quantity']), by)
          if (valueAt(line, ['quantity']) !== quantity)
            await lineChanges.write(Number(idOf(line)), { quantity }, null, call)
          await changes.run('confirm', Number(idOf(inventory)), call)
          return { externalId }
        },
        async findApplied({ externalId, reference }, call) {
          const found = await findInventories(reference, call)
          if (found.some(({ state }) => state === 'done')) return { externalId }
          // One that is only drafted counts nothing yet: the next attempt goes on with it.
          return found.every(({ state }) => state === 'draft') ? 'ABSENT' : 'UNKNOWN'
        },
      },
    },
  }

  function differenceOf(by: unknown): string {
    try {
      const difference = decimal().encode(String(by)) as string
      if (difference !== '0') return difference
      throw new BadValueError('expected a difference')
    } catch (error) {
      if (error instanceof BadValueError) throw refuse('VALIDATION', error.reason, 'by')
      throw error
    }
  }
}

function countOf(expected: unknown, by: string): number {
  const count = sumDecimals([readDecimal(expected, 'a quantity'), by])
  return writeDecimal(count, 'number') as number
}
