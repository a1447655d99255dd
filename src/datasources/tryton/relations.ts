import type { GatewayError } from '../../errors/gateway-error.ts'
import type { Call } from '../datasource.ts'
import type { FailureClass } from '../failures.ts'
import { valueAt } from '../mapping.ts'
import type { Domain, TrytonClient } from './client.ts'
import { searchable } from './filters.ts'

export interface Named {
  model: string
  /** The field that people know the record by. */
  by: string
  value: unknown
  within?: Domain
}

/** Ids of records that people know by a name or a code. */
export interface Relations {
  /**
   * Null for null.
   *
   * @param field the canonical field that names it
   * @throws GatewayError VALIDATION when not exactly one record has the name
   */
  idOf(named: Named, field: string, call: Call): Promise<number | null>
}

export function createRelations(
  client: TrytonClient,
  refuse: (kind: FailureClass, cause: string, field: string) => GatewayError,
): Relations {
  return {
    async idOf({ model, by, value, within = [] }, field, call) {
      if (value === null) return null
      const [known] = searchable([value])
      const search = { domain: [[by, '=', known], ...within], limit: 2 }
      const found = known === undefined ? [] : await client.model(model, ['id']).search(search, call)
      const [only, another] = found.map((raw) => valueAt(raw, ['id']))
      if (typeof only === 'number' && another === undefined) return only
      throw refuse('VALIDATION', `${model}: ${only === undefined ? 'none' : 'several'} of that ${by}`, field)
    },
  }
}
