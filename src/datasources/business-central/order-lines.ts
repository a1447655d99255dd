import { BadValueError } from '../../codecs/codec.ts'
import { money, type Money } from '../../codecs/money.ts'
import { decimal } from '../../codecs/numbers.ts'
import { listAt } from '../mapping.ts'
import type { RawRecord } from './client.ts'
import type { Change } from './record-writes.ts'

/** A line as the vendor takes it. What is left out is the item's own in a new line, and stays as it is in another. */
export interface LineBody {
  lineType: 'Item'
  itemId: string
  quantity: number
  unitPrice?: number
  discountAmount?: number
  description?: string
}

/** @throws BadValueError for what is no line of an item, and for amounts of more than one currency */
export function writeLines(lines: unknown): { bodies: readonly LineBody[]; currency: string | null } {
  if (!Array.isArray(lines) || lines.length === 0) throw new BadValueError('expected at least one line')
  const currencies = new Set<string>()
  const amountOf = (value: unknown) => {
    const written = value as Money
    currencies.add(written.currency)
    return money(written.currency, { as: 'number' }).encode(written) as number
  }
  const bodies = (lines as readonly Readonly<Record<string, unknown>>[]).map((line): LineBody => {
    const { item, quantity, unitPrice, discount, description } = line
    if (typeof item !== 'string' || item === '') throw new BadValueError('expected an item in every line')
    const count = decimal({ as: 'number' }).encode(String(quantity)) as number
    if (!(count > 0)) throw new BadValueError('expected a quantity above zero in every line')
    return {
      lineType: 'Item',
      itemId: item,
      quantity: count,
      ...(isGiven(unitPrice) && { unitPrice: amountOf(unitPrice) }),
      ...(isGiven(discount) && { discountAmount: amountOf(discount) }),
      ...(typeof description === 'string' && { description }),
    }
  })
  const [currency = null] = currencies
  if (currencies.size > 1) throw new BadValueError('expected amounts of one currency')
  return { bodies, currency }
}

/**
 * The fewest changes after which the order's item lines are the wanted ones: a line of the same item is kept and changed
 * where it differs, others are added and removed. Lines of other kinds (charges, comments) are not touched: nobody
 * could give them. From whatever state it begins, so that a repetition ends the same.
 */
export function planLines(
  orderId: string,
  order: RawRecord,
  wanted: readonly LineBody[],
  ifMatch: (line: RawRecord) => string,
): readonly Change[] {
  const left = itemLines(order)
  const changes: Change[] = []
  for (const body of wanted) {
    const same = left.filter(({ itemId }) => itemId === body.itemId)
    const line = same.find((one) => differences(one, body) === null) ?? same[0]
    if (line === undefined) {
      const path = `salesOrders(${orderId})/salesOrderLines`
      changes.push({ operation: 'createSalesOrderLine', method: 'POST', path, body: { ...body } })
      continue
    }
    left.splice(left.indexOf(line), 1)
    const different = differences(line, body)
    if (different !== null)
      changes.push({ ...lineChange('updateSalesOrderLine', line, ifMatch), method: 'PATCH', body: different })
  }
  // Removed last: an order is never without lines on the way.
  const removed = left.map((line): Change => ({
    ...lineChange('deleteSalesOrderLine', line, ifMatch),
    method: 'DELETE',
  }))
  return [...changes, ...removed]
}

/** Whether the order has these lines, and no other of an item. */
export function hasLines(order: RawRecord, wanted: readonly LineBody[]): boolean {
  const left = itemLines(order)
  const missing = wanted.filter((body) => {
    const at = left.findIndex((line) => line.itemId === body.itemId && differences(line, body) === null)
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
  return missing.length === 0 && left.length === 0
}

function lineChange(operation: string, line: RawRecord, ifMatch: (line: RawRecord) => string) {
  return { operation, path: `salesOrderLines(${String(line.id)})`, ifMatch: ifMatch(line) }
}

function itemLines(order: RawRecord): RawRecord[] {
  return (listAt(order, 'salesOrderLines') as readonly RawRecord[]).filter(
    ({ lineType }) => lineType === 'Item',
  )
}

function differences(line: RawRecord, { lineType: _type, itemId: _item, ...values }: LineBody) {
  const different = Object.entries(values).filter(([name, value]) => line[name] !== value)
  return different.length === 0 ? null : Object.fromEntries(different)
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null
}
