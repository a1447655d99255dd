import { BadValueError } from '../../codecs/codec.ts'
import type { Money } from '../../codecs/money.ts'
import { decimal } from '../../codecs/numbers.ts'
import { text } from '../../codecs/text.ts'
import {
  at,
  computed,
  each,
  findDrift,
  reference,
  valueAt,
  type FieldMapping,
  type Path,
} from '../mapping.ts'
import { amount } from './fields.ts'
import { trytonPrice, type WireDecimal } from './values.ts'

/** A line as it is to be. What is left out is the product's own in a new line, and stays as it is in another. */
export interface LineBody {
  /** NaN for what is no id of Tryton: it is checked before the gateway knows which record is meant. */
  product: number
  quantity: number
  unit_price?: WireDecimal
  description?: string | null
}

/** Lines that sell something: an order also has titles, subtotals and comments. */
export function itemLines(currency: Path): FieldMapping {
  const lines = each(['lines.'], {
    item: reference('InventoryItem', ['product.', 'id']),
    sku: at(['product.', 'code']),
    description: 'description',
    quantity: at('quantity', decimal({ as: 'number' })),
    unitPrice: amount('unit_price', [currency].flat()),
    // Tryton 6.0 sells at a unit price that has the discount in it.
    discount: computed([], () => null),
    amount: amount('amount', [currency].flat()),
  })
  return {
    paths: [...lines.paths, ['lines.', 'type']],
    describe: `${lines.describe}; only those of type line`,
    read(raw, reading) {
      // Without their types no line would pass for one that sells something.
      const drift = findDrift(raw, ['lines.', 'type'], reading, true)
      if (drift) return drift
      const all = valueAt(raw, ['lines.'])
      return lines.read({ 'lines.': Array.isArray(all) ? all.filter(isSelling) : all }, reading)
    },
    write(value, target) {
      target['lines.'] = writeLines(value)
    },
  }
}

/** @throws BadValueError for what is no line of a product */
export function writeLines(lines: unknown): readonly LineBody[] {
  return linesOf(lines).map(({ item, quantity, unitPrice, discount, description }) => {
    if (typeof item !== 'string' || item === '') throw new BadValueError('expected an item in every line')
    const count = decimal({ as: 'number' }).encode(String(quantity)) as number
    if (!(count > 0)) throw new BadValueError('expected a quantity above zero in every line')
    if (isGiven(discount)) throw new BadValueError('expected a unit price with the discount taken off')
    return {
      product: Number(item),
      quantity: count,
      ...(isGiven(unitPrice) && { unit_price: priceOf(unitPrice as Money) }),
      ...(description !== undefined && { description: textOrNone(description) }),
    }
  })
}

function textOrNone(value: unknown): string | null {
  return typeof value === 'string' ? text().encode(value) : null
}

/** The currency of the lines' prices; null where none has one. @throws BadValueError for prices of several */
export function priceCurrency(lines: unknown): string | null {
  const prices = linesOf(lines).flatMap(({ unitPrice }) => (isGiven(unitPrice) ? [unitPrice as Money] : []))
  const [currency = null, another] = new Set(prices.map((price) => price.currency))
  if (another !== undefined) throw new BadValueError('expected prices of one currency')
  return currency
}

function priceOf(price: Money): WireDecimal {
  return trytonPrice(price.currency).encode(price)
}

function linesOf(lines: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (Array.isArray(lines) && lines.length > 0) return lines as readonly Readonly<Record<string, unknown>>[]
  throw new BadValueError('expected at least one line')
}

export function isSelling(line: unknown): boolean {
  return valueAt(line, ['type']) === 'line'
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null
}
