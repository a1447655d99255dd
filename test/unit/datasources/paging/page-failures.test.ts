import { defineDatasource } from '../../../../src/datasources/define-datasource.ts'
import { defineMapping } from '../../../../src/datasources/mapping.ts'
import { pageByOffset, pageByToken } from '../../../../src/datasources/kit/paging-kinds.ts'
import type { RawPage } from '../../../../src/datasources/paging.ts'
import type { PageRequest } from '../../../../src/datasources/datasource.ts'
import { z } from 'zod'
import { openCall } from '../transport/calls.ts'

function listOf(load: (request: PageRequest) => Promise<RawPage>) {
  const invented = defineDatasource({
    vendor: 'Invented 1.0',
    options: z.strictObject({}),
    open: () => ({
      records: [
        {
          mapping: defineMapping({ entity: 'Customer', id: 'id', fields: {} }),
          idPattern: /./,
          byReference: { company: { paging: 'SHIFTING', load: (_parent, page) => load(page) } },
          list: { paging: 'SHIFTING', filters: {}, sorts: [], load },
        },
      ],
    }),
  })
  const context = { system: 'CRM', now: Date.now, onEvent: () => {}, warn: () => {}, embeddedDatabase: null }
  const customers = invented({}).open(context).records.get('Customer')!
  const page = { first: 2, after: null, orderBy: null }
  return [
    (after: string | null = null) => customers.list!.load({ ...page, after, filter: [] }, openCall()),
    (after: string | null = null) =>
      customers.byReference.get('company')!.load('1', { ...page, after }, openCall()),
  ]
}

test('pages that contradict each other are a bad response of the system', async () => {
  for (const load of listOf((page) =>
    pageByToken(page, { pageSize: 5 }, async () => ({ records: [], next: 'same' })),
  ))
    await expect(load()).rejects.toMatchObject({ code: 'UPSTREAM_BAD_RESPONSE', details: { system: 'CRM' } })
})

test('a page that is refused says at which system', async () => {
  for (const load of listOf((page) => pageByOffset(page, { pageSize: 5 }, async () => ({ records: [] }))))
    await expect(load('of another list')).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      details: { system: 'CRM', field: 'after' },
    })
})
