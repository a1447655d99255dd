import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { describeNeeding } from '../support/needs.ts'
import { plusDays } from './hoteldruid-wire.ts'
import { needsRealHotel, openRealHotel, type RealHotel } from './real-hotel.ts'
import { rowsUnder, under } from './tryton-wire.ts'

interface Receipt {
  system: string
  operation: string
  status: string
  externalId: string | null
}
interface Payload {
  writeId: string
  receipts: Receipt[]
  userErrors: { code: string; field: string | null }[]
  [entity: string]: unknown
}

const shown = 'writeId receipts { system operation status externalId } userErrors { code field }'
/** The canonical query as the sandbox's plans have it, unchanged. */
const customerPage = readFileSync('test/plans/customer-page.graphql', 'utf8')
const people = Array.from({ length: 9 }, (_, index) => String(index + 1).padStart(4, '0'))

describeNeeding(needsRealHotel, 'the gateway on a real ERP, hotel system, database, cache and issuer', () => {
  let hotel: RealHotel
  beforeAll(async () => {
    hotel = await openRealHotel()
  }, 120_000)
  afterAll(() => hotel.close())
  /** Until Tryton is asked again, which was given up for a while. */
  const recovered = async () => {
    await hotel.spoiled.heal()
    for (let tries = 0; tries < 300; tries++) {
      const reply = await hotel.gateway.ask(
        '{ customers(first: 1) { edges { node { email customerNumber } } } }',
      )
      if (reply && !reply.errors) return
      await sleep(100)
    }
    throw new Error('Tryton stayed away')
  }

  /** What each system calls a person, found in it by their e-mail address. */
  async function keysOf(number: string): Promise<Record<'ERP' | 'CRS', string>> {
    const email = `guest${number}@example.com`
    const [party] = await hotel.tryton.find('party.party', [['code', '=', `C${number}`]], ['code'])
    const [guest] = await hotel.hoteldruid.query('select idclienti as id from clienti where email = $1', [
      email,
    ])
    return { ERP: String(party?.id), CRS: String(guest?.id) }
  }
  async function idOf(number: string): Promise<string> {
    const { ERP } = await keysOf(number)
    const { customer } = await hotel.gateway.query<{ customer: { id: string } }>(
      'query ($id: ID!) { customer: customerByExternalId(system: ERP, id: $id) { id } }',
      { id: ERP },
    )
    return customer.id
  }
  const mutate = async (field: string, selection: string) => {
    const document = `mutation { done: ${field} { ${shown} ${selection} } }`
    return (await hotel.gateway.query<{ done: Payload }>(document)).done
  }

  test.each(people)(
    'person %s is one customer, whichever system asks and however it spells them',
    async (number) => {
      const keys = await keysOf(number)
      const { crm, erp, crs, mail } = await hotel.gateway.query<
        Record<string, { id: string; customerNumber: string }>
      >(
        `query ($erp: ID!, $crs: ID!, $email: EmailAddress!) {
        crm: customerByExternalId(system: CRM, id: $erp) { id customerNumber }
        erp: customerByExternalId(system: ERP, id: $erp) { id customerNumber }
        crs: customerByExternalId(system: CRS, id: $crs) { id customerNumber }
        mail: customer(email: $email) { id customerNumber } }`,
        { erp: keys.ERP, crs: keys.CRS, email: `GUEST${number}@example.com` },
      )
      expect(new Set([crm, erp, crs, mail].map((one) => one?.id)).size).toBe(1)
      expect(crm?.customerNumber).toBe(`C${number}`)
    },
  )

  test('the customer page shows what each system says of its own', async () => {
    const [number, id] = ['0003', await idOf('0003')]
    const { customer } = await hotel.gateway.query<{ customer: Record<string, unknown> }>(customerPage, {
      id,
    })
    const { ERP, CRS } = await keysOf(number)
    const [party] = await hotel.tryton.find('party.party', [['id', '=', Number(ERP)]], ['name', 'email'])
    const sales = await hotel.tryton.find(
      'sale.sale',
      [['party', '=', Number(ERP)]],
      ['number', 'lines.quantity', 'lines.product.name'],
    )
    const [profile] = await hotel.company.query(
      `select loyalty_points from customer_profile where lower(email) = 'guest${number}@example.com'`,
    )
    const booked = await hotel.hoteldruid.query(
      `select count(*)::int as count from prenota${hotel.hoteldruid.year} where idclienti = $1`,
      [CRS],
    )
    expect(customer).toMatchObject({
      givenName: String(party?.name).split(' ')[0],
      email: party?.email,
      vipLevel: null,
      creditLimit: null,
      loyaltyPoints: profile?.loyalty_points,
    })
    const nodes = (field: string) =>
      (customer[field] as { edges: { node: Record<string, unknown> }[] }).edges.map(({ node }) => node)
    expect(nodes('bookings')).toHaveLength(Math.min(5, Number(booked[0]?.count)))
    expect(
      nodes('orders').map(({ number: shownNumber, lines }) => ({
        number: shownNumber,
        lines: (lines as { quantity: string; item: { name: string } }[]).map(({ quantity, item }) => [
          quantity,
          item.name,
        ]),
      })),
    ).toEqual(
      sales
        .toReversed()
        .slice(0, 5)
        .map((sale) => ({
          number: sale.number,
          lines: rowsUnder(sale, 'lines.').map((line) => [
            String(line.quantity),
            under(line, 'product.', 'name'),
          ]),
        })),
    )
    expect(customer.sources).toEqual(
      ['CRM', 'ERP', 'CRS', 'DATABASE'].map((system) => expect.objectContaining({ system, state: 'LINKED' })),
    )
  })

  test("a booking that was made is in HotelDruid's own pages, and one that was cancelled is gone from them", async () => {
    const [id, arrival] = [await idOf('0002'), await hotel.hoteldruid.freeFrom(2)]
    const wish = `Quiet, please: ${randomUUID().slice(0, 8)}`
    const made = await mutate(
      `createBooking(input: { customer: "${id}", property: "HD1", ratePlan: "tariffa1", arrival: "${arrival}",
        departure: "${plusDays(arrival, 2)}", adults: 1, specialRequests: "${wish}" })`,
      'booking { id status arrival departure customer { email } }',
    )
    expect(made).toMatchObject({
      receipts: [{ system: 'CRS', operation: 'create Booking', status: 'APPLIED' }],
      booking: {
        status: 'CONFIRMED',
        arrival,
        departure: plusDays(arrival, 2),
        customer: { email: 'guest0002@example.com' },
      },
    })
    const [, reservation = ''] = made.receipts[0]?.externalId?.split('-') ?? []
    const page = () => hotel.hoteldruid.submit('modifica_prenota.php', { id_prenota: reservation })
    expect(await page()).toContain(wish)

    const { id: bookingId } = made.booking as { id: string }
    const cancelled = await mutate(`cancelBooking(id: "${bookingId}")`, 'booking { status }')
    expect(cancelled).toMatchObject({ receipts: [{ status: 'APPLIED' }], booking: { status: 'CANCELLED' } })
    expect(await page()).not.toContain(wish)
  })

  test('an order that was made and released is being processed in Tryton', async () => {
    const [id, reference] = [await idOf('0004'), `RH-${randomUUID().slice(0, 8)}`]
    const { item } = await hotel.gateway.query<{ item: { id: string } }>(
      '{ item: inventoryItem(sku: "P0012") { id } }',
    )
    const made = await mutate(
      `createOrder(input: { customer: "${id}", externalReference: "${reference}", lines: [{ item: "${item.id}", quantity: "2" }] })`,
      'order { id status lines { sku quantity } }',
    )
    expect(made).toMatchObject({
      receipts: [{ system: 'ERP', status: 'APPLIED' }],
      order: { lines: [{ sku: 'P0012', quantity: '2' }] },
    })
    const released = await mutate(
      `releaseOrder(id: "${(made.order as { id: string }).id}")`,
      'order { status }',
    )
    expect(released).toMatchObject({ receipts: [{ status: 'APPLIED' }], order: { status: 'PROCESSING' } })
    const sales = await hotel.tryton.find(
      'sale.sale',
      [['reference', '=', reference]],
      ['state', 'lines.quantity', 'party.code'],
    )
    expect(sales).toMatchObject([
      { state: 'processing', 'party.': { code: 'C0004' }, 'lines.': [{ quantity: 2 }] },
    ])
  })

  test('a change over CRM, ERP and database is one write with a receipt for each, and its copies follow', async () => {
    const id = await idOf('0005')
    const done = await mutate(
      `updateCustomer(id: "${id}", input: { phone: "+49 30 5550142", paymentTerms: null, segment: "DIAMOND" })`,
      'customer { phone paymentTerms segment }',
    )
    expect(done.customer).toEqual({ phone: '+49305550142', paymentTerms: null, segment: 'DIAMOND' })
    expect(done.receipts.map(({ system, operation }) => `${system} ${operation}`).toSorted()).toEqual([
      'CRM update Customer',
      'CRS copy Customer',
      'DATABASE update Customer',
      'ERP copy Customer',
      'ERP update Customer',
    ])
    await settled(hotel, done.writeId)
    const { ERP, CRS } = await keysOf('0005')
    const [party] = await hotel.tryton.find('party.party', [['id', '=', Number(ERP)]], ['phone'])
    const [guest] = await hotel.hoteldruid.query('select telefono from clienti where idclienti = $1', [CRS])
    expect(String(party?.phone).replaceAll(/\D/g, '')).toBe('49305550142')
    expect(String(guest?.telefono).replaceAll(/\D/g, '')).toBe('49305550142')
  })

  describe('while the line is bad', () => {
    afterEach(recovered)
    const fields = 'email customerNumber loyaltyPoints bookings(first: 1) { edges { cursor } }'
    test.each([
      ['cut', { down: true }],
      ['cut in the middle of an answer', { resetAfterBytes: 20 }],
      ['silent', { blackhole: true }],
    ] as const)(
      "while the line to Tryton is %s its fields are null with an error, and the others' right",
      async (_, faults) => {
        const id = await idOf('0006')
        await hotel.spoiled.spoil('tryton', faults)
        const since = performance.now()
        const reply = await hotel.gateway.ask(`query ($id: ID!) { customer(id: $id) { ${fields} } }`, { id })
        expect(performance.now() - since).toBeLessThan(11_000)
        const customer = (reply?.data as { customer: Record<string, unknown> }).customer
        expect(customer).toMatchObject({
          email: null,
          customerNumber: null,
          bookings: { edges: expect.any(Array) as unknown },
        })
        expect(typeof customer.loyaltyPoints).toBe('number')
        expect(new Set(reply?.errors?.map(({ extensions }) => extensions.system))).toEqual(
          new Set(['CRM', 'ERP']),
        )
      },
    )

    test("while the line to HotelDruid's pages is cut a booking is refused or fails, and none is made", async () => {
      const [id, arrival] = [await idOf('0008'), await hotel.hoteldruid.freeFrom(4)]
      const wish = `Never made: ${randomUUID().slice(0, 8)}`
      await hotel.spoiled.spoil('hoteldruid', { down: true })
      const reply = await hotel.gateway.ask(
        `mutation { createBooking(input: { customer: "${id}", property: "HD1", ratePlan: "tariffa1", arrival: "${arrival}",
          departure: "${plusDays(arrival, 1)}", adults: 1, specialRequests: "${wish}" }) { booking { id } receipts { status } } }`,
      )
      const payload = (reply?.data as { createBooking: Payload | null }).createBooking
      expect(payload?.booking ?? null).toBeNull()
      expect(payload?.receipts.map(({ status }) => status) ?? ['REFUSED']).not.toContain('APPLIED')
      await hotel.spoiled.heal()
      // What may not wait is not done later either: it is too late after some seconds.
      await sleep(12_000)
      const sql = `select count(*)::int as count from prenota${hotel.hoteldruid.year} where position($1 in commento) > 0`
      expect(await hotel.hoteldruid.query(sql, [wish])).toEqual([{ count: 0 }])
    })

    test('an answer that is late is waited for', async () => {
      const id = await idOf('0007')
      await hotel.spoiled.spoil('tryton', { latency: 700 })
      const reply = await hotel.gateway.ask(`query ($id: ID!) { customer(id: $id) { ${fields} } }`, { id })
      expect(reply).toMatchObject({
        data: { customer: { email: 'guest0007@example.com', customerNumber: 'C0007' } },
      })
      expect(reply).not.toHaveProperty('errors')
    })
  })
})

/** Until nothing of the write waits any more. */
async function settled(hotel: RealHotel, id: string): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const { write } = await hotel.gateway.query<{ write: { receipts: Receipt[] } }>(
      'query ($id: ID!) { write(id: $id) { receipts { status } } }',
      { id },
    )
    if (write.receipts.every(({ status }) => status === 'APPLIED')) return
    await sleep(100)
  }
  throw new Error(`write ${id} did not settle`)
}
