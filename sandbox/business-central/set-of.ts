import type { EntitySet } from './entity-sets.ts'
import { entitySets } from './entity-sets.ts'

export function setOf(name: string): EntitySet {
  const set = entitySets[name]
  if (!set) throw new Error(`No entity set ${name}`)
  return set
}
