import type { WriteCalls } from '../write-calls.ts'
import type { RecordWrites } from './record-writes.ts'

/** Items are made and numbered by the people who buy them; what is sold under which name and price may be changed. */
export function itemWriting(writes: RecordWrites): WriteCalls {
  return {
    readOnly: {
      sku: 'it is the number of the item in Business Central',
      category: 'it decides how the item is posted: Business Central alone changes it',
      unit: 'quantities on hand are counted in it',
      updatedAt: 'Business Central stamps it',
    },
    check: (_kind, { unitPrice }) =>
      unitPrice === null
        ? { field: 'unitPrice', message: 'Business Central keeps no item without a price.' }
        : null,
    patch: {
      isConditional: true,
      async run({ externalId, fields, ifVersion }, call) {
        const path = `items(${externalId})`
        const ifMatch = ifVersion ?? '*'
        await writes.apply({ operation: 'updateItem', method: 'PATCH', path, body: fields, ifMatch }, call)
        return { externalId }
      },
    },
  }
}
