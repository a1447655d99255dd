import { odataTest, odataText } from '../kit/odata.ts'

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
  return [...new Set(ids)].filter((id) => guidPattern.test(id)).map((id) => odataTest(field, 'EQ', id))
}

export function equalsCode(field: string, codes: readonly unknown[], maxLength = maxCodeLength): string[] {
  return storable(codes, maxLength).map((code) => odataTest(field, 'EQ', odataText(code.toUpperCase())))
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
