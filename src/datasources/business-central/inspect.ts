import { recordKindKey, type Call } from '../datasource.ts'
import type { DatasourceTools } from '../define-datasource.ts'
import type { Inspection, RecordSchema } from '../inspection.ts'
import type { Mapping } from '../mapping.ts'
import type { Transport } from '../transport/stack.ts'
import { readModel } from './read-model.ts'

/** The set behind each record kind. */
const entitySets: Readonly<Record<string, string>> = {
  Customer: 'customers',
  Order: 'salesOrders',
  InventoryItem: 'items',
  'InventoryItem/stock': 'items',
}

/**
 * The API's own $metadata: which properties there are, of which types, and which of them can be set. What the account may do,
 * Business Central tells nobody but its administrators: reading shows itself by the records.
 */
export function businessCentralInspection(options: {
  /** With the format of `readModel`. */
  transport: Transport
  mappings: readonly Mapping[]
  failure: DatasourceTools['failure']
}) {
  const { transport, mappings, failure } = options
  return async (call: Call): Promise<Inspection> => {
    const request = {
      operation: 'getMetadata',
      effect: 'READ',
      method: 'GET',
      path: '/v2.0/$metadata',
    } as const
    const model = readModel(await transport.call(request, call))
    if (!model) throw failure('BAD_RESPONSE', 'getMetadata: no CSDL document')
    const schemas = mappings.flatMap((mapping): [string, RecordSchema][] => {
      const kind = recordKindKey(mapping.entity, mapping.part)
      const name = entitySets[kind]
      if (name === undefined) return []
      const place = `entity set ${name}`
      const members = model.membersOf(name, mapping.paths)
      if (!members) return [[kind, { place, isMissing: true, members, access: {} }]]
      const { create, patch } = model.allows(name)
      const by = `an API page in place of ${name}: that of the API does not take it`
      return [
        [
          kind,
          {
            place,
            members,
            access: {
              ...(create !== undefined && { create: { isGranted: create, by } }),
              ...(patch !== undefined && { patch: { isGranted: patch, by } }),
            },
            // $select of an unknown property is refused.
            refusesUnknown: true,
          },
        ],
      ]
    })
    return { schemas: Object.fromEntries(schemas) }
  }
}
