import type { DatasourceTools, ReferenceCalls, Transport } from 'headwater'
import { itemsOf, pageOf } from './items.ts'

/** Records of customers, by the ids of these in one parameter. */
export function customersRecords(
  http: Transport,
  { operation, path, parameter }: { operation: string; path: string; parameter: string },
  failure: DatasourceTools['failure'],
): ReferenceCalls {
  const load: NonNullable<ReferenceCalls['batch']>['load'] = async (ids, _page, call) => {
    const query = { [parameter]: ids.join(',') }
    const reply = await http.call({ operation, effect: 'READ', method: 'GET', path, query }, call)
    return { records: itemsOf(reply, failure), complete: true }
  }
  return {
    paging: 'SHIFTING',
    async load(parentId, page, call) {
      const { records } = await load([parentId], page, call)
      return pageOf(records, page)
    },
    batch: { max: 100, load, cursorOf: (_raw, index) => String(index) },
  }
}
