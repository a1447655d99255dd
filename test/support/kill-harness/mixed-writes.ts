import { addDays } from '../../../sandbox/world/calendar.ts'
import { lastCastNumber } from '../../../sandbox/world/cast.ts'
import { createWorld } from '../../../sandbox/world/create-world.ts'
import { receiptFields, type CarefulClient, type GraphqlReply, type Intent } from './careful-client.ts'

/** What an intent is to have brought about at a simulator, and how it is told from every other. */
export type Effect =
  | { kind: 'order'; quantity: number }
  | { kind: 'stock'; itemId: string; reason: string; by: number }
  | { kind: 'customer'; email: string }
  | { kind: 'booking'; profileId: string; arrival: string }
  | { kind: 'revision'; contactId: string; company: string; givenName: string }

export interface MixedWrite {
  intent: Intent
  effect: Effect
}

/** A customer and an item that one lane alone changes, so that it knows in which order it did. */
interface Place {
  customer: string
  contactId: string
  profileId: string
  item: string
  itemId: string
}

const order = `mutation ($customer: ID!, $item: ID!, $quantity: Decimal!, $reference: String!) {
  createOrder(input: { customer: $customer, externalReference: $reference, lines: [{ item: $item, quantity: $quantity }] }) { ${receiptFields} } }`
const stock = `mutation ($id: ID!, $by: Decimal!, $reason: String!) {
  adjustInventory(id: $id, by: $by, reason: $reason) { ${receiptFields} } }`
const customer = `mutation ($email: EmailAddress!) {
  createCustomer(input: { familyName: "Harness", email: $email }) { ${receiptFields} } }`
const booking = `mutation ($customer: ID!, $arrival: LocalDate!, $departure: LocalDate!) {
  createBooking(input: { customer: $customer, property: "HWBER", roomType: "DBL", ratePlan: "BAR", arrival: $arrival, departure: $departure, adults: 1 }) { ${receiptFields} } }`
const revision = `mutation ($id: ID!, $company: String!, $givenName: String!) {
  updateCustomer(id: $id, input: { company: $company, givenName: $givenName }) { ${receiptFields} } }`

const everyKind = ['order', 'stock', 'revision', 'booking', 'customer'] as const

/** After all stays of the world: nobody else has one like it. */
const firstArrival = '2028-02-01'

/**
 * Lanes of writes: those of one lane are sent one after the other, lanes at once. Each lane has a customer and an item of
 * its own: its changes of them have an order, which the upstream has to show.
 */
export async function planMixedWrites(
  client: Pick<CarefulClient, 'ask'>,
  { count, lanes, first = 0, kinds = everyKind }: MixedWritesOptions,
): Promise<MixedWrite[][]> {
  const places = await findPlaces(client, lanes)
  const planned = places.map((): MixedWrite[] => [])
  for (let index = first; index < first + count; index++) {
    const lane = index % lanes
    const turn = Math.floor(index / lanes)
    const kind = kinds[turn % kinds.length]!
    planned[lane]!.push(planOne(places[lane]!, kind, index, Math.floor(turn / kinds.length)))
  }
  return planned
}

interface MixedWritesOptions {
  count: number
  lanes: number
  /** Number of the first, where there was a plan before. */
  first?: number
  kinds?: readonly Effect['kind'][]
}

/** @param round how many of its kind were before it in its lane */
function planOne(place: Place, kind: Effect['kind'], index: number, round: number): MixedWrite {
  const key = `write-${index}`
  switch (kind) {
    case 'order': {
      const quantity = 10_001 + index
      const variables = {
        customer: place.customer,
        item: place.item,
        quantity: String(quantity),
        reference: key,
      }
      return {
        intent: { key, role: 'sales', document: order, variables, mayWait: false },
        effect: { kind: 'order', quantity },
      }
    }
    case 'stock': {
      const by = 1 + index
      const variables = { id: place.item, by: String(by), reason: key }
      const effect = { kind: 'stock', itemId: place.itemId, reason: key, by } as const
      return { intent: { key, role: 'operator', document: stock, variables, mayWait: false }, effect }
    }
    case 'revision': {
      const company = `Revision ${round}`
      const givenName = `Revision${round}`
      const variables = { id: place.customer, company, givenName }
      const effect = { kind: 'revision', contactId: place.contactId, company, givenName } as const
      return { intent: { key, role: 'sales', document: revision, variables }, effect }
    }
    case 'booking': {
      const arrival = addDays(firstArrival, round)
      const variables = { customer: place.customer, arrival, departure: addDays(arrival, 1) }
      const effect = { kind: 'booking', profileId: place.profileId, arrival } as const
      return { intent: { key, role: 'frontdesk', document: booking, variables, mayWait: false }, effect }
    }
    case 'customer': {
      const email = `harness.${index}@example.com`
      return {
        intent: { key, role: 'sales', document: customer, variables: { email } },
        effect: { kind: 'customer', email },
      }
    }
  }
}

/** Customers whom CRM, ERP and CRS know, and items. */
async function findPlaces(client: Pick<CarefulClient, 'ask'>, count: number): Promise<Place[]> {
  const world = createWorld()
  const persons = world.persons.filter(
    ({ number, crmId, crsId, erpId, crsDuplicateIds }) =>
      number > lastCastNumber && crmId && crsId && erpId && crsDuplicateIds.length === 0,
  )
  const items = world.items.filter(({ blocked }) => !blocked).slice(0, count)
  // Not each whom they know has what one is recognized by.
  const asked = persons.slice(0, Math.min(25, 3 * count))
  const { data } = await askWhole(
    client,
    `{
    ${asked.map(({ number, crmId }) => `c${number}: customerByExternalId(system: CRM, id: "${crmId}") { id customerNumber vipLevel sources { system state } }`).join(' ')}
    ${items.map(({ number, sku }) => `i${number}: inventoryItem(sku: "${sku}") { id }`).join(' ')} }`,
  )
  const found = data as Record<string, { id: string; sources?: { system: string; state: string }[] } | null>
  const known = asked.flatMap(({ number, crmId, crsId }) => {
    const customer = found[`c${number}`]
    const linked =
      customer?.sources?.filter(({ state }) => state === 'LINKED').map(({ system }) => system) ?? []
    const isKnown = ['CRM', 'ERP', 'CRS'].every((system) => linked.includes(system))
    return customer && isKnown
      ? [{ customer: customer.id, contactId: crmId ?? '', profileId: crsId ?? '' }]
      : []
  })
  return items.map((item, lane) => {
    const who = known[lane]
    if (!who) throw new Error('The world has too few customers whom all systems know.')
    return { ...who, item: found[`i${item.number}`]?.id ?? '', itemId: item.id }
  })
}

/** A busy machine may take longer than a request's budget; what was read by then is known the next time. */
async function askWhole(client: Pick<CarefulClient, 'ask'>, document: string): Promise<GraphqlReply> {
  for (let turn = 1; ; turn++) {
    const reply = await client.ask(document)
    if (!reply.errors || turn === 20) return reply
  }
}
