import { randomUUID } from 'node:crypto'
import type { JsonObject } from '../kit/parse-object.ts'
import { completeRecord, zeroGuid } from './complete-record.ts'
import type { BcRecord } from './entity-sets.ts'
import { failure, refusal } from './failures.ts'
import { calculateLine, calculateOrder, numberOf, taxPercentOf } from './order-amounts.ts'
import { readFields, readNested } from './read-fields.ts'
import type { RecordStore } from './record-store.ts'
import { postAdjustment } from './stock-adjustments.ts'
import { takeNumber } from './take-number.ts'
import { setOf } from './set-of.ts'

export interface RecordWriter {
  /** @throws ReplyError */
  create(setName: string, body: JsonObject): BcRecord
  update(setName: string, record: BcRecord, body: JsonObject): BcRecord
  remove(setName: string, record: BcRecord): void
  /** Posts what is not shipped yet. The sandbox keeps the order, fully shipped; the vendor turns it into an invoice. */
  shipAndInvoice(order: BcRecord): void
}

/** What happens behind a POST, PATCH or DELETE: numbers, copied fields, totals, stock. */
export function createRecordWriter(
  store: RecordStore,
  now: () => number,
  references: { isKept: boolean },
): RecordWriter {
  const today = () => new Date(now()).toISOString().slice(0, 10)

  function createCustomer(fields: BcRecord): BcRecord {
    if (!fields.displayName) throw refusal('A customer needs a displayName.')
    const number = takeNumber(store, 'customers', String(fields.number ?? ''))
    const defaults = { type: 'Person', currencyCode: 'EUR' }
    return store.put(
      'customers',
      completeRecord('customers', { ...defaults, ...fields, number, id: randomUUID() }),
    )
  }

  function createItem(fields: BcRecord): BcRecord {
    const number = takeNumber(store, 'items', String(fields.number ?? ''))
    const defaults = { baseUnitOfMeasureCode: 'PCS' }
    return store.put('items', completeRecord('items', { ...defaults, ...fields, number, id: randomUUID() }))
  }

  function findCustomer(fields: BcRecord): BcRecord {
    const { customerId, customerNumber } = fields
    const byId = customerId ? store.find('customers', String(customerId)) : null
    const customer = byId ?? store.related('customers', 'number', customerNumber ?? '')[0]
    if (!customer)
      throw failure(400, 'Internal_InvalidTableRelation', 'The customer of the sales order cannot be found.')
    if (customer.blocked === 'All') {
      const number = String(customer.number)
      throw refusal(
        `This type of document cannot be created while customer ${number} is blocked with type All.`,
      )
    }
    return customer
  }

  function customerFields(customer: BcRecord): BcRecord {
    const { id = zeroGuid, number = '', displayName = '' } = customer
    return {
      customerId: id,
      customerNumber: number,
      customerName: displayName,
      billToName: displayName,
      billToCustomerId: id,
      billToCustomerNumber: number,
      sellToAddressLine1: customer.addressLine1 ?? '',
      sellToCity: customer.city ?? '',
      sellToCountry: customer.country ?? '',
      sellToPostCode: customer.postalCode ?? '',
      currencyId: customer.currencyId ?? zeroGuid,
      currencyCode: customer.currencyCode ?? '',
      paymentTermsId: customer.paymentTermsId ?? zeroGuid,
      phoneNumber: customer.phoneNumber ?? '',
      email: customer.email ?? '',
    }
  }

  function createOrder(fields: BcRecord, lines: readonly BcRecord[]): BcRecord {
    const customer = findCustomer(fields)
    const dates = { orderDate: today(), postingDate: today() }
    const number = takeNumber(store, 'salesOrders', '')
    const own = { id: randomUUID(), number, status: 'Draft', discountAppliedBeforeTax: true }
    const order = completeRecord('salesOrders', { ...dates, ...customerFields(customer), ...fields, ...own })
    // All lines are made before anything is stored: a bad one refuses the whole deep insert.
    const made = lines.map((line, index) => makeLine(order, line, (index + 1) * 10_000))
    store.put('salesOrders', calculateOrder(order, made))
    for (const line of made) store.put('salesOrderLines', line)
    return store.find('salesOrders', own.id) ?? order
  }

  function makeLine(order: BcRecord, fields: BcRecord, sequence: number): BcRecord {
    const item = findItem(fields)
    const copied: BcRecord = item
      ? {
          lineType: 'Item',
          description: item.displayName ?? '',
          unitOfMeasureCode: item.baseUnitOfMeasureCode ?? '',
          unitPrice: item.unitPrice ?? 0,
        }
      : {}
    const own = {
      id: randomUUID(),
      documentId: order.id ?? zeroGuid,
      ...(item && { itemId: item.id ?? zeroGuid, lineObjectNumber: item.number ?? '' }),
    }
    const line = completeRecord('salesOrderLines', { sequence, ...copied, ...fields, ...own })
    return settleLine(line, order)
  }

  function settleLine(line: BcRecord, order: BcRecord): BcRecord {
    const open = {
      shipQuantity: numberOf(line, 'quantity') - numberOf(line, 'shippedQuantity'),
      invoiceQuantity: numberOf(line, 'quantity') - numberOf(line, 'invoicedQuantity'),
    }
    return calculateLine({ ...line, ...open }, taxPercentOf(String(order.sellToCountry)))
  }

  function findItem({ itemId, lineObjectNumber, lineType }: BcRecord): BcRecord | null {
    if (lineType !== undefined && lineType !== 'Item') return null
    if (!itemId && !lineObjectNumber) return null
    const byId = itemId ? store.find('items', String(itemId)) : null
    const item = byId ?? store.related('items', 'number', lineObjectNumber ?? '')[0]
    if (!item)
      throw failure(400, 'Internal_InvalidTableRelation', 'The item of the sales order line cannot be found.')
    if (item.blocked === true) throw refusal(`Item ${String(item.number)} is blocked.`)
    return item
  }

  function orderOf(line: BcRecord): BcRecord {
    const order = store.find('salesOrders', String(line.documentId ?? ''))
    if (!order)
      throw failure(400, 'Internal_InvalidTableRelation', 'The sales order of the line cannot be found.')
    return order
  }

  function linesOf(order: BcRecord): BcRecord[] {
    return store.related('salesOrderLines', 'documentId', order.id ?? '')
  }

  /** An order changes with its lines: new totals, new etag. */
  function putLine(line: BcRecord, order: BcRecord): BcRecord {
    const stored = store.put('salesOrderLines', line)
    store.put('salesOrders', calculateOrder(order, linesOf(order)))
    return stored
  }

  function keptOf({ externalDocumentNumber, ...fields }: BcRecord): BcRecord {
    return references.isKept && externalDocumentNumber !== undefined
      ? { ...fields, externalDocumentNumber }
      : fields
  }

  return {
    create(setName, body) {
      const set = setOf(setName)
      if (setName === 'salesOrders') {
        const lineSet = setOf('salesOrderLines')
        const lines = readNested(body, 'salesOrderLines').map((line) => readFields(line, lineSet))
        return createOrder(keptOf(readFields(body, set, 'salesOrderLines')), lines)
      }
      const fields = keptOf(readFields(body, set))
      if (setName === 'stockAdjustments') return postAdjustment(store, fields, today())
      if (setName === 'customers') return createCustomer(fields)
      if (setName === 'items') return createItem(fields)
      const order = orderOf(fields)
      const last = Math.max(0, ...linesOf(order).map((line) => numberOf(line, 'sequence')))
      return putLine(makeLine(order, fields, last + 10_000), order)
    },
    update(setName, record, body) {
      const fields = keptOf(readFields(body, setOf(setName)))
      const changed: BcRecord = { ...record, ...fields }
      if (setName === 'salesOrderLines') {
        const order = orderOf(record)
        // An amount that is set replaces a percentage that was.
        if ('discountAmount' in fields && !('discountPercent' in fields)) changed.discountPercent = 0
        return putLine(settleLine(changed, order), order)
      }
      if (setName !== 'salesOrders') return store.put(setName, changed)
      const moved = 'customerId' in fields || 'customerNumber' in fields
      const customer = moved ? customerFields(findCustomer(fields)) : {}
      return store.put('salesOrders', calculateOrder({ ...record, ...customer, ...fields }, linesOf(record)))
    },
    remove(setName, record) {
      const id = String(record.id)
      const number = String(record.number)
      if (setName === 'customers' && store.related('salesOrders', 'customerId', id).length > 0) {
        throw refusal(`Customer ${number} cannot be deleted while there are sales orders for it.`)
      }
      if (setName === 'items' && store.related('salesOrderLines', 'itemId', id).length > 0) {
        throw refusal(`Item ${number} cannot be deleted while there are sales orders with it.`)
      }
      const order = setName === 'salesOrderLines' ? orderOf(record) : null
      const ending =
        setName === 'salesOrders' ? linesOf(record) : setName === 'salesOrderLines' ? [record] : []
      if (ending.some((line) => numberOf(line, 'shippedQuantity') !== numberOf(line, 'invoicedQuantity')))
        throw refusal('What is shipped and not invoiced yet cannot be deleted.')
      if (setName === 'salesOrders')
        for (const line of linesOf(record)) store.remove('salesOrderLines', String(line.id))
      store.remove(setName, id)
      if (order) store.put('salesOrders', calculateOrder(order, linesOf(order)))
    },
    shipAndInvoice(order) {
      const open = linesOf(order).filter(
        (line) => numberOf(line, 'shippedQuantity') < numberOf(line, 'quantity'),
      )
      if (open.length === 0) throw refusal('There is nothing to post.')
      for (const line of open) {
        const quantity = numberOf(line, 'quantity')
        postSale(line, quantity - numberOf(line, 'shippedQuantity'), order)
        store.put(
          'salesOrderLines',
          settleLine({ ...line, shippedQuantity: quantity, invoicedQuantity: quantity }, order),
        )
      }
      store.put(
        'salesOrders',
        calculateOrder({ ...order, status: 'Open', postingDate: today() }, linesOf(order)),
      )
    },
  }

  function postSale(line: BcRecord, quantity: number, order: BcRecord): void {
    const item = store.find('items', String(line.itemId))
    if (!item) return
    const entries = [...store.all('itemLedgerEntries')].map((entry) => numberOf(entry, 'entryNumber'))
    const entry = completeRecord('itemLedgerEntries', {
      id: randomUUID(),
      entryNumber: Math.max(0, ...entries) + 1,
      itemNumber: item.number ?? '',
      postingDate: today(),
      entryType: 'Sale',
      sourceType: 'Customer',
      sourceNumber: order.customerNumber ?? '',
      documentType: 'Sales_x0020_Shipment',
      documentNumber: order.number ?? '',
      quantity: -quantity,
      salesAmountActual: line.amountExcludingTax ?? 0,
    })
    store.put('itemLedgerEntries', entry)
    store.put('items', { ...item, inventory: numberOf(item, 'inventory') - quantity })
  }
}
