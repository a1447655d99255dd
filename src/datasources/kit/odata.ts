import { z } from 'zod'
import type { Condition } from '../datasource.ts'

/** Requests and replies of OData v4 (OASIS, URL conventions and JSON format); what a single vendor lacks of it, its datasource knows. */

export function odataText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

const operators = { EQ: 'eq', GT: 'gt', GTE: 'ge', LT: 'lt', LTE: 'le' } as const
const functions = { CONTAINS: 'contains', STARTS_WITH: 'startswith' } as const

/**
 * One test of a filter. IN is several tests with EQ, of which one must hold: older services ignore the operator `in`.
 *
 * @param literal in the form of the property's type: text by `odataText`, numbers, dates, instants and GUIDs bare
 */
export function odataTest(
  property: string,
  comparison: Exclude<Condition['comparison'], 'IN'>,
  literal: string,
): string {
  if (comparison === 'CONTAINS' || comparison === 'STARTS_WITH')
    return `${functions[comparison]}(${property},${literal})`
  return `${property} ${operators[comparison]} ${literal}`
}

/** All groups must hold, and of each group one test. */
export function odataFilter(groups: readonly (readonly string[])[]): string {
  return groups
    .map((tests) => (groups.length > 1 ? `(${tests.join(' or ')})` : tests.join(' or ')))
    .join(' and ')
}

export interface ODataProjection {
  $select: string
  $expand?: string
}

/**
 * `$select` and `$expand` that bring these source paths; annotations such as the etag come unasked.
 *
 * @throws TypeError for a path that is no property name, e.g. of a company's own field.
 */
export function odataProjection(paths: readonly (readonly string[])[]): ODataProjection {
  const asked = paths.filter(([name = '']) => !name.startsWith('@'))
  for (const name of asked.flat())
    if (!/^[A-Za-z_]\w*$/.test(name)) throw new TypeError(`OData has no property named "${name}"`)

  const names = new Set(asked.filter((path) => path.length === 1).map(([name = '']) => name))
  const inner = asked.filter((path) => path.length > 1)
  const expanded = [...Map.groupBy(inner, ([name = '']) => name)].map(([name, below]) => {
    const { $select, $expand } = odataProjection(below.map((path) => path.slice(1)))
    return `${name}($select=${$select}${$expand === undefined ? '' : `;$expand=${$expand}`})`
  })
  return {
    $select: [...names].join(','),
    ...(expanded.length > 0 && { $expand: expanded.join(',') }),
  }
}

export interface ODataPage {
  records: readonly Readonly<Record<string, unknown>>[]
  /** Of the next reply; null at the end. */
  nextLink: string | null
  /** With `$count=true`. */
  total: number | undefined
}

const page = z.object({
  value: z.array(z.record(z.string(), z.unknown())),
  '@odata.nextLink': z.string().optional(),
  '@odata.count': z.int().optional(),
})

/** A reply with a collection; null where it has none. */
export function readODataPage(reply: unknown): ODataPage | null {
  const { data } = page.safeParse(reply)
  if (!data) return null
  const { value: records, '@odata.nextLink': nextLink = null, '@odata.count': total } = data
  return { records, nextLink, total }
}
