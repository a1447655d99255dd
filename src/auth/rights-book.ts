import type { Catalog } from '../schema/catalog.ts'
import type { Principal } from './principal.ts'
import { createRights, standingOf, type Rights } from './rights.ts'

/** Tokens may carry any mix of scopes: more tables than this are made anew. */
const maxTables = 500

/** The rights of callers, one table a standing; those asked for least recently are forgotten first. */
export function createRightsBook(catalog: Catalog): (principal: Principal) => Rights {
  const byPrincipal = new WeakMap<Principal, Rights>()
  const tables = new Map<string, Rights>()

  return (principal) => {
    const known = byPrincipal.get(principal)
    if (known) return known
    const standing = standingOf(principal)
    const key = JSON.stringify(standing)
    const rights = tables.get(key) ?? createRights(catalog, standing)
    tables.delete(key)
    tables.set(key, rights)
    const [oldest] = tables.keys()
    if (tables.size > maxTables && oldest !== undefined) tables.delete(oldest)
    byPrincipal.set(principal, rights)
    return rights
  }
}
