import { hoteldruid } from '../../examples/hoteldruid/hoteldruid.ts'
import type { Datasource } from '../../src/datasources/datasource.ts'
import { UpstreamError } from '../../src/datasources/failures.ts'
import { Secret } from '../../src/secrets/secret.ts'
import { describeNeeding, needsVariables } from '../support/needs.ts'
import { startPageProxy } from './hoteldruid-faulty-proxy.ts'
import { connectToHotelDruid, plusDays, type HotelDruidWire } from './hoteldruid-wire.ts'

const call = { signal: new AbortController().signal, requestId: 'test' }

describeNeeding(needsVariables('HOTELDRUID_URL', 'HOTELDRUID_DB_URL'), 'HotelDruid as CRS', () => {
  let wire: HotelDruidWire & { year: number }
  let pages: Awaited<ReturnType<typeof startPageProxy>>
  let datasource: Datasource
  let clockMs = Date.now()
  let attempts = 0

  beforeAll(async () => {
    wire = await connectToHotelDruid()
    pages = await startPageProxy(process.env.HOTELDRUID_URL ?? '')
    datasource = hoteldruid({
      url: pages.url,
      databaseUrl: new Secret(process.env.HOTELDRUID_DB_URL ?? '', 'test'),
      property: { code: 'HD1' },
      currency: 'EUR',
      timeZone: 'Europe/Rome',
    }).open({
      system: 'CRS',
      now: () => clockMs,
      onEvent: () => undefined,
      warn: () => undefined,
      embeddedDatabase: null,
    })
  })
  afterAll(async () => {
    await datasource.close()
    await pages.close()
    await wire.close()
  })
  afterEach(() => pages.heal())

  const bookings = () => {
    const source = datasource.records.get('Booking')
    if (!source?.byId || !source.writing?.create) throw new Error('no bookings')
    return {
      load: source.byId.load,
      create: source.writing.create,
      cancel: source.writing.actions.get('cancel'),
    }
  }
  const find = async (id: string) => (await bookings().load([id], call)).records[0]
  const attempt = (values: Record<string, unknown>) => ({
    values: { customer: '1', property: 'HD1', ratePlan: 'tariffa1', ...values },
    reference: `hw-ds-${Date.now()}-${(attempts += 1)}`,
  })
  const refusalOf = (values: Record<string, unknown>) =>
    bookings()
      .create.run(attempt(values), call)
      .then(
        () => null,
        (error: unknown) => error as { code: string; details: { field?: string } },
      )
  const offersOf = async (arrival: string, departure: string, adults = 1) => {
    const args = { property: 'HD1', arrival, departure, adults, children: 0 }
    const offers = await datasource.operations.get('availability')?.run(args, call)
    return offers as { roomType: string; remaining: number; rates: { ratePlan: string; total: object }[] }[]
  }

  test('a reservation of another year has an id of its own, and a year without tables is none', async () => {
    const other = wire.year - 1
    for (const kind of ['prenota', 'prenotacanc', 'periodi', 'ntariffe'])
      await wire.query(`create table ${kind}${other} (like ${kind}${wire.year})`)
    try {
      await wire.query(`insert into anni (idanni) values (1999)`)
      await wire.query(
        `insert into periodi${other} (idperiodi, datainizio, datafine) values (1, '${other}-03-01', '${other}-03-02'), (2, '${other}-03-02', '${other}-03-03')`,
      )
      await wire.query(
        `insert into prenota${other} (idprenota, idclienti, idappartamenti, iddatainizio, iddatafine, codice) values (1, 2, '04', 1, 2, 'abcd')`,
      )
      clockMs += 61_000
      const found = (await bookings().load([`${wire.year}-1`, `${other}-1`, '1999-1'], call)).records
      expect(found.map(({ externalId }) => externalId).toSorted()).toEqual([`${other}-1`, `${wire.year}-1`])
      expect((await find(`${other}-1`))?.values).toMatchObject({
        arrival: `${other}-03-01`,
        departure: `${other}-03-03`,
        roomType: '04',
        confirmationNumber: `ab2c1${other % 10}d`,
      })
    } finally {
      for (const kind of ['prenota', 'prenotacanc', 'periodi', 'ntariffe'])
        await wire.query(`drop table ${kind}${other}`)
      await wire.query('delete from anni where idanni = 1999')
    }
    clockMs += 61_000
    expect(await find(`${other}-1`)).toBeUndefined()
  })

  test('the code and the instants are those that HotelDruid’s own export has', async () => {
    const password = process.env.HOTELDRUID_API_PASS ?? 'hd-api-pass-1'
    const url = `${process.env.HOTELDRUID_URL}/api.php?doc=20&pass=${password}&res_num=1-5`
    const lines = (await (await fetch(url)).text()).trim().split('\n').slice(1)
    expect(lines).toHaveLength(5)
    for (const line of lines) {
      const [number, code, arrival, departure, , , , , , , people, room, rate, total] = line.split(',')
      const iso = (text = '') => text.split('-').reverse().join('-')
      expect((await find(`${wire.year}-${number}`))?.values).toMatchObject({
        confirmationNumber: code,
        arrival: iso(arrival),
        departure: iso(departure),
        adults: Number(people),
        roomType: room,
        ratePlan: rate,
        totalPrice: { amount: `${total}.00`, currency: 'EUR' },
      })
    }
  })

  test('what is left is offered, at the price that the reservation then has', async () => {
    const arrival = await wire.freeFrom(1)
    const departure = plusDays(arrival, 3)
    const before = await offersOf(arrival, departure, 2)
    expect(before.map(({ roomType, remaining }) => [roomType, remaining])).toEqual(
      ['01', '02', '03', '04', '05'].map((room) => [room, 1]),
    )
    const offered = before[0]?.rates.find(({ ratePlan }) => ratePlan === 'tariffa2')
    const made = await bookings().create.run(
      attempt({ arrival, departure, adults: 2, ratePlan: 'tariffa2', roomType: '03' }),
      call,
    )
    expect((await find(made.externalId))?.values.totalPrice).toEqual(offered?.total)
    expect((await offersOf(arrival, departure)).map(({ roomType }) => roomType)).toEqual([
      '01',
      '02',
      '04',
      '05',
    ])
    expect((await offersOf(departure, plusDays(departure, 1))).length).toBe(5)
    expect((await offersOf(plusDays(arrival, -1), arrival)).length).toBe(5)
    await bookings().cancel?.run({ externalId: made.externalId, args: {}, reference: 'hw-none' }, call)
    expect((await offersOf(arrival, departure)).length).toBe(5)
  })

  test('what HotelDruid refuses names its field, and nothing is made of it', async () => {
    const arrival = await wire.freeFrom(1)
    const departure = plusDays(arrival, 2)
    const count = () => wire.query(`select count(*)::int as n from prenota${wire.year} where idclienti > 0`)
    const before = await count()
    const wrong = {
      ratePlan: { ratePlan: 'tariffa9' },
      customer: { customer: '999999' },
      roomType: { roomType: '99' },
      arrival: { arrival: '2099-01-01', departure: '2099-01-02' },
    }
    for (const [field, values] of Object.entries(wrong))
      expect(await refusalOf({ arrival, departure, ...values })).toMatchObject({
        code: 'BAD_USER_INPUT',
        details: { field },
      })
    expect(await refusalOf({ arrival, departure, ratePlan: 'no such rate' })).toMatchObject({
      details: { field: 'ratePlan' },
    })
    expect(await count()).toEqual(before)
  })

  test('a stay that only a move between rooms would allow is refused, and nobody is moved', async () => {
    const arrival = await wire.freeFrom(1)
    const nights = [arrival, plusDays(arrival, 1), plusDays(arrival, 2)] as const
    for (const room of ['01', '02', '03', '04'])
      await wire.book({ guest: 3, arrival: nights[0], departure: nights[1], room })
    for (const room of ['02', '03', '04', '05'])
      await wire.book({ guest: 3, arrival: nights[1], departure: nights[2], room })
    const refused = await refusalOf({ arrival: nights[0], departure: nights[2] })
    expect(refused).toMatchObject({ code: 'BAD_USER_INPUT', details: { field: 'arrival' } })
    expect(await offersOf(nights[0], nights[2])).toEqual([])
  })

  test('a room that was taken between the forms is a conflict that is tried again from the first one', async () => {
    const arrival = await wire.freeFrom(1)
    const departure = plusDays(arrival, 1)
    pages.forget()
    // Somebody at the desk, under the same account, takes the very room that is held for us.
    pages.before('prenota.php', () => wire.book({ guest: 4, arrival, departure, room: '01' }))
    const made = await bookings().create.run(attempt({ arrival, departure }), call)
    expect((await find(made.externalId))?.values.roomType).not.toBe('01')
    expect(pages.requests()).toEqual({ 'clienti.php': 2, 'prenota.php': 2 })
  })

  test('an empty page is no success: whether the reservation was made is left open', async () => {
    const arrival = await wire.freeFrom(1)
    pages.fail({ operation: 'prenota.php', kind: 'empty', count: 1 })
    const made = attempt({ arrival, departure: plusDays(arrival, 1) })
    const error: unknown = await bookings()
      .create.run(made, call)
      .catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(UpstreamError)
    expect(error).toMatchObject({ code: 'UPSTREAM_BAD_RESPONSE', effect: 'UNKNOWN' })
    expect(await bookings().create.findApplied?.(made, call)).toBe('ABSENT')
  })

  test('a guest keeps what the gateway knows nothing of', async () => {
    const guests = datasource.records.get('Customer')?.writing
    const before = await wire.query('select * from clienti where idclienti = 5')
    await wire.query(
      `insert into relclienti (idclienti, numero, tipo, testo1, testo2, testo3) values (5, 1, 'campo_pers', 'Allergies', 'txt', 'nuts')`,
    )
    const patch = {
      externalId: '5',
      values: { givenName: 'Renamed' },
      ifVersion: null,
      reference: 'hw-patch',
    }
    await guests?.patch?.run(patch, call)
    expect(await wire.query(`select testo3 from relclienti where idclienti = 5`)).toEqual([
      { testo3: 'nuts' },
    ])
    expect(await wire.query('select * from clienti where idclienti = 5')).toEqual([
      { ...before[0], nome: 'Renamed' },
    ])
    await wire.query('delete from relclienti where idclienti = 5')
  })
})
