import { BadValueError } from '../../codecs/codec.ts'
import type { Call } from '../datasource.ts'
import { readMergeWrite } from '../kit/read-merge-write.ts'
import { refusing } from '../kit/refusing.ts'
import type { RawFound, Values, WriteCalls } from '../write-calls.ts'
import { etagOf, idOf, type EntitySet, type EntitySetOptions, type RawRecord } from './client.ts'
import { externalReferenceLength } from './mapping.ts'
import { equalsCode, equalsGuid } from './odata.ts'
import { hasLines, planLines, writeLines } from './order-lines.ts'
import type { Change, RecordWrites } from './record-writes.ts'

interface OrderWriting {
  /** Orders with what the changes of their lines depend on: `orderPaths`. */
  orders: EntitySet
  invoices: EntitySet
  writes: RecordWrites
  localCurrency: string
  failure: EntitySetOptions['failure']
}

export const orderPaths: readonly (readonly string[])[] = [
  ...['id', 'number', 'currencyCode', 'customerId', 'externalDocumentNumber'].map((name) => [name]),
  ...['id', 'lineType', 'itemId', 'quantity', 'unitPrice', 'discountAmount', 'description'].map((name) => [
    'salesOrderLines',
    name,
  ]),
]

/**
 * Sales orders. A new one carries the caller's reference, else the gateway's own, as its external document number: by it a
 * repetition is found. The vendor ends an order by deleting it, which is what cancelling one is.
 */
export function orderWriting({ orders, invoices, writes, localCurrency, failure }: OrderWriting): WriteCalls {
  const refuse = refusing(failure)

  async function remove(externalId: string, call: Call): Promise<void> {
    const path = `salesOrders(${externalId})`
    await writes.apply({ operation: 'deleteSalesOrder', method: 'DELETE', path, ifMatch: '*' }, call)
  }

  async function find(externalId: string, call: Call): Promise<RawRecord | null> {
    const [filter] = equalsGuid('id', [externalId])
    const [found] = filter === undefined ? [] : await orders.read({ filter }, call)
    return found ?? null
  }

  /** The order that carries the reference and is what was wanted; else whether anything could be it. */
  async function findCreated(values: Values, reference: string, call: Call): Promise<RawFound> {
    const { bodies } = writeLines(values.lines)
    const given = values.externalReference ?? reference
    const [byReference = ''] = equalsCode('externalDocumentNumber', [given], externalReferenceLength)
    const [byCustomer = ''] = equalsGuid('customerId', [String(values.customer)])
    const referred = await orders.read({ filter: `${byCustomer} and ${byReference}` }, call)
    const [same, another] = referred.filter((order) => hasLines(order, bodies))
    if (same) return another ? 'UNKNOWN' : { externalId: idOf(same, failure) }
    // Made by this very attempt and changed since, or another that the caller gave the same number.
    if (referred.length > 0) return 'UNKNOWN'
    // An order without any reference may be one whose reference the company's own code did not keep.
    const unnamed = await orders.read({ filter: `${byCustomer} and externalDocumentNumber eq ''` }, call)
    return unnamed.some((order) => hasLines(order, bodies)) ? 'UNKNOWN' : 'ABSENT'
  }

  function changesOf(
    externalId: string,
    patch: { values: Values; fields: Readonly<Record<string, unknown>> },
    current: RawRecord,
    version: string,
  ): readonly Change[] {
    const isHeaderChanged = Object.keys(patch.fields).length > 0
    const header: Change = {
      operation: 'updateSalesOrder',
      method: 'PATCH',
      path: `salesOrders(${externalId})`,
      body: patch.fields,
      ifMatch: version,
    }
    return [...(isHeaderChanged ? [header] : []), ...lineChanges()]

    function lineChanges(): readonly Change[] {
      if (patch.values.lines === undefined) return []
      const { bodies, currency } = writeLines(patch.values.lines)
      if (currency !== null && currency !== (current.currencyCode || localCurrency))
        throw refuse('VALIDATION', "amounts of another currency than the order's", 'lines')
      // The header's version covers its lines; a change of it may give them new ones.
      return planLines(externalId, current, bodies, (line) =>
        isHeaderChanged ? '*' : String(line['@odata.etag']),
      )
    }
  }

  return {
    readOnly: {
      number: 'Business Central numbers its orders itself',
      status: 'it follows from what is done with the order',
      ...Object.fromEntries(
        ['netAmount', 'taxAmount', 'totalAmount', 'invoicedAmount', 'shippedState', 'updatedAt'].map(
          (name) => [name, 'Business Central works it out'],
        ),
      ),
    },
    ownFields: { create: ['lines', 'currency'], patch: ['lines'] },
    createOnly: ['customer', 'currency'],
    check(_kind, { lines, externalReference, orderDate, currency }) {
      if (externalReference === '')
        return { field: 'externalReference', message: 'Business Central takes a number, or none.' }
      if (orderDate === null)
        return { field: 'orderDate', message: 'Business Central keeps no order without it.' }
      if (lines === undefined) return null
      try {
        const prices = writeLines(lines).currency
        if (typeof currency === 'string' && prices !== null && prices !== currency)
          return { field: 'lines', message: `The prices must be in ${currency}, the currency of the order.` }
        return null
      } catch (error) {
        if (error instanceof BadValueError)
          return { field: 'lines', message: `Business Central cannot hold these lines: ${error.reason}.` }
        throw error
      }
    },
    create: {
      required: ['customer', 'lines'],
      async run({ values, fields, reference }, call) {
        const { bodies, currency } = writeLines(values.lines)
        // Where nobody says, it is the customer's.
        const currencyCode = values.currency ?? currency
        const body = {
          ...fields,
          externalDocumentNumber: fields.externalDocumentNumber || reference,
          ...(currencyCode !== null && { currencyCode }),
          salesOrderLines: bodies,
        }
        const created = await writes.apply(
          { operation: 'createSalesOrder', method: 'POST', path: 'salesOrders', body },
          call,
        )
        return { externalId: idOf(created, failure) }
      },
      findApplied: ({ values, reference }, call) => findCreated(values, reference, call),
    },
    patch: {
      isConditional: true,
      async run({ externalId, values, fields, ifVersion }, call) {
        const load = async () => {
          const order = await find(externalId, call)
          if (!order) throw refuse('NOT_FOUND')
          return order
        }
        const merging = { ifVersion, load, versionOf: etagOf, conflict: () => refuse('CONFLICT') }
        await readMergeWrite(merging, (current, version) =>
          writes.applyTogether(changesOf(externalId, { values, fields }, current, version), call),
        )
        return { externalId }
      },
    },
    actions: {
      cancel: {
        async run({ externalId }, call) {
          await remove(externalId, call)
          return { externalId }
        },
        async findApplied({ externalId }, call) {
          if (await find(externalId, call)) return 'ABSENT'
          // An order is gone, too, once all of it is invoiced: nobody has cancelled it then.
          const [filter = ''] = equalsGuid('orderId', [externalId])
          const invoiced = await invoices.read({ filter, limit: 1 }, call)
          return invoiced.length > 0 ? 'ABSENT' : { externalId }
        },
        isIrreversible: true,
      },
    },
    unavailableActions: {
      release:
        'Business Central API v2.0 has no action that releases a sales order: publish one in a custom API page',
    },
    async remove(externalId, call) {
      await remove(externalId, call)
    },
  }
}
