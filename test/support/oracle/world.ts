import type { Reference } from '../../../src/datasources/source-record.ts'
import type { Comparison } from './read-rules.ts'

/** All that four systems know, in canonical form. */
export interface World {
  records: WorldRecord[]
  /** What the CRS answers to `availability`, whatever is asked. */
  availability: readonly unknown[]
  /** Every value that gives its field away by itself. */
  canaries: readonly string[]
}

export interface WorldRecord {
  system: string
  entity: string
  part: string | null
  id: string
  version: string
  values: Record<string, unknown>
  matchKeys: Record<string, string>
}

/** A record as loads name it. */
export function recordName(record: {
  system: string
  entity: string
  part: string | null
  id: string
}): string {
  return `${record.system} ${record.entity}${record.part === null ? '' : `/${record.part}`} ${record.id}`
}

export interface Condition {
  field: string
  comparison: Comparison
  value: unknown
}

/** Records of a list as its system orders and filters them. */
export function listRecords(
  world: World,
  kind: { system: string; entity: string; part: string | null },
  filter: readonly Condition[],
  orderBy: { field: string; direction: 'ASC' | 'DESC' } | null,
): WorldRecord[] {
  const all = world.records.filter(
    ({ system, entity, part }) => system === kind.system && entity === kind.entity && part === kind.part,
  )
  const matching = all.filter(({ values }) =>
    filter.every((condition) => holds(comparable(values, condition.field), condition)),
  )
  if (!orderBy) return matching
  const sign = orderBy.direction === 'ASC' ? 1 : -1
  return matching.toSorted(
    (a, b) => sign * compare(comparable(a.values, orderBy.field), comparable(b.values, orderBy.field)),
  )
}

/** Children of one parent, in their system's order. */
export function childRecords(
  world: World,
  kind: { system: string; entity: string },
  field: string,
  parentId: string,
): WorldRecord[] {
  return listRecords(world, { ...kind, part: null }, [], null).filter(
    ({ values }) => (values[field] as Reference | null)?.externalId === parentId,
  )
}

/** The value at a field, or at a path into it; a property compares by its code. */
function comparable(values: Readonly<Record<string, unknown>>, path: string): unknown {
  const value = path
    .split('.')
    .reduce<unknown>((at, name) => (at as Record<string, unknown> | null)?.[name] ?? null, values)
  return typeof value === 'object' && value !== null && 'code' in value ? value.code : value
}

function holds(value: unknown, { comparison, value: wanted }: Condition): boolean {
  if (value === null || value === undefined) return false
  switch (comparison) {
    case 'EQ':
      return value === wanted
    case 'IN':
      return (wanted as unknown[]).includes(value)
    case 'GT':
      return compare(value, wanted) > 0
    case 'GTE':
      return compare(value, wanted) >= 0
    case 'LT':
      return compare(value, wanted) < 0
    case 'LTE':
      return compare(value, wanted) <= 0
    case 'CONTAINS':
      return (value as string).includes(wanted as string)
    case 'STARTS_WITH':
      return (value as string).startsWith(wanted as string)
  }
}

/** Nulls first; texts by code point, numbers by size. */
function compare(a: unknown, b: unknown): number {
  if (a === b) return 0
  if (a === null || a === undefined) return -1
  if (b === null || b === undefined) return 1
  return a < b ? -1 : 1
}
