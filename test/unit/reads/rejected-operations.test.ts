import { nobody } from '../../support/nobody.ts'
import { createGuardedWorld, support, type GuardedWorld } from './guarded-world.ts'

let world: GuardedWorld
beforeAll(async () => (world = await createGuardedWorld({ whenDenied: 'REJECT' })))
afterAll(() => world.close())

const finance = { ...nobody, roles: ['FINANCE'] }

test('with onDenied REJECT a document with a denied field is refused as a whole, before any call', async () => {
  await expect(
    world.ask(
      support,
      '{ customer(email: "ada@example.com") { givenName creditLimit { amount } leadSource } }',
    ),
  ).rejects.toMatchObject({
    code: 'FORBIDDEN',
    message: 'This caller may not read Customer.creditLimit, Customer.leadSource, so nothing was read.',
    details: { field: 'Customer.creditLimit' },
  })
  for (const { calls } of Object.values(world.systems)) expect(calls).toEqual([])
  expect(world.denials.slice(-2).map(({ coordinate }) => coordinate)).toEqual([
    'Customer.creditLimit',
    'Customer.leadSource',
  ])
})

test('what is denied at the root is refused too, and what is permitted or skipped is answered', async () => {
  await expect(world.ask(finance, '{ bookings { edges { cursor } } }')).rejects.toMatchObject({
    code: 'FORBIDDEN',
  })
  const { data } = await world.ask(
    support,
    'query ($no: Boolean = false) { customer(email: "ada@example.com") { givenName creditLimit @include(if: $no) { amount } } }',
  )
  expect(data).toEqual({ customer: { givenName: 'Ada' } })
})
