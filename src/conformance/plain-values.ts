import { Reference, type SourceRecord } from '../datasources/source-record.ts'

/** A record's values as values to be written are: references as external ids. */
export function plainValues({ values }: SourceRecord): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, plain(value)]))
}

function plain(value: unknown): unknown {
  if (value instanceof Reference) return value.externalId
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]))
}
