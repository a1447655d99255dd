import type { OrderBy } from '../datasource.ts'
import type { Row } from './open-database.ts'
import { quoteName, type Statement } from './statement.ts'

/** What a page is ordered by: one column at most, then the id, which makes the order total and pages stable. */
export interface Ordering {
  /** Null: by id alone. */
  column: string | null
  direction: OrderBy['direction']
  idColumn: string
}

/** Columns that carry a row's place in the order: as text, so that no digit of a time stamp or number is lost. */
export const placeColumns = { sort: '$sort', id: '$id' } as const

export function selectPlace({ column, idColumn }: Ordering): string {
  const sort = column === null ? 'null::text' : `${quoteName(column)}::text`
  return `${sort} as ${quoteName(placeColumns.sort)}, ${quoteName(idColumn)}::text as ${quoteName(placeColumns.id)}`
}

/** Rows without a value come last in both directions. */
export function orderClause({ column, direction, idColumn }: Ordering): string {
  const id = quoteName(idColumn)
  return column === null
    ? id
    : `${quoteName(column)} ${direction === 'ASC' ? 'asc' : 'desc'} nulls last, ${id}`
}

/** The condition for rows after the cursor; none for no cursor, or for a text that is none of ours. */
export function afterClause(statement: Statement, ordering: Ordering, after: string | null): string | null {
  const place = after === null ? null : parseCursor(after)
  if (!place) return null
  const idAfter = `${quoteName(ordering.idColumn)} > ${statement.bind(place.id)}`
  if (ordering.column === null) return idAfter
  const column = quoteName(ordering.column)
  if (place.sort === null) return `(${column} is null and ${idAfter})`
  const value = statement.bind(place.sort)
  const further = ordering.direction === 'ASC' ? '>' : '<'
  return `(${column} ${further} ${value} or (${column} = ${value} and ${idAfter}) or ${column} is null)`
}

export function cursorOf(row: Row): string {
  const place = [row[placeColumns.sort] ?? null, row[placeColumns.id]]
  return Buffer.from(JSON.stringify(place)).toString('base64url')
}

function parseCursor(cursor: string): { sort: string | null; id: string } | null {
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    if (!Array.isArray(place)) return null
    const [sort, id] = place as unknown[]
    return typeof id === 'string' && (sort === null || typeof sort === 'string') ? { sort, id } : null
  } catch {
    return null
  }
}
