import { compareValues, expectInOrder, isComparable } from './canonical-order.ts'
import type { Condition, ListSource, OrderBy } from '../../src/datasources/datasource.ts'
import { Reference, type SourceRecord } from '../../src/datasources/source-record.ts'
import type { CaseContext } from './conformance-subject.ts'
import { declared } from './declared.ts'
import { everyRecord } from './every-record.ts'
import { testCall } from './simulated-datasource.ts'
import { idsOf, walkPages } from './walk-pages.ts'

export async function checkVisits({ source, fixture }: CaseContext): Promise<void> {
  const list = listOf(source.list)
  const { ids } = await walkPages(pages(list), 100)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids).toEqual(expect.arrayContaining([...fixture.ids]))
  expect((await walkPages(pages(list), 37)).ids).toEqual(ids)
}

export async function checkPlaces({ source }: CaseContext): Promise<void> {
  const list = listOf(source.list)
  const [sort] = list.sorts
  const orders: (OrderBy | null)[] = [
    null,
    ...(sort === undefined ? [] : [{ field: sort, direction: 'ASC' } as const]),
  ]
  for (const orderBy of orders) {
    const load = pages(list, [], orderBy)
    const { records, cursors } = await load({ first: 20, after: null })
    for (const [index, after] of cursors.slice(0, -3).entries()) {
      const next = await load({ first: 3, after })
      expect(idsOf(next.records)).toEqual(idsOf(records.slice(index + 1, index + 4)))
    }
  }
}

export async function checkFilters({ source, fixture }: CaseContext): Promise<void> {
  const list = listOf(source.list)
  const conditions = declared(fixture.conditions, 'fixture of filters')
  const records = await everyRecord(source, fixture)
  for (const { compared, mayHoldForAll = false, ...condition } of conditions) {
    const read = compared ?? ((record: SourceRecord) => record.values[condition.field])
    const expected = idsOf(records.filter((record) => holds(condition, read(record))))
    const { ids } = await walkPages(pages(list, [condition]), 50)
    expect({ condition, ids: ids.toSorted() }).toEqual({ condition, ids: expected.toSorted() })
    // A filter that keeps all or none would hold however wrong it was.
    const some = expected.length > 0 && (mayHoldForAll || expected.length < records.length)
    expect({ condition, some }).toEqual({ condition, some: true })
  }
}

export async function checkSorts({ source, fixture }: CaseContext): Promise<void> {
  const list = listOf(source.list)
  const { ids } = await walkPages(pages(list), 100)
  if (list.sorts.size === 0) throw new Error('there is no sort: skip this case, with the reason')
  for (const field of list.sorts) {
    for (const direction of ['ASC', 'DESC'] as const) {
      const load = pages(list, [], { field, direction })
      const sorted = await walkPages(load, 100)
      expect(sorted.ids.toSorted()).toEqual(ids.toSorted())
      expect((await walkPages(load, 41)).ids).toEqual(sorted.ids)
      expectInOrder(sorted.records, { field, direction }, fixture)
    }
  }
}

function listOf(list: ListSource | null): ListSource {
  return declared(list, 'list')
}

function pages(list: ListSource, filter: readonly Condition[] = [], orderBy: OrderBy | null = null) {
  return (page: { first: number; after: string | null }) => list.load({ ...page, filter, orderBy }, testCall)
}

/** Text is compared without case, as people search. */
function holds({ comparison, value }: Condition, actual: unknown): boolean {
  if (comparison === 'IN')
    return [value].flat().some((one) => holds({ field: '', comparison: 'EQ', value: one }, actual))
  const held = actual instanceof Reference ? actual.externalId : actual
  if (!isComparable(held) || !isComparable(value)) return held === value
  const [have, want] = [String(held).toLowerCase(), String(value).toLowerCase()]
  if (comparison === 'CONTAINS') return have.includes(want)
  if (comparison === 'STARTS_WITH') return have.startsWith(want)
  const order = compareValues(held, value)
  return { EQ: order === 0, GT: order > 0, GTE: order >= 0, LT: order < 0, LTE: order <= 0 }[comparison]
}
