import { z } from 'zod'
import type { RecordRead } from '../../../src/datasources/call.ts'
import { defineDatasource } from '../../../src/datasources/define-datasource.ts'
import { defineMapping, reference } from '../../../src/datasources/mapping.ts'

const rows = [
  { id: '1', name: 'one', parent: 'P' },
  { id: '2', name: 'two', parent: 'P' },
]

function open(raws: readonly unknown[] = rows) {
  const page = { records: raws, cursors: raws.map(String), hasNextPage: false }
  const define = defineDatasource({
    vendor: 'Test',
    options: z.object({}),
    open: () => ({
      records: [
        {
          mapping: defineMapping({
            entity: 'Order',
            id: 'id',
            fields: { number: 'name', customer: reference('Customer', 'parent') },
          }),
          idPattern: /./,
          byId: { max: 10, load: async () => ({ records: raws }) },
          byKey: { number: { max: 10, load: async () => raws } },
          byReference: {
            customer: {
              paging: 'STABLE',
              load: async () => page,
              batch: { max: 10, load: async () => ({ records: raws, complete: true }), cursorOf: () => '' },
            },
          },
          list: { paging: 'STABLE', filters: {}, sorts: [], load: async () => page },
        },
      ],
    }),
  })
  const { records } = define({}).open({
    system: 'ERP',
    now: () => 0,
    onEvent: () => undefined,
    warn: () => undefined,
    embeddedDatabase: null,
  })
  const orders = records.get('Order')
  if (!orders) throw new Error('no records of Order')
  return orders
}

const ends: Record<
  string,
  (
    orders: ReturnType<typeof open>,
    call: Parameters<NonNullable<ReturnType<typeof open>['byId']>['load']>[1],
  ) => Promise<unknown> | undefined
> = {
  'by id': (orders, call) => orders.byId?.load(['1', '2'], call),
  'by key': (orders, call) => orders.byKey.get('number')?.load(['one'], call),
  'by parent': (orders, call) =>
    orders.byReference.get('customer')?.load('P', { first: 10, after: null, orderBy: null }, call),
  'by many parents': (orders, call) =>
    orders.byReference.get('customer')?.batch?.load(['P'], { first: 10, orderBy: null }, call),
  'as a list': (orders, call) =>
    orders.list?.load({ first: 10, after: null, filter: [], orderBy: null }, call),
}

test.each(Object.keys(ends))(
  'who asks is told of each record as it came and as it was read: %s',
  async (way) => {
    const reads: RecordRead[] = []
    const call = {
      signal: new AbortController().signal,
      requestId: 'test',
      onRecord: (read: RecordRead) => void reads.push(read),
    }
    await ends[way]?.(open(), call)
    expect(reads.map(({ raw }) => raw)).toEqual(rows)
    expect(reads.map(({ record }) => record?.values.number)).toEqual(['one', 'two'])
    expect(reads[0]?.mapping.fields.number?.describe).toBe('name')
  },
)

test('a record without an id is told of before the call fails for it', async () => {
  const reads: RecordRead[] = []
  const call = {
    signal: new AbortController().signal,
    requestId: 'test',
    onRecord: (read: RecordRead) => void reads.push(read),
  }
  const raw = { name: 'nobody' }
  await expect(open([raw]).byId?.load(['1'], call)).rejects.toThrow(/agreed shape/)
  expect(reads).toEqual([expect.objectContaining({ raw, record: null })])
})
