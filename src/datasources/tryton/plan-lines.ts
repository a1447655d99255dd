import { listAt, valueAt } from '../mapping.ts'
import { isSelling, type LineBody } from './order-lines.ts'
import { trytonDecimal, type WireDecimal } from './values.ts'

export interface LinePlan {
  /** Lines that stay, with what changes in each; the order of all lines is in `sequence`. */
  written: readonly { id: number; change: object }[]
  added: readonly { sequence: number; body: LineBody }[]
  removed: readonly number[]
}

/**
 * The fewest changes after which the selling lines of a sale are the wanted ones, in their order: a line of the same
 * product is kept and changed where it differs. Titles and comments are not touched: nobody could give them.
 */
export function planLines(sale: unknown, wanted: readonly LineBody[]): LinePlan {
  const left = listAt(sale, ['lines.']).filter(isSelling)
  const placed = wanted.map((body, index) => {
    const line = takeLine(left, body)
    return { body, line, sequence: index + 1 }
  })
  return {
    written: placed.flatMap(({ body, line, sequence }) => {
      if (line === null) return []
      const { product: _product, ...values } = body
      return [{ id: Number(valueAt(line, ['id'])), change: { ...values, sequence } }]
    }),
    added: placed.filter(({ line }) => line === null).map(({ sequence, body }) => ({ sequence, body })),
    removed: left.map((line) => Number(valueAt(line, ['id']))),
  }
}

/** Whether the sale has these lines and sells nothing else. */
export function hasLines(sale: unknown, wanted: readonly LineBody[]): boolean {
  const left = listAt(sale, ['lines.']).filter(isSelling)
  return (
    wanted.every((body) => {
      const line = takeLine(left, body)
      return line !== null && !differs(line, body)
    }) && left.length === 0
  )
}

/** Takes the line that is the wanted one, else the first of its product, out of those that are left. */
function takeLine(left: unknown[], body: LineBody): unknown {
  const same = left.filter((line) => valueAt(line, ['product.', 'id']) === body.product)
  const line = same.find((one) => !differs(one, body)) ?? same[0]
  if (line === undefined) return null
  left.splice(left.indexOf(line), 1)
  return line
}

function differs(line: unknown, { quantity, unit_price: price, description }: LineBody): boolean {
  const stored = valueAt(line, ['unit_price'])
  return (
    valueAt(line, ['quantity']) !== quantity ||
    (price !== undefined &&
      (stored === null || trytonDecimal().decode(stored as WireDecimal) !== price.decimal)) ||
    (description !== undefined && (valueAt(line, ['description']) || null) !== (description || null))
  )
}
