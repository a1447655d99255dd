import { GatewayError } from '../../../src/errors/gateway-error.ts'
import { createMutationWorld, step, write } from './mutation-world.ts'

const receipts =
  'receipts { system operation status externalId attempts at reason { code } nextAttemptAt fields }'
const update = (selection: string, email = 'ada@example.com') =>
  `updateCustomer(id: "c1", input: { email: "${email}" }) { ${selection} }`
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))
const codes = (errors: readonly { path?: unknown; originalError?: unknown }[] = []) =>
  errors.map(({ path, originalError }) => [path, (originalError as GatewayError | undefined)?.code])

test('a mutation is answered with its receipts, and the entity as it is after the write', async () => {
  const world = createMutationWorld()
  const { data, errors } = await world.run(
    `mutation { ${update(`writeId customer { id email } ${receipts} userErrors { code }`)} }`,
  )
  expect(errors).toBeUndefined()
  expect(plain(data)).toEqual({
    updateCustomer: {
      writeId: 'w1',
      customer: { id: 'c1', email: '1@example.com' },
      receipts: [
        {
          system: 'CRM',
          operation: 'update Customer',
          status: 'APPLIED',
          externalId: '401001',
          attempts: 1,
          at: '2026-11-28T10:00:01.000Z',
          reason: null,
          nextAttemptAt: null,
          fields: ['email'],
        },
      ],
      userErrors: [],
    },
  })
  expect(world.log).toEqual(['write updateCustomer', 'read c1'])
})

test('mutations run in the order of the document, each read before the next is written; equal ones are two', async () => {
  const world = createMutationWorld()
  const { data } = await world.run(
    `mutation { b: ${update('customer { email }')} a: ${update('customer { email }')} ...more }
     fragment more on Mutation { releaseOrder(id: "o1") { writeId } }`,
  )
  expect(world.log).toEqual([
    'write updateCustomer',
    'read c1',
    'write updateCustomer',
    'read c1',
    'write releaseOrder',
  ])
  expect(plain(data)).toMatchObject({
    b: { customer: { email: '1@example.com' } },
    a: { customer: { email: '2@example.com' } },
  })
})

test('an entity that is not selected, or is not there yet, is not read', async () => {
  const queued = { ...write, entityId: null, steps: [{ ...step, state: 'READY' as const }] }
  const world = createMutationWorld({ answer: () => ({ write: queued, userErrors: [] }) })
  const { data, errors } = await world.run(
    `mutation { createCustomer(input: { familyName: "Byron" }) { customer { id } receipts { status } } }`,
  )
  expect(errors).toBeUndefined()
  expect(plain(data)).toEqual({ createCustomer: { customer: null, receipts: [{ status: 'QUEUED' }] } })
  await world.run(`mutation { ${update('writeId')} }`)
  expect(world.log).toEqual(['write createCustomer', 'write updateCustomer'])
})

test('an entity that cannot be read anew is null with the reason; the receipts stand', async () => {
  const world = createMutationWorld({
    unreadable: new GatewayError('UPSTREAM_UNAVAILABLE', 'CRM cannot be reached.', { system: 'CRM' }),
  })
  const { data, errors } = await world.run(`mutation { ${update('customer { email } receipts { status }')} }`)
  expect(plain(data)).toEqual({ updateCustomer: { customer: null, receipts: [{ status: 'APPLIED' }] } })
  expect(codes(errors)).toEqual([[['updateCustomer', 'customer'], 'UPSTREAM_UNAVAILABLE']])
})

test('an entity that is gone, or hidden from the caller, is null without an error', async () => {
  const world = createMutationWorld({ isGone: true })
  const { data, errors } = await world.run(`mutation { ${update('customer { email } writeId')} }`)
  expect(plain(data)).toEqual({ updateCustomer: { customer: null, writeId: 'w1' } })
  expect(errors).toBeUndefined()
})

test('what keeps a mutation from being recorded is its error alone: the next one is done', async () => {
  const world = createMutationWorld({
    answer({ mutation }) {
      if (mutation.name === 'releaseOrder') throw new GatewayError('NOT_FOUND', 'There is no such order.')
      return { write, userErrors: [] }
    },
  })
  const { data, errors } = await world.run(
    `mutation { releaseOrder(id: "o1") { writeId } ${update('writeId')} }`,
  )
  expect(plain(data)).toEqual({ releaseOrder: null, updateCustomer: { writeId: 'w1' } })
  expect(codes(errors)).toEqual([[['releaseOrder'], 'NOT_FOUND']])
})

test('user errors say what can be corrected', async () => {
  const conflict = {
    code: 'CONFLICT',
    message: 'Changed meanwhile.',
    field: 'email',
    system: 'CRM',
    yours: '"a"',
    theirs: null,
  }
  const world = createMutationWorld({ answer: () => ({ write, userErrors: [conflict] }) })
  const { data } = await world.run(
    `mutation { ${update('userErrors { code message field system yours theirs }')} }`,
  )
  expect(plain(data)).toEqual({ updateCustomer: { userErrors: [conflict] } })
})

test('a mutation that the caller may never do is refused, and does not keep the others', async () => {
  const world = createMutationWorld()
  const { data, errors } = await world.run(
    `mutation { cancelBooking(id: "b1") { writeId } ${update('writeId')} }`,
  )
  expect(plain(data)).toEqual({ cancelBooking: null, updateCustomer: { writeId: 'w1' } })
  expect(codes(errors)).toEqual([[['cancelBooking'], 'FORBIDDEN']])
  expect(errors?.[0]?.message).toBe('Mutation.cancelBooking may not be done by this caller.')
  expect(world.log).toEqual(['write updateCustomer'])
})

test('where documents with anything denied are rejected, nothing is written for a field that may not be read', async () => {
  const world = createMutationWorld({ whenDenied: 'REJECT' })
  await expect(
    world.run(`mutation { ${update('customer { creditLimit { amount } }')} }`),
  ).rejects.toMatchObject({ code: 'FORBIDDEN', details: { field: 'Customer.creditLimit' } })
  expect(world.log).toEqual([])
})

test('a payload shows nothing of an entity that its caller may not read', async () => {
  const world = createMutationWorld()
  const { data, errors } = await world.run(
    `mutation { updateInventoryItem(id: "i1", input: { name: "Soap" }) { inventoryItem { name } writeId } 
       cancelBooking(id: "b1") { booking { status } } }`,
    { roles: ['OPERATOR'] },
  )
  expect(plain(data)).toMatchObject({ updateInventoryItem: { writeId: 'w1' }, cancelBooking: null })
  expect(codes(errors)).toEqual([[['cancelBooking'], 'FORBIDDEN']])
})

test('what is done to a write answers with that write', async () => {
  const world = createMutationWorld()
  const { data } = await world.run(
    'mutation { retryWrite(id: "w1", edit: { customer: { email: null } }) { write { id mutation receipts { status } } } }',
  )
  expect(plain(data)).toEqual({
    retryWrite: { write: { id: 'w1', mutation: 'updateCustomer', receipts: [{ status: 'APPLIED' }] } },
  })
  expect(plain(world.requests[0]?.args)).toEqual({ id: 'w1', edit: { customer: { email: null } } })
})

test('an edit is of one kind, and UNKNOWN can be given to no field', async () => {
  const world = createMutationWorld()
  const both = await world.run(
    'mutation { retryWrite(id: "w1", edit: { customer: {}, order: {} }) { write { id } } }',
  )
  const unknown = await world.run(
    'mutation { updateCustomer(id: "c1", input: { lifecycleStage: UNKNOWN }) { writeId } }',
  )
  expect([both.errors?.length, unknown.errors?.length]).toEqual([1, 1])
  expect(world.log).toEqual([])
})

describe('the idempotency key', () => {
  test('of the header reaches the engine', async () => {
    const world = createMutationWorld()
    await world.run(`mutation { ${update('writeId')} }`, { idempotencyKey: 'k1' })
    await world.run(`mutation { ${update('writeId')} }`)
    expect(world.requests.map(({ idempotencyKey }) => idempotencyKey)).toEqual(['k1', null])
  })

  test('of a request with several mutations is one for each, by its name in the response', async () => {
    const world = createMutationWorld()
    await world.run(`mutation { a: ${update('writeId')} b: ${update('writeId')} }`, { idempotencyKey: 'k1' })
    expect(world.requests.map(({ idempotencyKey }) => idempotencyKey)).toEqual(['k1#a', 'k1#b'])
  })

  const cancel = 'mutation ($key: String) { cancelOrder(id: "o1", idempotencyKey: $key) { writeId } }'

  test('of the argument wins over the header, for it is said of this mutation alone', async () => {
    const world = createMutationWorld()
    await world.run(cancel, { variables: { key: 'own' }, idempotencyKey: 'k1' })
    await world.run(cancel, { variables: { key: null }, idempotencyKey: 'k1' })
    expect(world.requests.map(({ idempotencyKey }) => idempotencyKey)).toEqual(['own', 'k1'])
  })

  test.each(['', 'a b', 'ä', 'x'.repeat(256)])('%j is refused as an argument, too', async (key) => {
    const world = createMutationWorld()
    const { errors } = await world.run(cancel, { variables: { key } })
    expect(codes(errors)).toEqual([[['cancelOrder'], 'BAD_USER_INPUT']])
    expect(world.log).toEqual([])
  })
})
