import type { GatewayError } from '../../errors/gateway-error.ts'
import type { FailureClass } from '../failures.ts'
import { valueAt } from '../mapping.ts'
import type { TrytonClient } from './client.ts'
import { loadOnce } from './load-once.ts'

/** The place whose stock counts. */
export interface Warehouse {
  id: number
  /** Where it keeps its goods: a warehouse has several zones, any other place is one. */
  storageId: number
  isWarehouse: boolean
}

export type LoadWarehouse = () => Promise<Warehouse>

/** @param place code or id of a stock location */
export function createWarehouse(
  client: TrytonClient,
  place: string | number,
  failure: (failure: FailureClass, cause?: unknown) => GatewayError,
): LoadWarehouse {
  const locations = client.model('stock.location', ['type', 'storage_location'])
  return loadOnce(async (call) => {
    const domain = [[typeof place === 'number' ? 'id' : 'code', '=', place]]
    const [location] = await locations.search({ domain, limit: 1 }, call)
    const id = valueAt(location, ['id'])
    if (typeof id !== 'number')
      throw failure('SCHEMA_DRIFT', 'no stock location has the code or id of the option warehouse')
    const isWarehouse = valueAt(location, ['type']) === 'warehouse'
    const zone = valueAt(location, ['storage_location'])
    return { id, isWarehouse, storageId: isWarehouse && typeof zone === 'number' ? zone : id }
  })
}
