import type { Codec } from '../../codecs/codec.ts'
import type { Condition } from '../datasource.ts'
import { trytonDate, trytonDateTime } from './values.ts'

/** How one canonical field is filtered: the comparisons that Tryton makes faithfully, and their clause of a domain. */
export interface Filter {
  comparisons: readonly Condition['comparison'][]
  clause(condition: Condition): readonly unknown[]
}

/** Text that is equal, to the letter. */
export function equalText(field: string): Filter {
  return {
    comparisons: ['EQ', 'IN'],
    clause: ({ value }) => [field, 'in', searchable([value].flat())],
  }
}

/** Text that contains the value, in any case. */
export function containedText(field: string): Filter {
  return {
    comparisons: ['CONTAINS'],
    clause: ({ value }) => {
      const [text] = searchable([value])
      return text === undefined ? nothing : [field, 'ilike', `%${escapePattern(text)}%`]
    },
  }
}

/** A status, by all of Tryton's values that mean it; one that Tryton does not have finds nothing. */
export function statusFilter<Status extends string>(
  field: string,
  vendorValues: Readonly<Record<Status, string | readonly string[]>>,
): Filter {
  const values = new Map<unknown, readonly string[]>(
    Object.entries<string | readonly string[]>(vendorValues).map(([status, own]) => [status, [own].flat()]),
  )
  return {
    comparisons: ['EQ', 'IN'],
    clause: ({ value }) => [
      field,
      'in',
      [value].flat().flatMap((status: unknown) => values.get(status) ?? []),
    ],
  }
}

export function dateFilter(field: string): Filter {
  const operators: Partial<Record<Condition['comparison'], string>> = {
    EQ: '=',
    GT: '>',
    GTE: '>=',
    LT: '<',
    LTE: '<=',
  }
  return {
    comparisons: ['EQ', 'GT', 'GTE', 'LT', 'LTE'],
    clause: ({ comparison, value }) => [field, operators[comparison], encode(trytonDate(), value)],
  }
}

/**
 * Records changed since; a record that was never changed has only its date of creation. `relations` are prefixes
 * (`template.`) of records that belong to it and have dates of their own.
 */
export function changedSince(relations: readonly string[] = []): Filter {
  const fields = ['', ...relations].flatMap((prefix) => [`${prefix}write_date`, `${prefix}create_date`])
  return {
    comparisons: ['GTE'],
    clause({ value }) {
      const since = encode(trytonDateTime(), value)
      return ['OR', ...fields.map((field) => [[field, '>=', since]])]
    },
  }
}

/** Records made in a span of time. To the millisecond, as dates are read: so only the comparisons that agree with that. */
export function createdIn(): Filter {
  return {
    comparisons: ['GTE', 'LT'],
    clause: ({ comparison, value }) => [
      'create_date',
      comparison === 'GTE' ? '>=' : '<',
      encode(trytonDateTime(), value),
    ],
  }
}

/** What is left of the values after those that no text in Tryton's database can be: PostgreSQL refuses them. */
export function searchable(values: readonly unknown[]): string[] {
  return values.filter(
    (value): value is string => typeof value === 'string' && value.isWellFormed() && !value.includes('\0'),
  )
}

/** For `like` and `ilike`, whose escape character is the backslash on each of Tryton's databases. */
export function escapePattern(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&')
}

/** Enough to tell most numbers apart, few enough to be the same with and without a trunk or country prefix. */
const lastDigits = 7

/** A pattern of `like` for a phone number in any spelling: its last digits, whatever stands between them. None for no number. */
export function phonePatterns(number: string): string[] {
  const digits = number.replaceAll(/\D/g, '').slice(-lastDigits)
  return digits.length === lastDigits ? [digits.replaceAll(/\d/g, '%$&')] : []
}

const nothing = ['id', '=', null]

/** The engine filters by canonical values only, which is what the codec takes. */
function encode<Source>(codec: Codec<Source, string>, value: unknown): Source {
  return codec.encode(String(value))
}
