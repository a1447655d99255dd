import { cast } from '../../sandbox/world/cast.ts'
import { startSandboxGateway, type SandboxGateway } from '../support/sandbox-gateway.ts'

// G018: an entity has the same canonical id from every edge, list, look-up and system that leads to it.

let gateway: SandboxGateway
beforeAll(async () => {
  gateway = await startSandboxGateway()
})
afterAll(() => gateway.close())

interface Ids {
  [name: string]: string | Ids | Ids[] | null
}

async function read(document: string, variables: Record<string, unknown> = {}): Promise<Ids> {
  const { data, errors } = await gateway.query<Ids>(document, variables)
  expect(errors).toBeUndefined()
  return data!
}

/** All values of `id` below, in order. */
function idsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(idsIn)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) => (name === 'id' ? [String(inner)] : idsIn(inner)))
}

test.each([cast.showcase, cast.umlautSpelledOut, cast.frequent])(
  'person %i is met first as a booking’s guest, then as an order’s customer, then as a customer',
  async (number) => {
    const person = gateway.world.persons[number - 1]!
    const { confirmationNumber } = gateway.world.stays.find(({ profileId }) => profileId === person.crsId)!
    const { orderNumber } = gateway.world.orders.find(({ personNumber }) => personNumber === number)!
    const guest = await read(`{ booking(confirmationNumber: "${confirmationNumber}") { customer { id } } }`)
    const buyer = await read(`{ order(number: "${orderNumber}") { customer { id } } }`)
    const around = await read(
      `query ($email: EmailAddress) { customer(email: $email) { id
        bookings(first: 3) { edges { node { customer { id } } } }
        orders(first: 3) { edges { node { customer { id } } } } } }`,
      { email: person.email },
    )
    const { id } = around.customer as { id: string }
    const keyed = await read(
      `{ a: customerByExternalId(system: CRM, id: "${person.crmId}") { id } b: customerByExternalId(system: ERP, id: "${person.erpId}") { id }
         c: customerByExternalId(system: CRS, id: "${person.crsId}") { id } d: customerByExternalId(system: DATABASE, id: "${person.databaseKey}") { id }
         node(id: "${id}") { id } }`,
    )
    const all = [guest, buyer, around, keyed].flatMap(idsIn)
    expect(all.length).toBeGreaterThanOrEqual(11)
    expect(new Set(all)).toEqual(new Set([id]))
  },
)

test('bookings, orders and items have the same id by list, by edge, by number and by node', async () => {
  const lists = await read(
    '{ bookings(first: 3) { edges { node { id confirmationNumber } } } orders(first: 3) { edges { node { id number lines { item { id sku } } } } } }',
  )
  const { bookings, orders } = lists as unknown as {
    bookings: { edges: { node: { id: string; confirmationNumber: string } }[] }
    orders: {
      edges: { node: { id: string; number: string; lines: { item: { id: string; sku: string } | null }[] } }[]
    }
  }
  for (const { node } of bookings.edges) {
    const found = await read(
      `{ a: booking(confirmationNumber: "${node.confirmationNumber}") { id } b: booking(id: "${node.id}") { id } c: node(id: "${node.id}") { id } }`,
    )
    expect(idsIn(found)).toEqual([node.id, node.id, node.id])
  }
  for (const { node } of orders.edges) {
    const found = await read(
      `{ a: order(number: "${node.number}") { id } b: order(id: "${node.id}") { id } c: node(id: "${node.id}") { id } }`,
    )
    expect(idsIn(found)).toEqual([node.id, node.id, node.id])
    for (const { item } of node.lines) {
      if (!item) continue
      expect(
        idsIn(await read(`{ a: inventoryItem(sku: "${item.sku}") { id } b: node(id: "${item.id}") { id } }`)),
      ).toEqual([item.id, item.id])
    }
  }
})
