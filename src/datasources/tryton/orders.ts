import type { Mapping } from '../mapping.ts'
import type { RecordCalls, ReferenceCalls } from '../vendor-calls.ts'
import { fieldNames, type Model, type TrytonClient } from './client.ts'
import { changedSince, dateFilter, equalText, statusFilter } from './filters.ts'
import { listOf } from './list.ts'
import { byId, byText, idOf, idPage, idPattern, toIds } from './look-ups.ts'
import { orderStates } from './mapping.ts'

/** Most orders in the reply to one look-up of many customers: each comes with its lines, so replies are large. */
const batchCeiling = 500

/** Sales. Their numbers are counted, but references are given from outside and need not be unique. */
export function orderCalls(client: TrytonClient, mapping: Mapping): RecordCalls {
  const sales = client.model('sale.sale', fieldNames(mapping))
  const filters = {
    number: equalText('number'),
    status: statusFilter('state', orderStates),
    externalReference: equalText('reference'),
    orderDate: dateFilter('sale_date'),
    updatedAt: changedSince(),
  }
  return {
    mapping,
    idPattern,
    byId: byId(sales, 100),
    byKey: { number: byText(sales, 'number'), externalReference: byText(sales, 'reference') },
    byReference: { customer: salesOfParties(sales) },
    // Not by updatedAt: it is the later of two columns, and Tryton sorts by each alone.
    list: listOf(sales, filters, {
      number: { field: 'number', paging: 'KEYSET' },
      orderDate: { field: 'sale_date', paging: 'KEYSET' },
    }),
  }
}

/** The newest first. By id, so that nothing shifts a page. */
function salesOfParties(sales: Model): ReferenceCalls {
  const ofParties = (ids: readonly string[]) => [['party', 'in', toIds(ids)]]
  return {
    paging: 'STABLE',
    load: (partyId, page, call) => idPage(sales, ofParties([partyId]), page, 'DESC', call),
    batch: {
      max: 100,
      async load(partyIds, _page, call) {
        const search = { domain: ofParties(partyIds), order: [['id', 'DESC']] as const, limit: batchCeiling }
        const records = await sales.search(search, call)
        return { records, complete: records.length < batchCeiling }
      },
      cursorOf: idOf,
    },
  }
}
