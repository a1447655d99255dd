import { parse } from 'graphql'
import { everyRight } from '../../../src/auth/rights.ts'
import type { Principal } from '../../../src/auth/principal.ts'
import type { DenialEvent } from '../../../src/observability/denial-event.ts'
import { mapStream } from '../../../src/resolvers/map-stream.ts'
import { createResolvers } from '../../../src/resolvers/create-resolvers.ts'
import { createSubscriber } from '../../../src/resolvers/subscriber.ts'
import { buildCanonicalSchema } from '../../../src/schema/build-schema.ts'
import { loadSdl } from '../../../src/schema/load-sdl.ts'
import { readCatalog } from '../../../src/schema/read-catalog.ts'
import { presentWrite } from '../../../src/writes/present-write.ts'
import { caller, write } from './mutation-world.ts'

const sdl = loadSdl()
const { catalog } = readCatalog(sdl)
const schema = buildCanonicalSchema(sdl, createResolvers(catalog))

function createWorld() {
  const opened: unknown[] = []
  const denials: DenialEvent[] = []
  let returned = 0
  async function* events() {
    try {
      yield presentWrite(write, { principal: caller('SALES'), rights: everyRight(catalog) })
      yield null
    } finally {
      returned++
    }
  }
  const subscriber = createSubscriber({
    schema,
    catalog,
    sources: {
      writeChanged(args, { principal }) {
        opened.push([args, principal.id])
        return events()
      },
    },
    onDenied: (event) => denials.push(event),
  })
  const open = (query: string, principal: Principal, variables = {}) =>
    subscriber({
      document: parse(query),
      operationName: null,
      variables,
      context: { principal, seesSchema: true },
    })
  return { open, opened, denials, returned: () => returned }
}
const query = 'subscription($id: ID!) { changed: writeChanged(id: $id) { id receipts { system status } } }'

test('each event is a result of its own, of what was selected', async () => {
  const { open, opened } = createWorld()
  const followed = await open(query, caller('SALES'), { id: 'w1' })
  if (!(Symbol.asyncIterator in followed)) throw new Error(JSON.stringify(followed))
  const receipts = [{ system: 'CRM', status: 'APPLIED' }]
  expect((await followed.next()).value).toEqual({ data: { changed: { id: 'w1', receipts } } })
  expect((await followed.next()).value).toEqual({ data: { changed: null } })
  expect(await followed.next()).toEqual({ value: undefined, done: true })
  expect(opened).toEqual([[{ id: 'w1' }, 'x']])
})

test.each<[who: string, principal: Principal]>([
  ['no role of those that may', caller('BOOKKEEPER')],
  ['no scope for it', { ...caller('SALES'), scopes: ['read:write'] }],
])('a caller with %s gets FORBIDDEN, and nothing is opened', async (_who, principal) => {
  const { open, opened, denials } = createWorld()
  const refused = await open(query, principal, { id: 'w1' })
  expect(refused).toMatchObject({
    errors: [{ originalError: { code: 'FORBIDDEN', details: { field: 'Subscription.writeChanged' } } }],
  })
  expect(opened).toEqual([])
  expect(denials).toMatchObject([{ kind: 'field', coordinate: 'Subscription.writeChanged' }])
})

test('the scope read:writeChanged is enough', async () => {
  const { open } = createWorld()
  const followed = await open(query, { ...caller('SALES'), scopes: ['read:writeChanged'] }, { id: 'w1' })
  expect(Symbol.asyncIterator in followed).toBe(true)
})

test('variables that are none are the caller’s to correct', async () => {
  const { open, opened } = createWorld()
  expect(await open(query, caller('SALES'))).toMatchObject({
    errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
  })
  expect(opened).toEqual([])
})

test.each([
  'subscription { writeChanged(id: 1) @skip(if: true) { id } }',
  'subscription { ...F } fragment F on Subscription { writeChanged(id: 1) @include(if: false) { id } }',
])('a subscription whose field is skipped is the caller’s to correct: %s', async (skipped) => {
  const { open, opened } = createWorld()
  await expect(open(skipped, caller('SALES'))).rejects.toMatchObject({ code: 'BAD_USER_INPUT' })
  expect(opened).toEqual([])
})

test('what is returned before its end gives its source back', async () => {
  const { open, returned } = createWorld()
  const followed = await open(query, caller('SALES'), { id: 'w1' })
  if (!(Symbol.asyncIterator in followed)) throw new Error(JSON.stringify(followed))
  await followed.next()
  await followed.return()
  expect(returned()).toBe(1)
})

test('a stream tells its end once, whether it ends, is left or fails', async () => {
  for (const ends of ['done', 'return', 'fail'] as const) {
    let told = 0
    async function* source() {
      yield 1
      if (ends === 'fail') throw new Error('broken')
    }
    const stream = mapStream(
      source(),
      (value) => value * 2,
      () => {
        told++
      },
    )
    expect(await stream.next()).toEqual({ value: 2, done: false })
    if (ends === 'return') await stream.return()
    else if (ends === 'fail') await expect(stream.next()).rejects.toThrow('broken')
    else await stream.next()
    await stream.return()
    expect(await stream.next()).toEqual({ value: undefined, done: true })
    expect(told).toBe(1)
  }
})
