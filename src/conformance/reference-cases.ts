import type { ByReference, OrderBy } from '../datasources/datasource.ts'
import { Reference } from '../datasources/source-record.ts'
import { ensureInOrder } from './canonical-order.ts'
import { declared, declaredEntries } from './declared.ts'
import { show } from './describe-difference.ts'
import { ensure, ensureEqual } from './ensure.ts'
import { hostileTexts } from './hostile-texts.ts'
import { repeated } from './list-cases.ts'
import { reachingNothingElse } from './look-up-cases.ts'
import type { CaseContext } from './subject.ts'
import { idsOf, walkPages } from './walk-pages.ts'

export async function checkParents(context: CaseContext): Promise<void> {
  const { source, fixture } = context
  for (const [field, edge] of declaredEntries(source.byReference, 'look-up by reference')) {
    for (const orderBy of ordersOf(edge)) {
      const sizes: number[] = []
      for (const parentId of parentsOf(context, field)) {
        const load = loadOf(context, edge, parentId, orderBy)
        const { records, ids, cursors } = await walkPages(load, 100)
        const what = `records with the ${field} ${parentId}`
        sizes.push(ids.length)
        ensureEqual(`${what} that are given more than once`, repeated(ids), [])
        for (const record of records)
          ensureEqual(
            `${field} of ${record.externalId}`,
            record.values[field],
            new Reference(parentEntity(record, field), parentId),
          )
        ensureEqual(`${what}, pages of 2 beside pages of 100`, (await walkPages(load, 2)).ids, ids)
        for (const [index, after] of cursors.slice(0, 5).entries()) {
          const next = idsOf((await load({ first: 2, after })).records)
          ensureEqual(`${what}, the page after record ${index + 1}`, next, ids.slice(index + 1, index + 3))
        }
        if (orderBy) ensureInOrder(records, orderBy, fixture)
      }
      // Else the pages above were none.
      ensure(Math.max(...sizes) > 3, `no parent of the fixture of ${field} has more than three records`)
    }
    await checkHostileParents(context, field, edge)
  }
}

/** They have no records, reach nothing else, and leave the pages of others in their batch as they are. */
async function checkHostileParents(context: CaseContext, field: string, edge: ByReference): Promise<void> {
  const { call } = context
  const page = { first: 3, orderBy: null }
  const known = parentsOf(context, field).slice(0, edge.batch?.max)
  const usual = await edge.batch?.load(known, page, call)
  await reachingNothingElse(
    context,
    async () => {
      await edge.load(known[0] ?? '', { ...page, after: null }, call)
      await edge.batch?.load(known, page, call)
    },
    async () => {
      for (const parentId of hostileTexts) {
        const { records, hasNextPage } = await edge.load(parentId, { ...page, after: null }, call)
        const what = `records with the ${field} ${show(parentId)}`
        ensureEqual(what, { ids: idsOf(records), hasNextPage }, { ids: [], hasNextPage: false })
        const pages = await edge.batch?.load([parentId, ...known].slice(0, edge.batch.max), page, call)
        for (const [id, { records: found }] of pages ?? []) {
          const expected = idsOf(usual?.get(id)?.records ?? [])
          ensureEqual(`records with the ${field} ${id}, beside ${show(parentId)}`, idsOf(found), expected)
        }
      }
    },
  )
}

export async function checkBatchPages(context: CaseContext): Promise<void> {
  for (const [field, edge] of declaredEntries(context.source.byReference, 'look-up by reference')) {
    const batch = declared(edge.batch, `batch of ${field}`)
    const parents = parentsOf(context, field).slice(0, batch.max)
    for (const orderBy of ordersOf(edge)) {
      const given = new Set<string>()
      for (const first of [1, 3, 100]) {
        const pages = await batch.load(parents, { first, orderBy }, context.call)
        for (const [parentId, page] of pages) {
          ensure(parents.includes(parentId), `a batch of ${field} gives a page of ${parentId}, unasked`)
          const alone = await loadOf(context, edge, parentId, orderBy)({ first, after: null })
          ensureEqual(
            `the first ${first} with the ${field} ${parentId}, in a batch beside alone`,
            { ...page, records: idsOf(page.records) },
            { ...alone, records: idsOf(alone.records) },
          )
          if (page.records.length > 0) given.add(parentId)
        }
      }
      // With the pages of one parent, whose record is whose would not matter.
      ensure(given.size > 1, `fewer than two parents of the fixture of ${field} have records`)
    }
  }
}

function ordersOf({ sorts }: ByReference): readonly (OrderBy | null)[] {
  const directions = ['ASC', 'DESC'] as const
  return [null, ...[...sorts].flatMap((field) => directions.map((direction) => ({ field, direction })))]
}

function loadOf({ call }: CaseContext, edge: ByReference, parentId: string, orderBy: OrderBy | null) {
  return (page: { first: number; after: string | null }) => edge.load(parentId, { ...page, orderBy }, call)
}

function parentsOf({ fixture }: CaseContext, field: string) {
  return declared(fixture.references?.[field], `fixture of ${field}`)
}

function parentEntity(record: { values: Readonly<Record<string, unknown>> }, field: string): string {
  const parent = record.values[field]
  return parent instanceof Reference ? parent.entity : 'no reference'
}
