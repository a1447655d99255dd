import type { BcRecord, Field } from './entity-sets.ts'
import { entitySets } from './entity-sets.ts'

export const zeroGuid = '00000000-0000-0000-0000-000000000000'
export const noDate = '0001-01-01'

/** Made once a set: thousands of records are completed at start. */
const emptyRecords = new Map<string, BcRecord>()

/** A record with every field of its set: what is not given is absent in the vendor's way. */
export function completeRecord(setName: string, given: BcRecord): BcRecord {
  const empty = emptyRecords.get(setName) ?? createEmptyRecord(setName)
  emptyRecords.set(setName, empty)
  return { ...empty, ...given }
}

function createEmptyRecord(setName: string): BcRecord {
  const set = entitySets[setName]
  if (!set) throw new Error(`No entity set ${setName}`)
  return Object.fromEntries(Object.entries(set.fields).map(([name, field]) => [name, absentValue(field)]))
}

/** How Business Central sends that there is no value. */
export function absentValue(field: Field): string | number | boolean {
  switch (field.type) {
    case 'guid':
      return zeroGuid
    case 'decimal':
    case 'integer':
      return 0
    case 'boolean':
      return false
    case 'date':
      return noDate
    case 'datetime':
      return `${noDate}T00:00:00Z`
    case 'enum':
      return field.members?.[0] ?? ''
    case 'text':
      return ''
  }
}
