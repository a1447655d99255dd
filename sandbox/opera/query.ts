import { invalidQuery } from './problem.ts'

/** Readers of query parameters with OPERA's rules: lists are repeated parameters, never comma-separated. */

export function readText(query: URLSearchParams, name: string): string | null {
  return query.get(name)
}

export function readList(query: URLSearchParams, name: string): readonly string[] {
  return query.getAll(name)
}

/** @throws Refusal 400 when a value is not one of `allowed`, which `a,b` never is */
export function readChoices<T extends string>(
  query: URLSearchParams,
  name: string,
  allowed: readonly T[],
): readonly T[] {
  return query.getAll(name).map((value) => {
    const choice = allowed.find((one) => one === value)
    if (choice === undefined) throw invalidQuery(name, `one of ${allowed.join(', ')}`)
    return choice
  })
}

export function readInteger(query: URLSearchParams, name: string): number | null {
  const text = query.get(name)
  if (text === null) return null
  if (!/^\d{1,9}$/.test(text)) throw invalidQuery(name, 'a whole number')
  return Number(text)
}

export function readDate(query: URLSearchParams, name: string): string | null {
  const text = query.get(name)
  if (text !== null && !isDate(text)) throw invalidQuery(name, 'a date, yyyy-MM-dd')
  return text
}

export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const at = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)
}

export interface Page<T> {
  items: readonly T[]
  offset: number
  limit: number
  hasMore: boolean
  totalPages: number
  totalResults: number
}

/** One page of `all` by `limit` (default 20) and `offset`; a limit above `maxLimit` is cut to it. */
export function pageOf<T>(query: URLSearchParams, all: readonly T[], maxLimit: number): Page<T> {
  const offset = readInteger(query, 'offset') ?? 0
  const limit = Math.min(readInteger(query, 'limit') ?? 20, maxLimit)
  if (limit < 1) throw invalidQuery('limit', 'at least 1')
  const items = all.slice(offset, offset + limit)
  return {
    items,
    offset,
    limit,
    hasMore: offset + items.length < all.length,
    totalPages: Math.ceil(all.length / limit),
    totalResults: all.length,
  }
}
