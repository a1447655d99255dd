import { startSandboxGateway, type SandboxGateway } from '../support/sandbox-gateway.ts'

let gateway: SandboxGateway
beforeAll(async () => (gateway = await startSandboxGateway()))
afterAll(() => gateway.close())

interface Answer {
  /** As sent, without what differs from request to request. */
  bytes: string
  /** Calls of the upstreams by system and operation. */
  calls: string[]
}

const ask = async (key: string, query: string, variables: Record<string, string>): Promise<Answer> => {
  await gateway.resetRequests()
  const { status, text } = await gateway.post(JSON.stringify({ query, variables }), { 'x-api-key': key })
  let bytes = `${status} ${text.replaceAll(/"requestId":"[^"]*"/g, '"requestId":""')}`
  for (const value of Object.values(variables)) bytes = bytes.replaceAll(value, 'VALUE')
  const calls = gateway.calls().map(({ system, operation }) => `${system} ${operation}`)
  return { bytes, calls: calls.sort() }
}

interface Ids {
  customer: { id: string; bookings: Connection; orders: Connection }
}
interface Connection {
  edges: { node: { id: string; confirmationNumber?: string; number?: string; property?: { code: string } } }[]
}

/** A customer whom every system knows, and everything of theirs, as a developer sees it. */
async function readPerson(email: string) {
  const { data } = await gateway.query<Ids>(
    `query ($email: EmailAddress!) { customer(email: $email) { id customerNumber vipLevel loyaltyPoints
       bookings(first: 50) { edges { node { id confirmationNumber property { code } } } }
       orders(first: 5) { edges { node { id number } } } } }`,
    { email },
  )
  const { customer } = data!
  const bookings = customer.bookings.edges.map(({ node }) => node)
  return { id: customer.id, bookings, order: customer.orders.edges[0]!.node }
}

const unknownId = '0e6c7f8a-0000-5000-8000-00000000dead'

test('for a guest, another’s record and none give the same calls and the same bytes', async () => {
  // Who the guest is in each system is looked for once, whatever they ask first.
  await ask('sandbox-guest', '{ me { membershipNumber customerNumber } }', {})
  const others = gateway.world.persons.slice(1, 10)
  let compared = 0
  for (const { email } of others) {
    if (!email) continue
    const person = await readPerson(email).catch(() => null)
    const [booking] = person?.bookings ?? []
    if (!person || !booking) continue
    compared++
    const pairs: [query: string, theirs: string, nobodys: string][] = [
      [
        'query ($v: ID!) { customer(id: $v) { id givenName email creditLimit { amount } } }',
        person.id,
        unknownId,
      ],
      ['query ($v: EmailAddress!) { customer(email: $v) { id phone } }', email, 'nobody.at.all@example.com'],
      ['query ($v: ID!) { booking(id: $v) { id status customer { givenName } } }', booking.id, unknownId],
      [
        'query ($v: String!) { booking(confirmationNumber: $v) { status } }',
        booking.confirmationNumber!,
        '9999999',
      ],
      ['query ($v: ID!) { order(id: $v) { id number lines { sku } } }', person.order.id, unknownId],
      ['query ($v: String!) { order(number: $v) { status } }', person.order.number!, 'S-ORD999999'],
      ['query ($v: ID!) { node(id: $v) { id ... on Customer { email } } }', person.id, unknownId],
      ['query ($v: ID!) { node(id: $v) { id ... on Booking { status } } }', booking.id, unknownId],
    ]
    for (const [query, theirs, nobodys] of pairs) {
      const seen = await ask('sandbox-guest', query, { v: theirs })
      const absent = await ask('sandbox-guest', query, { v: nobodys })
      expect({ query, ...seen }).toEqual({ query, ...absent })
      expect(seen.bytes).toMatch(/^200 \{"data":\{"\w+":null\}\}/)
    }
  }
  expect(compared).toBeGreaterThanOrEqual(3)
})

test('for the reception of one hotel, another hotel’s booking and none give the same calls and the same bytes', async () => {
  const { bookings } = await readPerson(gateway.world.persons[0]!.email!)
  const theirs = bookings.find(({ property }) => property?.code !== 'HWBER')
  const own = bookings.find(({ property }) => property?.code === 'HWBER')
  const query = 'query ($v: ID!) { booking(id: $v) { id status property { code } customer { id } } }'
  const key = 'sandbox-frontdesk-berlin'
  expect(await ask(key, query, { v: theirs!.id })).toEqual(await ask(key, query, { v: unknownId }))
  expect((await ask(key, query, { v: own!.id })).bytes).toContain('"code":"HWBER"')
})

test('for an account manager, a colleague’s customer and order and none give the same calls and the same bytes', async () => {
  const key = 'sandbox-account-manager'
  const { data } = await gateway.query<{ customers: Connection }>(
    '{ customers(first: 50, filter: { accountManager: "70002" }) { edges { node { id orders(first: 1) { edges { node { id } } } } } } }',
  )
  const colleagues = data!.customers.edges.map(
    ({ node }) => node as unknown as { id: string; orders: Connection },
  )
  const withOrder = colleagues.find(({ orders }) => orders.edges.length > 0)
  const customer = 'query ($v: ID!) { customer(id: $v) { id givenName } }'
  const order = 'query ($v: ID!) { order(id: $v) { id number } }'
  expect(await ask(key, customer, { v: withOrder!.id })).toEqual(await ask(key, customer, { v: unknownId }))
  expect(await ask(key, order, { v: withOrder!.orders.edges[0]!.node.id })).toEqual(
    await ask(key, order, { v: unknownId }),
  )
})
