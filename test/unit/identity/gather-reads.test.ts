import type { Identity } from '../../../src/identity/crosswalk.ts'
import { createGather } from '../../../src/identity/gather-reads.ts'
import { insideTransaction } from '../../../src/store/kysely-dialect.ts'

/** A store that has an identity for every name but those that begin with x. */
function createReader() {
  const reads: string[][] = []
  const read = (names: readonly string[]) => {
    reads.push([...names])
    const known = names.filter((name) => !name.startsWith('x'))
    return Promise.resolve(new Map(known.map((name) => [name, identityOf(name)])))
  }
  return { reads, read }
}

const identityOf = (id: string): Identity => ({ entity: 'Customer', id, links: new Map() })

test('what is asked for in one turn is read once, and each is given its own', async () => {
  const { reads, read } = createReader()
  const gather = createGather()
  const found = await Promise.all([
    gather('Customer\0CRM', ['a', 'b'], read),
    gather('Customer\0CRM', ['b', 'c', 'x1'], read),
  ])
  expect(reads).toEqual([['a', 'b', 'c', 'x1']])
  expect(found.map((each) => [...each.keys()])).toEqual([
    ['a', 'b'],
    ['b', 'c'],
  ])
})

test('kinds are read apart', async () => {
  const { reads, read } = createReader()
  const gather = createGather()
  await Promise.all([gather('Customer\0CRM', ['a'], read), gather('Customer\0ERP', ['a'], read)])
  expect(reads).toEqual([['a'], ['a']])
})

test('what is asked for while a statement is under way is read by the next', async () => {
  const gather = createGather()
  const underWay = Promise.withResolvers<Map<string, Identity>>()
  const started = Promise.withResolvers<undefined>()
  const first = gather('Customer', ['a'], () => {
    started.resolve(undefined)
    return underWay.promise
  })
  await started.promise
  const { reads, read } = createReader()
  expect([...(await gather('Customer', ['a'], read)).keys()]).toEqual(['a'])
  expect(reads).toEqual([['a']])
  underWay.resolve(new Map())
  expect([...(await first)]).toEqual([])
})

test('no statement has more than 2,000 names', async () => {
  const { reads, read } = createReader()
  const gather = createGather()
  const namesOf = (prefix: string) => Array.from({ length: 1_500 }, (_, index) => `${prefix}${index}`)
  const found = await Promise.all(['a', 'b'].map((prefix) => gather('Customer', namesOf(prefix), read)))
  expect(reads.map(({ length }) => length)).toEqual([1_500, 1_500])
  expect(found.map(({ size }) => size)).toEqual([1_500, 1_500])
})

test('all who wait for a statement that fails are told', async () => {
  const gather = createGather()
  const read = () => Promise.reject(new Error('the store is away'))
  const outcomes = await Promise.allSettled([
    gather('Customer', ['a'], read),
    gather('Customer', ['b'], read),
  ])
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  const { read: readAgain } = createReader()
  expect([...(await gather('Customer', ['a'], readAgain)).keys()]).toEqual(['a'])
})

test('who is inside a transaction is refused, and those outside are not', async () => {
  const { read } = createReader()
  const gather = createGather()
  const outside = gather('Customer', ['a'], read)
  await expect(insideTransaction(() => gather('Customer', ['b'], read))).rejects.toThrow('inside it')
  expect([...(await outside).keys()]).toEqual(['a'])
})
