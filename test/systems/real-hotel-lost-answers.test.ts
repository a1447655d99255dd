import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { describeNeeding } from '../support/needs.ts'
import { reportFigure } from '../support/report-figure.ts'
import { plusDays } from './hoteldruid-wire.ts'
import { needsRealHotel, openRealHotel, type RealHotel } from './real-hotel.ts'

// 500 writes through a proxy that loses one in five answers after Tryton or HotelDruid has done what was asked: none is lost and
// none is done twice, as their own databases say. A tenth unless HEADWATER_FULL=1.
const full = process.env.HEADWATER_FULL === '1'
const count = full ? 500 : 50
const lanes = 8

interface Intent {
  /** A mutation without its key. */
  field(key: string): string
  /** How often the system has its effect. */
  effects(): Promise<number>
}

describeNeeding(needsRealHotel, 'where a fifth of the answers of real systems are lost', () => {
  let hotel: RealHotel
  beforeAll(async () => {
    hotel = await openRealHotel()
  }, 120_000)
  afterAll(() => hotel.close())

  test(
    `each of ${count} writes has its effect, once`,
    async () => {
      const intents = await planIntents(hotel)
      await hotel.spoiled.spoil('tryton', { dropResponse: true, rate: 0.2 })
      await hotel.spoiled.spoil('hoteldruid', { dropResponse: true, rate: 0.2 })
      const since = performance.now()
      const queue = intents.entries()
      const tries: number[] = []
      await Promise.all(
        Array.from({ length: lanes }, async () => {
          for (const [, intent] of queue) tries.push(await carryOut(hotel, intent))
        }),
      )
      const lostAnswers = (await hotel.spoiled.hits('tryton')) + (await hotel.spoiled.hits('hoteldruid'))
      const tookMs = performance.now() - since
      await hotel.spoiled.heal()

      const effects = await Promise.all(intents.map((intent) => intent.effects()))
      reportFigure(
        `${count} writes to Tryton and HotelDruid, ${lostAnswers} connections without an answer: ` +
          `${effects.filter((one) => one === 0).length} lost, ${effects.filter((one) => one > 1).length} doubled; ` +
          `${tries.filter((one) => one > 1).length} asked for again; ${(tookMs / 1_000).toFixed(1)} s`,
      )
      expect(lostAnswers).toBeGreaterThan(count / 10)
      expect(effects).toEqual(intents.map(() => 1))
    },
    full ? 900_000 : 240_000,
  )
})

/** Bookings at HotelDruid; orders, customers and changes of customers at Tryton. Each can be told from all others. */
async function planIntents({ gateway, hoteldruid, tryton }: RealHotel): Promise<Intent[]> {
  const run = randomUUID().slice(0, 8)
  const first = await hoteldruid.freeFrom(3)
  const found = await gateway.query<{
    customers: { edges: { node: { id: string } }[] }
    item: { id: string }
  }>('{ customers(first: 50) { edges { node { id } } } item: inventoryItem(sku: "P0013") { id } }')
  // The first party of all is the company itself; HotelDruid knows the next ones. Orders are of others, for another suite
  // counts those of the first.
  const all = found.customers.edges.map(({ node }) => node.id)
  const [guests, buyers] = [all.slice(1, 21), all.slice(30)]
  const oneOf = (some: readonly string[], index: number) => some[index % some.length] ?? ''
  const createBooking = (index: number): Intent => {
    const wish = `wish ${run} ${index}.`
    const arrival = plusDays(first, Math.floor(index / 10))
    return {
      field: (
        key,
      ) => `createBooking(idempotencyKey: "${key}", input: { customer: "${oneOf(guests, index)}", property: "HD1",
        ratePlan: "tariffa1", arrival: "${arrival}", departure: "${plusDays(arrival, 1)}", adults: 1, specialRequests: "${wish}" })`,
      async effects() {
        const sql = `select count(*)::int as count from prenota${hoteldruid.year} where position($1 in commento) > 0`
        return Number((await hoteldruid.query(sql, [wish]))[0]?.count)
      },
    }
  }
  const createOrder = (index: number): Intent => {
    const reference = `RH-${run}-${index}`
    return {
      field: (key) => `createOrder(idempotencyKey: "${key}", input: { customer: "${oneOf(buyers, index)}",
        externalReference: "${reference}", lines: [{ item: "${found.item.id}", quantity: "1" }] })`,
      effects: async () => (await tryton.find('sale.sale', [['reference', '=', reference]], ['id'])).length,
    }
  }
  const createCustomer = (index: number): Intent => {
    const email = `person-${run}-${index}@example.com`
    return {
      field: (key) =>
        `createCustomer(idempotencyKey: "${key}", input: { givenName: "Ada", familyName: "Guest ${index}", email: "${email}" })`,
      effects: async () =>
        (await tryton.find('party.party', [['contact_mechanisms.value', '=', email]], ['id'])).length,
    }
  }
  const makers = [createBooking, createOrder, createBooking, createCustomer, createOrder]
  return Array.from({ length: count }, (_, index) => makers[index % makers.length]!(index))
}

/** As a careful client does it; gives how often it had to ask anew, because what it asked for had come to nothing. */
async function carryOut({ gateway }: RealHotel, intent: Intent): Promise<number> {
  for (let asked = 1; ; asked++) {
    const key = randomUUID()
    const document = `mutation { done: ${intent.field(key)} { writeId } }`
    let writeId: string | undefined
    while (writeId === undefined) {
      const reply = await gateway.ask(document)
      writeId = (reply?.data as { done: { writeId: string } | null } | null | undefined)?.done?.writeId
      // Refused before anything was done, since a system that may not wait is known to be away.
      if (writeId === undefined) await sleep(300)
    }
    const status = await finalStatus(gateway, writeId)
    if (status === 'APPLIED') return asked
    // It says that nothing came of it: the effects show whether that is true.
    if (status !== 'FAILED' && status !== 'REJECTED') throw new Error(`${writeId} is ${status}`)
  }
}

async function finalStatus(gateway: RealHotel['gateway'], id: string): Promise<string> {
  for (let tries = 0; tries < 600; tries++) {
    const reply = await gateway.ask('query ($id: ID!) { write(id: $id) { receipts { status operation } } }', {
      id,
    })
    const write = (
      reply?.data as { write?: { receipts: { status: string; operation: string }[] } } | undefined
    )?.write
    const own = write?.receipts.filter(({ operation }) => !operation.startsWith('copy'))
    const last = own?.at(-1)?.status
    if (last !== undefined && last !== 'QUEUED') return last
    await sleep(100)
  }
  return 'QUEUED'
}
