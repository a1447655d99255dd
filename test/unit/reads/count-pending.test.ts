import { countPendingOf } from '../../../src/reads/count-pending.ts'
import { createHandle } from '../../../src/reads/entity-handle.ts'
import { failureOf } from '../../../src/reads/outcome.ts'

const entity = (name: string, id: string | null) => Object.assign(createHandle(name), { id })

test('entities of one kind are counted in one call, whoever reached them; without an id there is nothing to count', async () => {
  const [a, b, order, unborn] = [
    entity('Customer', 'a'),
    entity('Customer', 'b'),
    entity('Order', 'o'),
    entity('Customer', null),
  ]
  const asked: [string, readonly string[]][] = []
  await countPendingOf(new Set([a, b, order, unborn]), (name, ids) => {
    asked.push([name, ids])
    return Promise.resolve(new Map([['a', new Map([['CRM', 2]])]]))
  })
  expect(asked).toEqual([
    ['Customer', ['a', 'b']],
    ['Order', ['o']],
  ])
  expect(a.pendingWrites).toEqual({ kind: 'value', value: new Map([['CRM', 2]]) })
  for (const handle of [b, order, unborn])
    expect(handle.pendingWrites).toEqual({ kind: 'value', value: new Map() })
})

test('a store that is down leaves it unknown, by one failure for all', async () => {
  const [a, b] = [entity('Customer', 'a'), entity('Customer', 'b')]
  await countPendingOf(new Set([a, b]), () => Promise.reject(new Error('down')))
  expect(a.pendingWrites).toMatchObject({ kind: 'failed' })
  expect(b.pendingWrites).toBe(a.pendingWrites)
})

test('where the id could not be had, so could not the count', async () => {
  const handle = entity('Customer', null)
  handle.identityFailure = failureOf(new Error('down'))
  await countPendingOf(new Set([handle]), () => Promise.resolve(new Map()))
  expect(handle.pendingWrites).toEqual({ kind: 'failed', failure: handle.identityFailure })
})
