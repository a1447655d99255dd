import { localDateInZone } from '../../codecs/zoned-dates.ts'
import type { GatewayError } from '../../errors/gateway-error.ts'
import type { FailureClass } from '../failures.ts'
import { valueAt, type Mapping } from '../mapping.ts'
import type { RecordCalls } from '../vendor-calls.ts'
import { fieldNames, type TrytonClient } from './client.ts'
import { changedSince, containedText, equalText } from './filters.ts'
import { loadOnce } from './load-once.ts'
import { listOf } from './list.ts'
import { byId, byText, idPattern } from './look-ups.ts'
import { trytonDate } from './values.ts'

const dayMs = 86_400_000

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
  /** Code or id of a stock location. */
  warehouse: string | number
  timeZone: string
  forecastDays: number
  now: () => number
  failure(failure: FailureClass, cause?: unknown): GatewayError
}

/**
 * Stock is computed for the locations and the day in the context. Without locations Tryton answers 0, so a location that is
 * not found is an error here.
 */
export function stockCalls(client: TrytonClient, mapping: Mapping, options: StockOptions): RecordCalls {
  const { warehouse, timeZone, forecastDays, now, failure } = options
  const dayOf = localDateInZone(timeZone)

  const locationId = loadOnce(async (call) => {
    if (typeof warehouse === 'number') return warehouse
    const search = { domain: [['code', '=', warehouse]], limit: 1 }
    const [location] = await client.model('stock.location', ['code']).search(search, call)
    if (location) return valueAt(location, ['id'])
    throw failure('SCHEMA_DRIFT', 'no stock location has the code of the option warehouse')
  })
  const context = async () => {
    const lastDay = dayOf.decode(new Date(now() + forecastDays * dayMs).toISOString())
    return { locations: [await locationId()], stock_date_end: trytonDate().encode(lastDay) }
  }

  const products = client.model('product.product', fieldNames(mapping))
  return { mapping, idPattern, byId: byId(products, 200, context) }
}
