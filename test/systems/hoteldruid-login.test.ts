import { hoteldruid } from '../../examples/hoteldruid/hoteldruid.ts'
import type { Datasource } from '../../src/datasources/datasource.ts'
import { UpstreamError } from '../../src/datasources/failures.ts'
import { Secret } from '../../src/secrets/secret.ts'
import { describeNeeding, needsVariables } from '../support/needs.ts'
import { startPageProxy } from './hoteldruid-faulty-proxy.ts'
import { connectToHotelDruid, type HotelDruidWire } from './hoteldruid-wire.ts'

const right = { user: 'admin', password: 'front-desk-1' }
const call = { signal: new AbortController().signal, requestId: 'test' }

/** Tests of a HotelDruid that asks for a password are one file: meanwhile it asks everybody. */
describeNeeding(
  needsVariables('HOTELDRUID_URL', 'HOTELDRUID_DB_URL'),
  'a HotelDruid that asks for a password',
  () => {
    let wire: HotelDruidWire
    let pages: Awaited<ReturnType<typeof startPageProxy>>
    let reference = 0
    const opened: Datasource[] = []

    const users = { modifica_utenti: 'SI', num_utenti_tab: '1', continua: 'SI' }
    beforeAll(async () => {
      wire = await connectToHotelDruid()
      pages = await startPageProxy(process.env.HOTELDRUID_URL ?? '')
      const { password } = right
      await wire.submit('gestione_utenti.php', {
        ...users,
        tipo_pass1: '5',
        prima_pass1: password,
        seconda_pass1: password,
      })
    })
    afterAll(async () => {
      const shown = await wire.submit('inizio.php', {
        nome_utente_phpr: right.user,
        password_phpr: right.password,
      })
      const session = /name="id_sessione" value="([^"]+)"/.exec(shown)?.[1] ?? ''
      await wire.submit('gestione_utenti.php', { ...users, tipo_pass1: 'n', id_sessione: session })
      for (const datasource of opened) await datasource.close()
      await pages.close()
      await wire.close()
    })
    beforeEach(() => pages.forget())

    function open(account: { user: string; password: string }): Datasource {
      const datasource = hoteldruid({
        url: pages.url,
        databaseUrl: new Secret(process.env.HOTELDRUID_DB_URL ?? '', 'test'),
        account: { ...account, password: new Secret(account.password, 'test') },
        property: { code: 'HD1' },
        currency: 'EUR',
        timeZone: 'UTC',
      }).open({
        system: 'CRS',
        now: Date.now,
        onEvent: () => undefined,
        warn: () => undefined,
        embeddedDatabase: null,
      })
      opened.push(datasource)
      return datasource
    }

    async function book(datasource: Datasource): Promise<string> {
      const arrival = await wire.freeFrom()
      const departure = await wire.freeFrom(1)
      const values = { customer: '1', property: 'HD1', ratePlan: 'tariffa1', arrival, departure }
      const attempt = { values, reference: `hw-login-${Date.now()}-${(reference += 1)}` }
      const made = await datasource.records.get('Booking')?.writing?.create?.run(attempt, call)
      return made?.externalId ?? ''
    }

    const failureOf = (datasource: Datasource) =>
      book(datasource).then(
        () => null,
        (error: unknown) => (error instanceof UpstreamError ? error : null),
      )

    test('one log-in serves every reservation, and another one comes when the session has ended', async () => {
      const datasource = open(right)
      await Promise.all([book(datasource), book(datasource)])
      expect(pages.requests()['inizio.php']).toBe(1)
      await wire.query('delete from sessioni')
      expect(await book(datasource)).toMatch(/^\d{4}-\d+$/)
      expect(pages.requests()['inizio.php']).toBe(2)
    })

    test('a wrong password is tried once, and nothing is sent with it', async () => {
      const datasource = open({ user: 'reception', password: 'wrong' })
      const failures = [await failureOf(datasource), await failureOf(datasource), await failureOf(datasource)]
      expect(failures.map((error) => [error?.code, error?.effect])).toEqual(
        failures.map(() => ['UPSTREAM_AUTH', 'NONE']),
      )
      expect(pages.requests()).toEqual({ 'inizio.php': 1 })
    })

    test('an account that is locked out is left alone', async () => {
      await wire.query(`delete from transazioni where dati_transazione1 = 'locked'`)
      for (let attempt = 1; attempt <= 7; attempt++)
        await wire.query(
          `insert into transazioni (idtransazioni, tipo_transazione, dati_transazione1, ultimo_accesso)
         values ($1, 'err_l', 'locked', now() at time zone 'UTC' - interval '1 minute')`,
          [`locked-${attempt}`],
        )
      const datasource = open({ user: 'locked', password: 'right or wrong' })
      const failures = [await failureOf(datasource), await failureOf(datasource)]
      expect(failures.map((error) => [error?.code, error?.effect])).toEqual(
        failures.map(() => ['RATE_LIMITED', 'NONE']),
      )
      expect(pages.requests()).toEqual({ 'inizio.php': 1 })
    })
  },
)
