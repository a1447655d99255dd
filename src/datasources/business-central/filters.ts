import { dateTime, localDate } from '../../codecs/dates.ts'
import type { Condition } from '../datasource.ts'
import { odataTest, odataText } from '../kit/odata.ts'
import { equalsCode, storable } from './odata.ts'

/** How one canonical field is filtered: the comparisons that the vendor makes faithfully, and their tests. */
export interface Filter {
  comparisons: readonly Condition['comparison'][]
  /** One of them must hold; none at all means that nothing can match. */
  tests(condition: Condition): readonly string[]
}

export function codeFilter(field: string, maxLength?: number): Filter {
  return {
    comparisons: ['EQ', 'IN'],
    tests: ({ value }) => equalsCode(field, [value].flat(), maxLength),
  }
}

/** In the value's own case: only newer schema versions of the vendor can compare a part of a text in any. */
export function containsFilter(field: string, maxLength: number): Filter {
  return {
    comparisons: ['CONTAINS'],
    tests: ({ value }) =>
      storable([value], maxLength).map((text) => odataTest(field, 'CONTAINS', odataText(text))),
  }
}

/**
 * By all members that mean the status; UNKNOWN is any member that means none. A status that the vendor does not have finds
 * nothing.
 */
export function memberFilter(
  field: string,
  members: Readonly<Record<string, string | readonly string[]>>,
): Filter {
  const known = new Map(
    Object.entries(members).map(([status, names]) => [
      status,
      [names].flat().map((name) => odataTest(field, 'EQ', odataText(name))),
    ]),
  )
  const noneOf = Object.values(members).flat()
  known.set('UNKNOWN', [`(${noneOf.map((name) => `${field} ne ${odataText(name)}`).join(' and ')})`])
  return {
    comparisons: ['EQ', 'IN'],
    tests: ({ value }) => [value].flat().flatMap((status) => known.get(String(status)) ?? []),
  }
}

export function dateFilter(field: string): Filter {
  return comparing(field, (value) => localDate().encode(value))
}

export function instantFilter(field: string): Filter {
  return comparing(field, (value) => dateTime().encode(value))
}

/** @param encode refuses what is no literal of the field's type: it goes into the filter without quotes */
function comparing(field: string, encode: (value: string) => string): Filter {
  return {
    comparisons: ['EQ', 'GT', 'GTE', 'LT', 'LTE'],
    tests: ({ comparison, value }) =>
      comparison === 'IN' ? [] : [odataTest(field, comparison, encode(String(value)))],
  }
}
