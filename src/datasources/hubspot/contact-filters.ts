import type { Condition, OrderBy } from '../datasource.ts'
import type { Mapping } from '../mapping.ts'
import type { SearchFilter } from './contact-api.ts'
import { lifecycleStages, stageTable, type OwnStages } from './mapping.ts'
import { phoneFilter } from './phone-filter.ts'

type Comparison = Condition['comparison']

interface Filter {
  comparisons: readonly Comparison[]
  /** Null when nothing can match. */
  toSearch(condition: Condition): readonly SearchFilter[] | null
}

export interface ContactFilters {
  filters: Readonly<Record<string, readonly Comparison[]>>
  sorts: readonly string[]
  /** The filters of a search; null when nothing can match, for which HubSpot need not be asked. */
  toSearch(conditions: readonly Condition[]): readonly SearchFilter[] | null
  toSorts(orderBy: OrderBy | null): readonly string[]
}

const dateOperators = ['GT', 'GTE', 'LT', 'LTE'] as const

/**
 * Which canonical fields HubSpot's search filters and sorts faithfully, and how. Text is compared as a whole and
 * without case, dates as milliseconds since 1970. Property names come from the mapping, so that a field that a company
 * mapped otherwise is filtered by what it reads. Source: HubSpot's guide to searching the CRM.
 */
export function contactFilters(mapping: Mapping, ownStages: OwnStages): ContactFilters {
  const propertyOf = (field: string) => searchProperty(mapping.fields[field]?.paths[0] ?? [])
  const stages = stageTable(ownStages)

  const equal: Filter = {
    comparisons: ['EQ'],
    toSearch({ field, value }) {
      const text = String(value).trim()
      return text === '' ? null : [{ propertyName: propertyOf(field), operator: 'EQ', value: text }]
    },
  }
  const phone: Filter = {
    comparisons: ['EQ'],
    toSearch({ value }) {
      const filter = phoneFilter([String(value)])
      return filter && [filter]
    },
  }
  const date: Filter = {
    comparisons: dateOperators,
    toSearch: ({ field, comparison, value }) => [
      {
        propertyName: propertyOf(field),
        operator: dateOperators.find((operator) => operator === comparison) ?? 'GTE',
        value: String(Date.parse(String(value))),
      },
    ],
  }
  const stage: Filter = {
    comparisons: ['EQ', 'IN'],
    toSearch({ field, value }) {
      const propertyName = propertyOf(field)
      const wanted = new Set<unknown>([value].flat())
      const valuesOf = (isIn: boolean) =>
        lifecycleStages.filter((name) => wanted.has(name) === isIn).flatMap((name) => stages[name])
      if (!wanted.has('UNKNOWN')) {
        const values = valuesOf(true)
        return values.length === 0 ? null : [{ propertyName, operator: 'IN', values }]
      }
      // UNKNOWN is whatever the table does not have: ask for all but the known stages that are not wanted.
      const others = valuesOf(false)
      return [
        { propertyName, operator: 'HAS_PROPERTY' },
        ...(others.length === 0 ? [] : [{ propertyName, operator: 'NOT_IN', values: others } as const]),
      ]
    },
  }

  const table: Readonly<Record<string, Filter>> = {
    email: equal,
    phone,
    familyName: equal,
    givenName: equal,
    company: equal,
    lifecycleStage: stage,
    accountManager: equal,
    createdAt: date,
    updatedAt: date,
  }
  return {
    filters: Object.fromEntries(
      Object.entries(table).map(([field, { comparisons }]) => [field, comparisons]),
    ),
    sorts: ['createdAt', 'updatedAt', 'familyName', 'email'],
    toSearch(conditions) {
      const parts = conditions.map((condition) => table[condition.field]?.toSearch(condition) ?? null)
      return parts.includes(null) ? null : parts.flatMap((part) => part ?? [])
    },
    toSorts: (orderBy) =>
      // As JSON text: the API client types sorts as strings, and its examples send this.
      orderBy === null
        ? []
        : [
            JSON.stringify({
              propertyName: propertyOf(orderBy.field),
              direction: orderBy.direction === 'ASC' ? 'ASCENDING' : 'DESCENDING',
            }),
          ],
  }
}

/** The property by which the search knows what a record shows at a path. */
function searchProperty([holder = '', name = '']: readonly string[]): string {
  if (holder === 'properties') return name
  return { createdAt: 'createdate', updatedAt: 'lastmodifieddate' }[holder] ?? holder
}
