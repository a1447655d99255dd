import { anonymous } from '../../../src/auth/held-roles.ts'
import { everyRight } from '../../../src/auth/rights.ts'
import { createWriteRoots } from '../../../src/writes/write-roots.ts'
import type { WriteListRequest } from '../../../src/writes/write-book.ts'
import { caller, catalog, write } from '../resolvers/mutation-world.ts'

function bookOf(writes = [write]) {
  const asked: WriteListRequest[] = []
  const roots = createWriteRoots({
    find: (id) => Promise.resolve(writes.find((one) => one.id === id) ?? null),
    list(request) {
      asked.push(request)
      return Promise.resolve({ writes, cursors: writes.map(({ id }) => id), hasNextPage: true })
    },
  })
  const ask = (root: string, args: Record<string, unknown>, principal = caller('SUPPORT')) =>
    roots[root]?.(args, { principal, rights: everyRight(catalog) })
  return { ask, asked }
}

const stranger = { ...caller('SALES'), id: 'y' }

test.each(['OPERATOR', 'SUPPORT', 'DEVELOPER'])('%s sees the writes of everybody', async (role) => {
  const { ask, asked } = bookOf()
  expect(await ask('write', { id: 'w1' }, { ...stranger, roles: [role] })).toMatchObject({ id: 'w1' })
  await ask('writes', {}, { ...stranger, roles: [role] })
  expect(asked).toEqual([{ filter: {}, first: 20, after: null }])
})

test('others see their own; a stranger’s looks like one that is not there', async () => {
  const { ask, asked } = bookOf()
  expect(await ask('write', { id: 'w1' }, { ...stranger, id: 'x' })).toMatchObject({ id: 'w1' })
  expect(await ask('write', { id: 'w1' }, stranger)).toBeNull()
  expect(await ask('write', { id: 'w2' }, stranger)).toBeNull()
  await ask('writes', { filter: { system: 'CRM' } }, stranger)
  expect(asked).toEqual([{ filter: { system: 'CRM', principal: 'y' }, first: 20, after: null }])
})

test('who asks for another’s writes, or is nobody, gets an empty page, and the book is not asked', async () => {
  const { ask, asked } = bookOf([{ ...write, principal: 'anonymous' }])
  const empty = {
    edges: [],
    pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
  }
  expect(await ask('writes', { filter: { principal: 'x' } }, stranger)).toEqual(empty)
  expect(await ask('writes', {}, anonymous)).toEqual(empty)
  expect(await ask('write', { id: 'w1' }, anonymous)).toBeNull()
  expect(asked).toEqual([])
})

test('a filter asks for states by what receipts show, and for times in ms', async () => {
  const { ask, asked } = bookOf()
  const filter = { status: ['QUEUED', 'FAILED'], entity: null, createdFrom: '2026-11-28T10:00:00Z' }
  await ask('writes', { filter })
  expect(asked[0]?.filter).toEqual({
    states: ['READY', 'RUNNING', 'FAILED', 'DEAD'],
    createdFrom: Date.parse('2026-11-28T10:00:00Z'),
  })
})

test('a page goes on from its cursors, and takes no others', async () => {
  const { ask, asked } = bookOf()
  const page = (await ask('writes', { first: 1 })) as {
    pageInfo: { endCursor: string; hasNextPage: boolean }
  }
  expect(page.pageInfo.hasNextPage).toBe(true)
  await ask('writes', { first: 1, after: page.pageInfo.endCursor })
  expect(asked[1]).toMatchObject({ first: 1, after: 'w1' })
  await expect(ask('writes', { after: 'w1' })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' })
})
