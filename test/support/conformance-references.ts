import type { ByReference } from '../../src/datasources/datasource.ts'
import { Reference } from '../../src/datasources/source-record.ts'
import type { CaseContext } from './conformance-subject.ts'
import { declared, declaredEntries } from './declared.ts'
import { testCall } from './simulated-datasource.ts'
import { idsOf, walkPages } from './walk-pages.ts'

export async function checkParents({ source, fixture }: CaseContext): Promise<void> {
  for (const [field, edge] of declaredEntries(source.byReference, 'look-up by reference')) {
    const sizes: number[] = []
    for (const parentId of parentsOf(fixture.references, field)) {
      const load = loadOf(edge, parentId)
      const { records, ids, cursors } = await walkPages(load, 100)
      sizes.push(ids.length)
      expect(new Set(ids).size).toBe(ids.length)
      for (const record of records)
        expect(record.values[field]).toEqual(new Reference(parentEntity(record, field), parentId))
      expect((await walkPages(load, 2)).ids).toEqual(ids)
      for (const [index, after] of cursors.slice(0, 5).entries())
        expect(idsOf((await load({ first: 2, after })).records)).toEqual(ids.slice(index + 1, index + 3))
    }
    // Else the pages above were none.
    expect(Math.max(...sizes)).toBeGreaterThan(3)
  }
}

export async function checkBatchPages({ source, fixture }: CaseContext): Promise<void> {
  for (const [field, edge] of declaredEntries(source.byReference, 'look-up by reference')) {
    const batch = declared(edge.batch, `batch of ${field}`)
    const parents = parentsOf(fixture.references, field).slice(0, batch.max)
    let compared = 0
    for (const first of [1, 3, 100]) {
      const pages = await batch.load(parents, { first, orderBy: null }, testCall)
      for (const [parentId, page] of pages) {
        expect(parents).toContain(parentId)
        const alone = await loadOf(edge, parentId)({ first, after: null })
        expect({ ...page, records: idsOf(page.records) }).toEqual({ ...alone, records: idsOf(alone.records) })
        compared += page.records.length
      }
    }
    expect(compared).toBeGreaterThan(0)
  }
}

function loadOf(edge: ByReference, parentId: string) {
  return (page: { first: number; after: string | null }) =>
    edge.load(parentId, { ...page, orderBy: null }, testCall)
}

function parentsOf(references: Readonly<Record<string, readonly string[]>> | undefined, field: string) {
  return declared(references?.[field], `fixture of ${field}`)
}

function parentEntity(record: { values: Readonly<Record<string, unknown>> }, field: string): string {
  const parent = record.values[field]
  return parent instanceof Reference ? parent.entity : 'no reference'
}
