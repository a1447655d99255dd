/**
 * The OData that Business Central API v2.0 takes, from its documentation of filter expressions and known limitations: text
 * in single quotes, inner ones doubled; GUIDs, dates and instants bare; `or` only between tests of one field (else HTTP
 * 501); the operator `in` only in newer schema versions, older ones ignore it silently, so it is never sent.
 */

/**
 * Most tests in a filter. Microsoft's OData library refuses a filter of more than 100 nodes with HTTP 400, which users of
 * Business Central have met; a test with its `or` or `and` counts 5 or 6 of them.
 */
export const maxTests = 16

/** Ids are GUIDs in lower case, on the wire too; the zero GUID means that there is none. */
export const guidPattern = /^(?!0{8}-0{4}-0{4}-0{4}-0{12}$)[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/

/** How a reference to nothing is written. */
export const noGuid = '00000000-0000-0000-0000-000000000000'

/** Numbers and other keys are of the vendor's type Code: at most 20 characters, stored in upper case. */
export const maxCodeLength = 20

export function equalsGuid(field: string, ids: readonly string[]): string[] {
  return [...new Set(ids)].filter((id) => guidPattern.test(id)).map((id) => `${field} eq ${id}`)
}

export function equalsCode(field: string, codes: readonly unknown[], maxLength = maxCodeLength): string[] {
  return storable(codes, maxLength).map((code) => `${field} eq ${textLiteral(code.toUpperCase())}`)
}

/** What is left after values that no field of that length can hold: asking for them would only make a URL too long. */
export function storable(values: readonly unknown[], maxLength: number): string[] {
  return values.filter(
    (value): value is string =>
      typeof value === 'string' &&
      value.length > 0 &&
      value.length <= maxLength &&
      value.isWellFormed() &&
      !/\p{Cc}/u.test(value),
  )
}

export function textLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** All groups must hold, and of each group one test. */
export function joinTests(groups: readonly (readonly string[])[]): string {
  return groups
    .map((tests) => (groups.length > 1 ? `(${tests.join(' or ')})` : tests.join(' or ')))
    .join(' and ')
}

export interface Projection {
  $select: string
  $expand?: string
}

/**
 * `$select` and `$expand` that bring these source paths; annotations such as the etag come unasked.
 *
 * @throws TypeError for a path that is no property name, e.g. of a company's own field.
 */
export function projectPaths(paths: readonly (readonly string[])[]): Projection {
  const asked = paths.filter(([name = '']) => !name.startsWith('@'))
  for (const name of asked.flat())
    if (!/^[A-Za-z]\w*$/.test(name)) throw new TypeError(`Business Central has no property "${name}"`)

  const names = new Set(asked.filter((path) => path.length === 1).map(([name = '']) => name))
  const inner = asked.filter((path) => path.length > 1)
  const expanded = [...Map.groupBy(inner, ([name = '']) => name)].map(([name, below]) => {
    const { $select, $expand } = projectPaths(below.map((path) => path.slice(1)))
    return `${name}($select=${$select}${$expand === undefined ? '' : `;$expand=${$expand}`})`
  })
  return {
    $select: [...names].join(','),
    ...(expanded.length > 0 && { $expand: expanded.join(',') }),
  }
}
