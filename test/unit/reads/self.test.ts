import { nobody } from '../../support/nobody.ts'
import { createGuardedWorld, guest, support, type GuardedWorld } from './guarded-world.ts'

let world: GuardedWorld
beforeAll(async () => (world = await createGuardedWorld()))
afterAll(() => world.close())

const byId = (field: string) => `query ($id: ID!) { ${field}(id: $id) { __typename id } }`

test('a guest is me, and sees their own by every path', async () => {
  const { data, errors } = await world.ask(
    guest,
    `{ me { givenName bookings { edges { node { confirmationNumber customer { givenName } } } } orders { edges { node { number } } } }
       customer(email: "ada@example.com") { givenName }
       customerByExternalId(system: ERP, id: "e1") { givenName }
       booking(confirmationNumber: "N1") { customer { givenName } } order(number: "A1") { customer { givenName } } }`,
  )
  expect(errors).toBeUndefined()
  const ada = { givenName: 'Ada' }
  expect(data).toEqual({
    me: {
      ...ada,
      bookings: {
        edges: ['N1', 'N3'].map((confirmationNumber) => ({ node: { confirmationNumber, customer: ada } })),
      },
      orders: { edges: [{ node: { number: 'A1' } }] },
    },
    customer: ada,
    customerByExternalId: ada,
    booking: { customer: ada },
    order: { customer: ada },
  })
})

test('who is no customer is nobody', async () => {
  expect((await world.ask(support, '{ me { givenName } }')).data).toEqual({ me: null })
  expect((await world.ask({ ...nobody, roles: ['SELF'] }, '{ me { givenName } }')).codes).toEqual([
    'FORBIDDEN',
  ])
})

test('another customer is null without an error and without a call, like one that does not exist', async () => {
  for (const id of [world.ids.ben, world.ids.nobody]) {
    expect(await world.ask(guest, byId('customer'), { id })).toEqual({
      data: { customer: null },
      errors: undefined,
      codes: [],
      calls: [],
    })
  }
  for (const system of ['CRM', 'ERP', 'CRS'])
    for (const id of ['c2', 'e2', 'g2', 'c999'])
      expect(
        await world.ask(
          guest,
          `{ customerByExternalId(system: ${system}, id: "${id}") { givenName loyaltyPoints customerNumber } }`,
        ),
      ).toMatchObject({ data: { customerByExternalId: null }, codes: [], calls: [] })
})

test.each([
  ['booking', 'bensBooking', 'CRS'],
  ['order', 'bensOrder', 'ERP'],
] as const)(
  'another’s %s is null after one call, which one that does not exist costs too',
  async (field, theirs, system) => {
    const foreign = await world.ask(guest, byId(field), { id: world.ids[theirs] })
    const unknown = await world.ask(guest, byId(field), { id: world.ids.nobody })
    expect(foreign).toMatchObject({ data: { [field]: null }, codes: [] })
    expect(unknown.data).toEqual(foreign.data)
    expect(foreign.calls).toHaveLength(1)
    const withoutIds = (calls: string[]) => calls.map((call) => call.replace(/\S+$/, ''))
    expect(withoutIds(unknown.calls)).toEqual(withoutIds(foreign.calls))
    expect(foreign.calls[0]).toMatch(new RegExp(`^${system} `))
  },
)

test('node(id:) costs the same whatever the id is of, if anything', async () => {
  const kindsOf = async (id: string) => {
    const { data, calls } = await world.ask(guest, byId('node'), { id })
    expect(data).toEqual({ node: null })
    return calls.map((call) => call.replace(/\S+$/, '')).sort()
  }
  const { ids } = world
  const unknown = await kindsOf(ids.nobody)
  for (const id of [ids.ben, ids.bensBooking, ids.bensOrder]) expect(await kindsOf(id)).toEqual(unknown)
  expect((await world.ask(guest, byId('node'), { id: ids.adasBooking })).data).toMatchObject({
    node: { __typename: 'Booking' },
  })
})

test('by a natural key, what is another’s and what is not there give the same bytes and calls', async () => {
  const ask = async (key: string) => {
    const { data, errors, calls } = await world.ask(
      guest,
      `{ booking(confirmationNumber: "${key}") { id roomType } }`,
    )
    return JSON.stringify({ data, errors, calls }).replaceAll(key, 'KEY')
  }
  expect(await ask('N2')).toBe(await ask('N9'))
  const byMail = (email: string) => world.ask(guest, `{ customer(email: "${email}") { givenName vipLevel } }`)
  const [theirs, nobodys, twice] = [
    await byMail('ben@example.com'),
    await byMail('nobody@example.com'),
    await byMail('twice@example.com'),
  ]
  for (const reply of [theirs, nobodys, twice]) {
    expect(reply).toMatchObject({ data: { customer: null }, errors: undefined })
    expect(reply.calls).toHaveLength(1)
  }
})

test('lists of what may be another’s are refused before any call', async () => {
  for (const list of ['customers', 'bookings', 'orders']) {
    const { codes, calls, data } = await world.ask(guest, `{ ${list} { edges { cursor } } }`)
    expect({ codes, calls, data }).toEqual({ codes: ['FORBIDDEN'], calls: [], data: { [list]: null } })
  }
})

test('support who is a customer sees everybody’s, and of their own what only they may see', async () => {
  const both = { ...support, customer: guest.customer }
  const query = `query ($id: ID!) { customer(id: $id) { givenName membershipNumber leadSource } }`
  const own = await world.ask(both, query, { id: world.ids.ada })
  const other = await world.ask(both, query, { id: world.ids.ben })
  expect([own.data, other.data]).toMatchObject([
    { customer: { givenName: 'Ada' } },
    { customer: { givenName: 'Ben' } },
  ])
  expect(own.codes).toEqual(['FORBIDDEN'])
})

test('when the system that says whose it is is down, nothing is shown, with its error', async () => {
  world.systems.CRS.failWith = 'UNAVAILABLE'
  const { data, codes } = await world.ask(guest, byId('booking'), { id: world.ids.adasBooking })
  world.systems.CRS.failWith = null
  expect({ data, codes }).toEqual({ data: { booking: null }, codes: ['UPSTREAM_UNAVAILABLE'] })
})
