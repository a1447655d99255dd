import type { Mapping } from '../mapping.ts'
import type { RecordCalls } from '../vendor-calls.ts'
import { fieldNames, type TrytonClient } from './client.ts'
import { changedSince, containedText, equalText } from './filters.ts'
import { listOf } from './list.ts'
import { byId, byText, idPattern } from './look-ups.ts'
import type { LoadWarehouse } from './warehouse.ts'

/** Products, with the name and price of their templates. */
export function inventoryItemCalls(client: TrytonClient, mapping: Mapping): RecordCalls {
  const products = client.model('product.product', fieldNames(mapping))
  const filters = {
    sku: equalText('code'),
    name: containedText('name'),
    category: equalText('account_category.name'),
    updatedAt: changedSince(['template.']),
  }
  return {
    mapping,
    idPattern,
    byId: byId(products, 200),
    byKey: { sku: byText(products, 'code') },
    list: listOf(products, filters, {
      sku: { field: 'code', paging: 'KEYSET' },
      name: { field: 'name', paging: 'KEYSET' },
    }),
  }
}

export interface StockOptions {
  warehouse: LoadWarehouse
  /** The day so many days from today where the company is, in Tryton's form. */
  dayFrom: (days: number) => object
  forecastDays: number
}

/**
 * Stock is computed for the locations and the day in the context. Without locations Tryton answers 0, so a location that is
 * not found is an error here.
 */
export function stockCalls(client: TrytonClient, mapping: Mapping, options: StockOptions): RecordCalls {
  const { warehouse, dayFrom, forecastDays } = options
  const context = async () => {
    const { id } = await warehouse()
    return { locations: [id], stock_date_end: dayFrom(forecastDays) }
  }
  const products = client.model('product.product', fieldNames(mapping))
  return { mapping, idPattern, byId: byId(products, 200, context) }
}
