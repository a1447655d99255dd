import type { ByReference, OrderBy } from '../../src/datasources/datasource.ts'
import { Reference } from '../../src/datasources/source-record.ts'
import { expectInOrder } from './canonical-order.ts'
import { hostileTexts, reachingNothingElse } from './conformance-look-ups.ts'
import type { CaseContext } from './conformance-subject.ts'
import { declared, declaredEntries } from './declared.ts'
import { testCall } from './simulated-datasource.ts'
import { idsOf, walkPages } from './walk-pages.ts'

export async function checkParents(context: CaseContext): Promise<void> {
  const { source, fixture } = context
  for (const [field, edge] of declaredEntries(source.byReference, 'look-up by reference')) {
    for (const orderBy of ordersOf(edge)) {
      const sizes: number[] = []
      for (const parentId of parentsOf(fixture.references, field)) {
        const load = loadOf(edge, parentId, orderBy)
        const { records, ids, cursors } = await walkPages(load, 100)
        sizes.push(ids.length)
        expect(new Set(ids).size).toBe(ids.length)
        for (const record of records)
          expect(record.values[field]).toEqual(new Reference(parentEntity(record, field), parentId))
        expect((await walkPages(load, 2)).ids).toEqual(ids)
        for (const [index, after] of cursors.slice(0, 5).entries())
          expect(idsOf((await load({ first: 2, after })).records)).toEqual(ids.slice(index + 1, index + 3))
        if (orderBy) expectInOrder(records, orderBy, fixture)
      }
      // Else the pages above were none.
      expect(Math.max(...sizes)).toBeGreaterThan(3)
    }
    await checkHostileParents(context, field, edge)
  }
}

/** They have no records, reach nothing else, and leave the pages of others in their batch as they are. */
async function checkHostileParents(context: CaseContext, field: string, edge: ByReference): Promise<void> {
  const page = { first: 3, orderBy: null }
  const known = parentsOf(context.fixture.references, field)
  const usual = await edge.batch?.load(known, page, testCall)
  await reachingNothingElse(
    context,
    async () => {
      await edge.load(known[0] ?? '', { ...page, after: null }, testCall)
      await edge.batch?.load(known, page, testCall)
    },
    async () => {
      for (const parentId of hostileTexts) {
        const { records, hasNextPage } = await edge.load(parentId, { ...page, after: null }, testCall)
        expect({ parentId, ids: idsOf(records), hasNextPage }).toEqual({
          parentId,
          ids: [],
          hasNextPage: false,
        })
        const pages = await edge.batch?.load([parentId, ...known].slice(0, edge.batch.max), page, testCall)
        for (const [id, { records: found }] of pages ?? []) {
          expect({ id, ids: idsOf(found) }).toEqual({ id, ids: idsOf(usual?.get(id)?.records ?? []) })
        }
      }
    },
  )
}

export async function checkBatchPages({ source, fixture }: CaseContext): Promise<void> {
  for (const [field, edge] of declaredEntries(source.byReference, 'look-up by reference')) {
    const batch = declared(edge.batch, `batch of ${field}`)
    const parents = parentsOf(fixture.references, field).slice(0, batch.max)
    for (const orderBy of ordersOf(edge)) {
      const given = new Set<string>()
      for (const first of [1, 3, 100]) {
        const pages = await batch.load(parents, { first, orderBy }, testCall)
        for (const [parentId, page] of pages) {
          expect(parents).toContain(parentId)
          const alone = await loadOf(edge, parentId, orderBy)({ first, after: null })
          expect({ ...page, records: idsOf(page.records) }).toEqual({
            ...alone,
            records: idsOf(alone.records),
          })
          if (page.records.length > 0) given.add(parentId)
        }
      }
      // With the pages of one parent, whose record is whose would not matter.
      expect(given.size).toBeGreaterThan(1)
    }
  }
}

function ordersOf({ sorts }: ByReference): readonly (OrderBy | null)[] {
  const directions = ['ASC', 'DESC'] as const
  return [null, ...[...sorts].flatMap((field) => directions.map((direction) => ({ field, direction })))]
}

function loadOf(edge: ByReference, parentId: string, orderBy: OrderBy | null = null) {
  return (page: { first: number; after: string | null }) =>
    edge.load(parentId, { ...page, orderBy }, testCall)
}

function parentsOf(references: Readonly<Record<string, readonly string[]>> | undefined, field: string) {
  return declared(references?.[field], `fixture of ${field}`)
}

function parentEntity(record: { values: Readonly<Record<string, unknown>> }, field: string): string {
  const parent = record.values[field]
  return parent instanceof Reference ? parent.entity : 'no reference'
}
