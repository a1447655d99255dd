import type { Link } from '../../../src/identity/crosswalk.ts'
import { createIdentityMemory } from '../../../src/identity/identity-memory.ts'

const entity = 'Customer'

/** Holds what it was asked to, in that order. */
function holding(maxIdentities: number, ids: readonly string[]) {
  const memory = createIdentityMemory(maxIdentities)
  const put = (id: string) => memory.put({ entity, id, links: new Map() }, [], 1)
  for (const id of ids) put(id)
  const find = memory.byId(entity)
  const ask = (asked: readonly string[]) => asked.filter((id) => find(id) !== null)
  return { put, ask }
}

const numbered = (count: number) => Array.from({ length: count }, (_, index) => String(index))

test('of what nobody asked for, the first to come goes first', () => {
  const { put, ask } = holding(3, ['a', 'b', 'c'])
  put('d')
  put('e')
  expect(ask(['a', 'b', 'c', 'd', 'e'])).toEqual(['c', 'd', 'e'])
})

test('who was asked for is spared, once', () => {
  const { put, ask } = holding(3, ['a', 'b', 'c'])
  ask(['a'])
  put('d')
  expect(ask(['a', 'c'])).toEqual(['a', 'c'])
  expect(ask(['b'])).toEqual([])
  // Asked for above, so that they are spared, and then not again.
  for (const id of ['e', 'f', 'g']) put(id)
  expect(ask(['a', 'c', 'd', 'e', 'f', 'g'])).toEqual(['e', 'f', 'g'])
})

test('there is room for who comes, though all others were asked for', () => {
  const ids = numbered(1_000)
  const { put, ask } = holding(1_000, ids)
  expect(ask(ids)).toHaveLength(1_000)
  put('new')
  expect(ask(['new'])).toEqual(['new'])
  expect(ask(ids)).toHaveLength(999)
})

test('a finder that was made before anything was put finds it', () => {
  const memory = createIdentityMemory(3)
  const byId = memory.byId(entity)
  const byKey = memory.byKey(entity, 'CRM')
  expect([byId('a'), byKey('1')]).toEqual([null, null])
  const links = new Map<string, Link>([['CRM', { state: 'LINKED', externalId: '1' }]])
  memory.put({ entity, id: 'a', links }, [], 1)
  expect([byId('a')?.identity.id, byKey('1')?.identity.id]).toEqual(['a', 'a'])
})
