import { describeNeeding, needsVariables } from '../support/needs.ts'
import { startPageProxy } from './hoteldruid-faulty-proxy.ts'
import { connectToHotelDruid, plusDays, type HotelDruidWire, type Row } from './hoteldruid-wire.ts'
import { createScratchDatabase, type ScratchDatabase } from './scratch-databases.ts'
import { startGateway, type StartedGateway } from './started-gateway.ts'

interface Payload {
  writeId: string
  booking: { confirmationNumber: string; roomType: string; status: string } | null
  receipts: { status: string; externalId: string | null; attempts: number; reason?: object | null }[]
  userErrors: { code: string; message: string; field: string | null }[]
}

const booking = `mutation ($input: CreateBookingInput!) { createBooking(input: $input) {
  writeId booking { confirmationNumber roomType status }
  receipts { status externalId attempts } userErrors { code message field } } }`
const noRoom = {
  code: 'BAD_USER_INPUT',
  message: expect.stringContaining('no room is left') as string,
  field: 'arrival',
}

describeNeeding(
  needsVariables('HOTELDRUID_URL', 'HOTELDRUID_DB_URL'),
  'a gateway with HotelDruid as CRS',
  () => {
    let wire: HotelDruidWire & { year: number }
    let store: ScratchDatabase
    let pages: Awaited<ReturnType<typeof startPageProxy>>
    let gateways: StartedGateway[]

    beforeAll(async () => {
      wire = await connectToHotelDruid()
      store = await createScratchDatabase(process.env.HOTELDRUID_DB_URL ?? '', 'store')
      // One in five, in turn.
      let turn = 0
      pages = await startPageProxy(process.env.HOTELDRUID_URL ?? '', () => (turn++ % 5) / 5)
      const start = () =>
        startGateway('examples/hoteldruid/headwater.config.ts', {
          HOTELDRUID_URL: pages.url,
          HEADWATER_STORE_URL: store.url,
        })
      const first = await start()
      gateways = [first, await start()]
    }, 90_000)
    afterAll(async () => {
      await Promise.all(gateways.map((gateway) => gateway.stop()))
      await pages.close()
      await store.drop()
      await wire.close()
    })

    async function customerOf(guest: number): Promise<string> {
      const { customer } = await gateways[0]!.query<{ customer: { id: string } }>(
        'query ($id: ID!) { customer: customerByExternalId(system: CRS, id: $id) { id } }',
        { id: String(guest) },
      )
      return customer.id
    }

    async function book(
      gateway: StartedGateway,
      guest: number,
      arrival: string,
      nights = 1,
    ): Promise<Payload> {
      const input = {
        customer: await customerOf(guest),
        property: 'HD1',
        ratePlan: 'tariffa1',
        arrival,
        departure: plusDays(arrival, nights),
        adults: 1,
      }
      const { createBooking } = await gateway.query<{ createBooking: Payload }>(
        booking,
        { input },
        'frontdesk',
      )
      return createBooking
    }

    /** What HotelDruid itself holds for a night. */
    const soldOn = (night: string) =>
      wire.query(
        `select p.idprenota as id, p.idclienti as guest, p.idappartamenti as room, p.conferma as confirmed
       from prenota${wire.year} p join periodi${wire.year} a on a.idperiodi = p.iddatainizio
       where a.datainizio = $1 and p.idclienti > 0 order by 1`,
        [night],
      )

    test.each([1, 2])(
      'of 12 bookings at once for the last 5 rooms, through %i gateways, 5 are made and 7 told that there is no room',
      async (count) => {
        const night = await wire.freeFrom(1)
        const guests = Array.from({ length: 12 }, (_, index) => index + 1)
        await Promise.all(guests.map(customerOf))

        const payloads = await Promise.all(
          guests.map((guest, index) => book(gateways[index % count]!, guest, night)),
        )

        const made = payloads.filter(({ receipts }) => receipts[0]?.status === 'APPLIED')
        const refused = payloads.filter(({ receipts }) => receipts[0]?.status === 'REJECTED')
        expect([made.length, refused.length]).toEqual([5, 7])
        expect(refused.map(({ userErrors }) => userErrors)).toEqual(refused.map(() => [noRoom]))
        const sold = await soldOn(night)
        expect(made.map(({ receipts }) => receipts[0]?.externalId).toSorted()).toEqual(
          sold.map(({ id }) => `${wire.year}-${String(id)}`).toSorted(),
        )
        expect(sold.map(({ room }) => room).toSorted()).toEqual(['01', '02', '03', '04', '05'])
        expect(new Set(sold.map(({ guest }) => guest)).size).toBe(5)
        expect(sold.every(({ confirmed }) => confirmed === 'S')).toBe(true)
        expect(made.every(({ booking: shown }) => shown?.status === 'CONFIRMED')).toBe(true)
      },
    )

    test('a booking made through it is in HotelDruid’s own pages, is found with its guest, cancelled, and not moved', async () => {
      const arrival = await wire.freeFrom(1)
      const made = await book(gateways[0]!, 6, arrival, 2)
      const number = String(made.receipts[0]?.externalId?.split('-')[1])
      const shown = await wire.submit('modifica_prenota.php', { id_prenota: number, origine: 'inizio.php' })
      expect(shown).toContain('Rossi 0006')

      const { bookings } = await gateways[1]!.query<{ bookings: { edges: { node: Row }[] } }>(
        `query ($from: LocalDate!) { bookings(first: 5, filter: { arrivalFrom: $from, status: [CONFIRMED] }) {
        edges { node { id arrival departure adults ratePlan property { code } customer { id } } } } }`,
        { from: arrival },
      )
      const customer = await customerOf(6)
      expect(bookings.edges.map(({ node }) => ({ ...node, id: null }))).toEqual([
        {
          id: null,
          arrival,
          departure: plusDays(arrival, 2),
          adults: 1,
          ratePlan: 'tariffa1',
          property: { code: 'HD1' },
          customer: { id: customer },
        },
      ])

      const id = bookings.edges[0]?.node.id
      const frontdesk = <Name extends string>(document: string) =>
        gateways[0]!.query<Record<Name, Payload>>(document, { id }, 'sandbox-frontdesk')
      const moved = frontdesk<'modifyBooking'>(
        'mutation ($id: ID!) { modifyBooking(id: $id, input: { adults: 2 }) { writeId } }',
      )
      await expect(moved).rejects.toThrow(
        'CRS cannot set Booking.adults: it is set at creation and never after.',
      )
      const { cancelBooking } = await frontdesk<'cancelBooking'>(
        `mutation ($id: ID!) { cancelBooking(id: $id, reason: "Flight cancelled") {
        writeId booking { status } receipts { status externalId attempts } userErrors { code message field } } }`,
      )
      expect([cancelBooking.booking?.status, cancelBooking.receipts[0]?.status]).toEqual([
        'CANCELLED',
        'APPLIED',
      ])
      const sql = `select idclienti as guest from prenotacanc${wire.year} where idprenota = $1`
      expect(await wire.query(sql, [number])).toEqual([{ guest: 6 }])
      expect(await soldOn(arrival)).toEqual([])
    })

    test('where a fifth of the answers are lost after HotelDruid has done it, every booking is made once', async () => {
      const first = await wire.freeFrom(1)
      pages.fail({ operation: 'prenota.php', kind: 'dropAfterApply', probability: 0.2 })
      const stays = Array.from({ length: 40 }, (_, index) => ({
        guest: (index % 12) + 1,
        arrival: plusDays(first, index >> 2),
      }))
      await Promise.all(stays.map(({ guest }) => customerOf(guest)))

      const payloads = await Promise.all(
        stays.map(({ guest, arrival }, index) => book(gateways[index % 2]!, guest, arrival)),
      ).finally(() => pages.heal())

      expect(pages.befell()).toBeGreaterThan(0)
      const settled = await Promise.all(payloads.map(({ writeId }) => settledWrite(gateways[0]!, writeId)))
      expect(settled.filter(({ status }) => status !== 'APPLIED')).toEqual([])
      const nights = [...new Set(stays.map(({ arrival }) => arrival))]
      const sold = (await Promise.all(nights.map(soldOn))).flat()
      expect(settled.map(({ externalId }) => externalId).toSorted()).toEqual(
        sold.map(({ id }) => `${wire.year}-${String(id)}`).toSorted(),
      )
    })
  },
)

async function settledWrite(gateway: StartedGateway, id: string) {
  const deadline = Date.now() + 30_000
  for (;;) {
    const { write } = await gateway.query<{ write: { receipts: Payload['receipts'] } }>(
      'query ($id: ID!) { write(id: $id) { receipts { status externalId attempts reason { code message field } } } }',
      { id },
    )
    const [receipt] = write.receipts
    if (receipt && receipt.status !== 'QUEUED') return receipt
    if (Date.now() > deadline) throw new Error('the write does not come to its end')
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}
