import fc from 'fast-check'
import type { PageRequest } from '../../../../src/datasources/datasource.ts'
import { pageByIds } from '../../../../src/datasources/kit/page-by-ids.ts'
import {
  pageByLink,
  pageByNumber,
  pageByOffset,
  pageByToken,
} from '../../../../src/datasources/kit/paging-kinds.ts'
import type { RawPage } from '../../../../src/datasources/paging.ts'

/** A vendor with so many records, which pages in every way that vendors have, never more than `max` records at a time. */
interface Vendor {
  count: number
  max: number
}

type Pager = (vendor: Vendor, request: PageRequest) => Promise<RawPage>

const ids = ({ count }: Vendor) => Array.from({ length: count }, (_, index) => `r${index}`)

/** A token that says where the next reply begins, as vendors make them: of no use but to give back. */
const tokenAt = (offset: number) => `t&.${offset}=`
const offsetIn = (token: string | null) => (token === null ? 0 : Number(token.slice(3, -1)))

const kinds: Record<string, Pager> = {
  'by offset, and the vendor says whether there is more': (vendor, request) =>
    pageByOffset(request, { pageSize: vendor.max }, async ({ offset, limit }) => ({
      records: ids(vendor).slice(offset, offset + limit),
      hasMore: offset + limit < vendor.count,
    })),
  'by offset, and the vendor counts': (vendor, request) =>
    pageByOffset(request, { pageSize: vendor.max }, async ({ offset, limit }) => ({
      records: ids(vendor).slice(offset, offset + limit),
      total: vendor.count,
    })),
  'by offset, and the vendor gives fewer than it was asked for': (vendor, request) =>
    pageByOffset(request, { pageSize: 1_000 }, async ({ offset, limit }) => ({
      records: ids(vendor).slice(offset, offset + Math.min(vendor.max, limit)),
      total: vendor.count,
    })),
  'by offset, and the vendor says nothing': (vendor, request) =>
    pageByOffset(request, { pageSize: vendor.max, looksAhead: true }, async ({ offset, limit }) => ({
      records: ids(vendor).slice(offset, offset + limit),
    })),
  'by number': (vendor, request) =>
    pageByNumber(request, { pageSize: vendor.max }, async ({ page, size }) => ({
      records: ids(vendor).slice((page - 1) * size, page * size),
      total: vendor.count,
    })),
  'by number, from 0, in pages of one size': (vendor, request) =>
    pageByNumber(request, { pageSize: vendor.max, firstPage: 0, hasFixedSize: true }, async ({ page }) => ({
      records: ids(vendor).slice(page * vendor.max, (page + 1) * vendor.max),
      hasMore: (page + 1) * vendor.max < vendor.count,
    })),
  'by token': (vendor, request) =>
    pageByToken(request, { pageSize: vendor.max }, async ({ token, limit }) => {
      const offset = offsetIn(token)
      const end = offset + limit
      return { records: ids(vendor).slice(offset, end), next: end < vendor.count ? tokenAt(end) : null }
    }),
  'by token, with replies that are empty or short': (vendor, request) =>
    pageByToken(request, { pageSize: vendor.max, maxCalls: 1_000 }, async ({ token, limit }) => {
      const offset = offsetIn(token)
      const end = offset + Math.min(limit, (offset + 1) % 3)
      const next = end < vendor.count ? (end === offset ? tokenAt(offset + 0.5) : tokenAt(end)) : null
      // Half a step is a reply without records, behind which the same one begins.
      if (!Number.isInteger(offset)) {
        const from = Math.floor(offset)
        return {
          records: ids(vendor).slice(from, from + 1),
          next: from + 1 < vendor.count ? tokenAt(from + 1) : null,
        }
      }
      return { records: ids(vendor).slice(offset, end), next }
    }),
  'by link': (vendor, request) =>
    pageByLink(
      request,
      { pageSize: vendor.max, baseUrl: 'https://vendor.example/api', follow: ['after'] },
      async ({ query, limit }) => {
        const offset = offsetIn(query.after ?? null)
        const end = offset + limit
        const next = `/api/records?key=secret&after=${encodeURIComponent(tokenAt(end))}`
        return { records: ids(vendor).slice(offset, end), next: end < vendor.count ? next : null }
      },
    ),
  'by ids': (vendor, request) =>
    pageByIds(
      request,
      { max: 3, idOf: (raw) => (raw as { id: string }).id },
      (asked) => kinds['by offset, and the vendor counts']!(vendor, asked),
      // In another order, and whatever was asked for.
      async (wanted) => wanted.map((id) => ({ id })).toReversed(),
    ).then((page) => ({ ...page, records: page.records.map((raw) => (raw as { id: string }).id) })),
}

describe.each(Object.entries(kinds))('%s', (_name, pager) => {
  test('pages of any sizes give every record once, in order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({ count: fc.nat(40), max: fc.integer({ min: 1, max: 12 }) }),
        fc.array(fc.integer({ min: 1, max: 15 }), { minLength: 1, maxLength: 60 }),
        async (vendor, sizes) => {
          const seen: unknown[] = []
          let after: string | null = null
          for (let page = 0; ; page++) {
            const first = sizes[page % sizes.length]!
            const { records, cursors, hasNextPage } = await pager(vendor, { first, after })
            expect(cursors).toHaveLength(records.length)
            expect(records.length).toBeLessThanOrEqual(first)
            seen.push(...records)
            if (!hasNextPage || records.length === 0) break
            after = cursors.at(-1)!
          }
          expect(seen).toEqual(ids(vendor))
        },
      ),
    )
  })

  test('each cursor resumes after its record, and none holds what a link brought along', async () => {
    const vendor = { count: 30, max: 7 }
    const { records, cursors } = await pager(vendor, { first: 25, after: null })
    for (const [index, after] of cursors.entries()) {
      const next = await pager(vendor, { first: 3, after })
      expect(next.records[0]).toBe(ids(vendor)[index + 1])
    }
    expect(records).toHaveLength(25)
    expect(cursors.join()).not.toContain('secret')
  })

  test('the cursor of another list is refused', async () => {
    for (const after of ['', 'x', '-1', '{"a":1}'])
      await expect(pager({ count: 3, max: 3 }, { first: 1, after })).rejects.toMatchObject({
        code: 'BAD_USER_INPUT',
        details: { field: 'after' },
      })
  })
})
