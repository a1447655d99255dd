import { GatewayError } from '../../../../src/errors/gateway-error.ts'
import { pageByIds } from '../../../../src/datasources/kit/page-by-ids.ts'
import {
  pageByLink,
  pageByNumber,
  pageByOffset,
  pageByToken,
} from '../../../../src/datasources/kit/paging-kinds.ts'
import { BadPageError, offsetPage } from '../../../../src/datasources/paging.ts'

const numbers = (from: number, to: number) =>
  Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index)
const start = { first: 10, after: null }

test('a page by number asks for the smallest page that has all that is wanted', async () => {
  const asked: unknown[] = []
  const page = (first: number, after: string | null) =>
    pageByNumber({ first, after }, { pageSize: 100 }, async (one) => {
      asked.push(one)
      return { records: numbers((one.page - 1) * one.size, one.page * one.size), total: 1_000 }
    })
  await page(20, null)
  await page(20, '20')
  expect((await page(20, '30')).records).toEqual(numbers(30, 50))
  expect(asked).toEqual([
    { page: 1, size: 20 },
    { page: 2, size: 20 },
    { page: 2, size: 25 },
  ])
})

test('records that do not count are read past, from full replies, to the end', async () => {
  const asked: number[] = []
  const page = await pageByOffset(
    start,
    { pageSize: 50, keeps: (raw) => Number(raw) % 10 === 0 },
    async ({ offset, limit }) => {
      asked.push(limit)
      return { records: numbers(offset, Math.min(120, offset + limit)), total: 120 }
    },
  )
  expect(page).toEqual({
    records: [0, 10, 20, 30, 40, 50, 60, 70, 80, 90],
    cursors: ['1', '11', '21', '31', '41', '51', '61', '71', '81', '91'],
    hasNextPage: true,
  })
  expect(asked).toEqual([50, 50])
})

test('what counts too seldom is refused, not searched for without end', async () => {
  let calls = 0
  const none = (options: { refuse?(): GatewayError }) =>
    pageByOffset(start, { pageSize: 5, keeps: () => false, ...options }, async ({ offset, limit }) => {
      calls += 1
      return { records: numbers(offset, offset + limit), hasMore: true }
    })
  await expect(none({})).rejects.toMatchObject({ code: 'BAD_USER_INPUT', details: { field: 'filter' } })
  expect(calls).toBe(25)
  const own = new GatewayError('BAD_USER_INPUT', 'narrow it by arrival')
  await expect(none({ refuse: () => own })).rejects.toBe(own)
})

test('what was found before that is a page, which says that there is more', async () => {
  const page = await pageByOffset(
    start,
    { pageSize: 5, keeps: (raw) => raw === 7 },
    async ({ offset, limit }) => ({
      records: numbers(offset, offset + limit),
      hasMore: true,
    }),
  )
  expect(page).toEqual({ records: [7], cursors: ['8'], hasNextPage: true })
})

test('behind the reach of a list there is more, and asking for it is refused', async () => {
  const limits: number[] = []
  const page = (after: string | null) =>
    pageByOffset({ first: 10, after }, { pageSize: 10, reach: 25 }, async ({ offset, limit }) => {
      limits.push(limit)
      return { records: numbers(offset, offset + limit), total: 100 }
    })
  expect(await page('20')).toMatchObject({ records: numbers(20, 25), hasNextPage: true })
  expect(limits).toEqual([5])
  await expect(page('25')).rejects.toMatchObject({ code: 'BAD_USER_INPUT', details: { field: 'after' } })
})

test.each<[name: string, page: () => Promise<unknown>]>([
  [
    'a vendor that ignores the size of its numbered pages',
    () =>
      pageByNumber({ first: 7, after: null }, { pageSize: 100 }, async () => ({
        records: numbers(0, 50),
        total: 50,
      })),
  ],
  [
    'a vendor whose numbered pages are smaller than agreed',
    () =>
      pageByNumber({ first: 80, after: null }, { pageSize: 100 }, async () => ({
        records: numbers(0, 50),
        total: 500,
      })),
  ],
  [
    'a token that leads to itself',
    () => pageByToken(start, { pageSize: 5 }, async () => ({ records: [1], next: 'same' })),
  ],
  [
    'tokens in a circle',
    () =>
      pageByToken(start, { pageSize: 5 }, async ({ token }) => ({
        records: [],
        next: token === 'a' ? 'b' : 'a',
      })),
  ],
  ...[
    'https://other.example/records?after=x',
    'http://vendor.example/records?after=x',
    '//other.example/?after=x',
    'https://vendor.example:444/?after=x',
    'https://vendor.example@other.example/?after=x',
    'https://[',
    'https://vendor.example/records?key=k',
    'javascript:alert(1)',
  ].map((next): [string, () => Promise<unknown>] => [
    `the next link ${next}`,
    () =>
      pageByLink(
        start,
        { pageSize: 5, baseUrl: 'https://vendor.example/api', follow: ['after'] },
        async () => ({
          records: [1],
          next,
        }),
      ),
  ]),
  [
    'ids that are all gone',
    () =>
      pageByIds(
        start,
        { max: 5, idOf: String },
        async ({ after }) => offsetPage(after, [1], true),
        async () => [],
      ),
  ],
])('%s is no page', async (_name, page) => {
  await expect(page()).rejects.toBeInstanceOf(BadPageError)
})

test('ids without a record are left out with their cursors, and a page of nothing else is passed over', async () => {
  const asked: string[][] = []
  const gone = new Set(['0', '1', '2', '4'])
  const page = (request: { first: number; after: string | null }) =>
    pageByIds(
      request,
      { max: 2, idOf: String },
      async ({ first, after }) =>
        offsetPage(
          after,
          numbers(Number(after ?? 0), Math.min(7, Number(after ?? 0) + first)),
          Number(after ?? 0) + first < 7,
        ),
      async (ids) => {
        asked.push([...ids])
        return ids.filter((id) => !gone.has(id))
      },
    )
  expect(await page({ first: 3, after: null })).toEqual({
    records: ['3', '5'],
    cursors: ['4', '6'],
    hasNextPage: true,
  })
  expect(asked).toEqual([['0', '1'], ['2'], ['3', '4'], ['5']])
})
