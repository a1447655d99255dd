import { z } from 'zod'
import type { Call, Condition, ListRequest, OrderBy } from '../datasource.ts'
import { valueAt } from '../mapping.ts'
import { keysetPageOf, type RawPage } from '../paging.ts'
import { pageByOffset } from '../kit/paging-kinds.ts'
import type { RecordCalls } from '../vendor-calls.ts'
import type { Domain, Model } from './client.ts'
import type { Filter } from './filters.ts'
import { idOf, idPage } from './look-ups.ts'
import { wireDate } from './values.ts'

/** A field to sort by. */
export interface Sort {
  field: string
  /**
   * KEYSET: a domain can say "after this record", so nothing shifts a page. OFFSET: Tryton sorts the field by a rule of
   * its own that a domain cannot repeat.
   */
  paging: 'KEYSET' | 'OFFSET'
}

/** A list with filters and sorts; unsorted it goes by id. */
export function listOf(
  model: Model,
  filters: Readonly<Record<string, Filter>>,
  sorts: Readonly<Record<string, Sort>>,
): NonNullable<RecordCalls['list']> {
  const clause = (condition: Condition) => filters[condition.field]?.clause(condition) ?? []
  const isStable = Object.values(sorts).every(({ paging }) => paging === 'KEYSET')
  return {
    paging: isStable ? 'STABLE' : 'SHIFTING',
    filters: Object.fromEntries(
      Object.entries(filters).map(([field, { comparisons }]) => [field, comparisons]),
    ),
    sorts: Object.keys(sorts),
    load(request, call) {
      const domain = request.filter.map(clause)
      const { orderBy } = request
      const sort = orderBy && sorts[orderBy.field]
      if (!sort) return idPage(model, domain, request, 'ASC', call)
      const page = sort.paging === 'KEYSET' ? keysetSorted : offsetSorted
      return page(model, domain, { ...orderBy, field: sort.field }, request, call)
    },
  }
}

function offsetSorted(
  model: Model,
  domain: Domain,
  orderBy: OrderBy,
  request: ListRequest,
  call: Call,
): Promise<RawPage> {
  const order = orderOf(orderBy)
  return pageByOffset(request, { pageSize: Infinity, looksAhead: true }, async (asked) => ({
    records: await model.search({ domain, order, ...asked }, call),
  }))
}

async function keysetSorted(
  model: Model,
  domain: Domain,
  orderBy: OrderBy,
  { first, after }: ListRequest,
  call: Call,
): Promise<RawPage> {
  const search = {
    domain: [...domain, ...behind(orderBy, readPosition(after))],
    order: orderOf(orderBy),
    limit: first + 1,
  }
  const found = await model.search(search, call)
  const cursorOf = (raw: unknown) => JSON.stringify([valueAt(raw, [orderBy.field]), Number(idOf(raw))])
  return keysetPageOf(found, first, cursorOf)
}

/** The id breaks ties, else two pages could both have, or lack, one of several equal records. Nulls come last. */
function orderOf({ field, direction }: OrderBy) {
  return [[field, `${direction} NULLS LAST`] as const, ['id', 'ASC'] as const]
}

type Position = z.infer<typeof position>
const position = z.tuple([z.union([z.string(), z.null(), wireDate]), z.int()])

/** Anything that is no cursor of ours starts over. */
function readPosition(cursor: string | null): Position | null {
  try {
    return position.safeParse(JSON.parse(cursor ?? 'null')).data ?? null
  } catch {
    return null
  }
}

/** The clauses for what comes after a position in the order of `orderOf`. */
function behind({ field, direction }: OrderBy, last: Position | null): Domain {
  if (!last) return []
  const [value, id] = last
  const equal = [
    [field, '=', value],
    ['id', '>', id],
  ]
  if (value === null) return equal
  return [['OR', [[field, direction === 'ASC' ? '>' : '<', value]], equal, [[field, '=', null]]]]
}
