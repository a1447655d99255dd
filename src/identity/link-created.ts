import type { Transaction } from 'kysely'
import { GatewayError } from '../errors/gateway-error.ts'
import type { Database } from '../store/database.ts'
import type { Tables } from '../store/tables.ts'
import { canonicalId } from './canonical-id.ts'
import { changeLinksWithin } from './change-links.ts'
import type { CreatedLink } from './crosswalk.ts'

/** How often an id may turn out to stand for something else before something is wrong. */
const maxGenerations = 20

/**
 * Links a record that was created to its entity, as part of a transaction; run it inside `Crosswalk.whileLinking`. With
 * the id that `canonicalId` gives the record, it is a new entity, minted as elsewhere; with another, it is that entity's
 * record in this system, by the will of whoever wrote it.
 *
 * @returns the id that is valid for the entity: another one if the record was seen, and given an identity, meanwhile
 */
export async function linkCreated(
  transaction: Transaction<Tables>,
  database: Pick<Database, 'kind' | 'schema'>,
  created: CreatedLink,
  at: Date,
): Promise<string> {
  const { entity, id, key } = created
  if (id !== canonicalId(entity, key.system, key.externalId)) {
    const { result } = await changeLinksWithin(transaction, database, [created], at, (book) => {
      book.linkExplicitly({ entity, id }, key)
      return book.resolve({ entity, id }).id
    })
    return result
  }
  for (let generation = 0; generation < maxGenerations; generation++) {
    const ref = { entity, id: canonicalId(entity, key.system, key.externalId, generation) }
    const { result } = await changeLinksWithin(transaction, database, [{ ...ref, key }], at, (book) =>
      book.mint(ref, key),
    )
    if (result !== null) return result
  }
  throw new GatewayError('INTERNAL', `${entity}: no free id for a record of ${key.system}.`, {
    system: key.system,
  })
}
