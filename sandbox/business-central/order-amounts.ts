import type { BcRecord } from './entity-sets.ts'

/** A line with its calculated amounts: a discount percentage, where there is one, decides the discount. */
export function calculateLine(line: BcRecord, taxPercent: number): BcRecord {
  const gross = numberOf(line, 'quantity') * numberOf(line, 'unitPrice')
  const percent = numberOf(line, 'discountPercent')
  const discount = percent > 0 ? toCents((gross * percent) / 100) : numberOf(line, 'discountAmount')
  const net = toCents(gross - discount)
  const tax = toCents((net * taxPercent) / 100)
  return {
    ...line,
    discountAmount: discount,
    discountAppliedBeforeTax: true,
    amountExcludingTax: net,
    taxPercent,
    totalTaxAmount: tax,
    amountIncludingTax: toCents(net + tax),
    netAmount: net,
    netTaxAmount: tax,
    netAmountIncludingTax: toCents(net + tax),
  }
}

/** An order with the totals of its lines. */
export function calculateOrder(order: BcRecord, lines: readonly BcRecord[]): BcRecord {
  const sum = (name: string) => toCents(lines.reduce((total, line) => total + numberOf(line, name), 0))
  const ordered = sum('quantity')
  return {
    ...order,
    totalAmountExcludingTax: toCents(sum('amountExcludingTax') - numberOf(order, 'discountAmount')),
    totalTaxAmount: sum('totalTaxAmount'),
    totalAmountIncludingTax: toCents(sum('amountIncludingTax') - numberOf(order, 'discountAmount')),
    fullyShipped: ordered > 0 && sum('shippedQuantity') >= ordered,
  }
}

/** Sales tax of the country the goods go to. */
export function taxPercentOf(country: string): number {
  return country === 'US' ? 8.875 : 19
}

export function numberOf(record: BcRecord, name: string): number {
  const value = record[name]
  return typeof value === 'number' ? value : 0
}

function toCents(amount: number): number {
  return Math.round((amount + Number.EPSILON) * 100) / 100
}
