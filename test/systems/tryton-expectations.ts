import { Reference, type SourceRecord } from '../../src/datasources/source-record.ts'
import { rowsUnder, under, type Row } from './tryton-wire.ts'

/** What the datasource has to make of Tryton's own rows, written down a second time and without its codecs. */
export const partyFields = [
  ...['code', 'receivable', 'customer_payment_term.name', 'tax_identifier.code', 'email', '_timestamp'],
  ...['name', 'lang.code', 'create_date', 'write_date'],
]

export function customerOf(row: Row) {
  return {
    version: row._timestamp,
    values: {
      customerNumber: row.code,
      balanceDue: euros(row.receivable),
      paymentTerms: under(row, 'customer_payment_term.', 'name') ?? null,
      taxId: under(row, 'tax_identifier.', 'code') ?? null,
    },
    matchKeys: row.email === '' ? {} : { email: String(row.email).toLowerCase() },
  }
}

export const saleFields = [
  ...['number', 'reference', 'state', 'shipment_state', 'sale_date', 'party', 'currency.code', '_timestamp'],
  ...['untaxed_amount', 'tax_amount', 'total_amount', 'create_date', 'write_date'],
  ...['lines.type', 'lines.product', 'lines.product.code', 'lines.description', 'lines.quantity'],
  ...['lines.unit_price', 'lines.amount', 'invoices.state', 'invoices.total_amount'],
]

export function orderOf(row: Row): SourceRecord {
  const posted = rowsUnder(row, 'invoices.').filter(({ state }) => state === 'posted')
  const invoiced = posted.reduce((sum, one) => sum + numberOf(one.total_amount), 0)
  const statuses = {
    ...{ draft: 'DRAFT', quotation: 'QUOTED', confirmed: 'CONFIRMED', processing: 'PROCESSING' },
    ...{ done: 'COMPLETED', cancelled: 'CANCELLED' },
  }
  const shipped = { none: 'NOT_SHIPPED', waiting: 'NOT_SHIPPED', sent: 'SHIPPED' }
  return {
    externalId: String(row.id),
    version: String(row._timestamp),
    matchKeys: {},
    values: {
      number: row.number,
      status: under(statuses, String(row.state)),
      orderDate: isoText(row.sale_date),
      lines: rowsUnder(row, 'lines.')
        .filter(({ type }) => type === 'line')
        .map(lineOf),
      netAmount: euros(row.untaxed_amount),
      taxAmount: euros(row.tax_amount),
      totalAmount: euros(row.total_amount),
      currency: under(row, 'currency.', 'code'),
      invoicedAmount: { amount: invoiced.toFixed(2), currency: 'EUR' },
      shippedState: under(shipped, String(row.shipment_state)),
      externalReference: row.reference,
      createdAt: isoText(row.create_date),
      updatedAt: isoText(row.write_date ?? row.create_date),
      customer: new Reference('Customer', String(row.party)),
    },
  }
}

function lineOf(line: Row) {
  const unitPrice = numberOf(line.unit_price)
  return {
    item: new Reference('InventoryItem', String(line.product)),
    sku: under(line, 'product.', 'code'),
    description: line.description,
    quantity: String(line.quantity),
    unitPrice: {
      amount: Number.isInteger(unitPrice) ? unitPrice.toFixed(2) : String(unitPrice),
      currency: 'EUR',
    },
    discount: null,
    amount: euros(line.amount),
  }
}

export const productFields = [
  ...['code', 'name', 'list_price', 'account_category.name', 'default_uom.name', 'write_date', '_timestamp'],
  ...['quantity', 'forecast_quantity'],
]

export function itemOf(row: Row): SourceRecord {
  return {
    externalId: String(row.id),
    version: String(row._timestamp),
    matchKeys: {},
    values: {
      sku: row.code,
      name: row.name,
      category: under(row, 'account_category.', 'name'),
      unit: under(row, 'default_uom.', 'name'),
      unitPrice: euros(row.list_price),
      updatedAt: isoText(row.write_date),
    },
  }
}

export function stockOf(row: Row): SourceRecord {
  const [held, left] = [Number(row.quantity), Number(row.forecast_quantity)]
  return {
    externalId: String(row.id),
    version: null,
    matchKeys: {},
    values: { onHand: String(held), available: String(left), reserved: String(held - left) },
  }
}

function numberOf(decimal: unknown): number {
  return Number(under(decimal, 'decimal'))
}

/** Tryton's decimal object with two decimals. */
function euros(value: unknown) {
  return value === null ? null : { amount: Number(under(value, 'decimal')).toFixed(2), currency: 'EUR' }
}

/** Tryton's date or datetime object, as `YYYY-MM-DD` or an ISO instant to the millisecond. */
export function isoText(value: unknown): string | null {
  if (value === null) return null
  const part = (name: string) => Number(under(value, name) ?? 0)
  const ms = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
    Math.floor(part('microsecond') / 1000),
  )
  const instant = new Date(ms).toISOString()
  return under(value, '__class__') === 'date' ? instant.slice(0, 10) : instant
}
