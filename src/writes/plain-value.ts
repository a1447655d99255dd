import { BadValue, Reference } from '../datasources/source-record.ts'

/** A value of a record as JSON has it: references by their external id, null for what does not convert. */
export function plainValue(value: unknown): unknown {
  if (value instanceof Reference) return value.externalId
  if (value === undefined || value instanceof BadValue) return null
  if (Array.isArray(value)) return value.map(plainValue)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plainValue(member)]))
}
