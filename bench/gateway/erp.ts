import { at, defineDatasource, defineMapping, each, reference } from 'headwater'
import { z } from 'zod'
import { customersRecords } from './customers-records.ts'
import { itemsOf } from './items.ts'

const orderMapping = defineMapping({
  entity: 'Order',
  id: 'id',
  fields: {
    placedAt: 'placedAt',
    status: 'status',
    currency: 'currency',
    total: 'total',
    lines: each('lines', {
      lineNo: at('lineNo'),
      sku: at('sku'),
      quantity: at('quantity'),
      unitPrice: at('unitPrice'),
      stock: reference('Inventory', 'sku'),
    }),
    customer: reference('Customer', 'customerId'),
  },
})

const stockMapping = defineMapping({
  entity: 'Inventory',
  id: 'sku',
  fields: { sku: 'sku', onHand: 'onHand', reserved: 'reserved', warehouse: 'warehouse' },
})

/** The simulated ERP: orders by their customers, stock by article. */
export const erp = defineDatasource({
  vendor: 'Simulated ERP',
  options: z.strictObject({ baseUrl: z.url() }),
  open({ baseUrl }, { transport, mapping, failure }) {
    const http = transport({ baseUrl, credentials: [], failures: [], maxConcurrent: 512 })
    const ofCustomers = { operation: 'orders', path: '/erp/orders', parameter: 'customerIds' }
    return {
      records: [
        {
          mapping: mapping(orderMapping),
          idPattern: /^o\d{1,9}-\d{1,9}$/,
          byReference: { customer: customersRecords(http, ofCustomers, failure) },
        },
        {
          mapping: mapping(stockMapping),
          idPattern: /^s\d{1,9}$/,
          byId: {
            max: 200,
            async load(skus, call) {
              const query = { skus: skus.join(',') }
              const request = {
                operation: 'stock',
                effect: 'READ',
                method: 'GET',
                path: '/erp/stock',
                query,
              } as const
              return { records: itemsOf(await http.call(request, call), failure) }
            },
          },
        },
      ],
    }
  },
})
