import { Secret } from '../../src/secrets/secret.ts'
import type { Condition } from '../../src/datasources/datasource.ts'
import { bookingMapping } from '../../examples/hoteldruid/bookings.ts'
import { guestMapping } from '../../examples/hoteldruid/guests.ts'
import { hoteldruid } from '../../examples/hoteldruid/hoteldruid.ts'
import type { Fault, KindFixture, OpenSubject } from '../../src/conformance/subject.ts'
import { describeDatasource } from '../support/datasource-conformance.ts'
import { impatient } from '../../src/conformance/impatient.ts'
import { describeNeeding, needsVariables } from '../support/needs.ts'
import { startPageProxy, type PageFault } from './hoteldruid-faulty-proxy.ts'
import { connectToHotelDruid, plusDays, type Row } from './hoteldruid-wire.ts'
import { startStatementProxy } from './statement-proxy.ts'

const need = needsVariables('HOTELDRUID_URL', 'HOTELDRUID_DB_URL')
const house = { property: { code: 'HD1', name: 'Hotel Druid' }, currency: 'EUR', timeZone: 'UTC' }

interface Seen {
  year: number
  guests: readonly Row[]
  bookings: readonly Row[]
  /** From here on every room is free. */
  free: string
}

/** What the server itself says, before the suite is described: its fixtures are the server's own records. */
async function seeServer(): Promise<Seen> {
  const wire = await connectToHotelDruid()
  const { year } = wire
  // Those of an earlier run are no attempts of this one.
  await wire.query(`update clienti set soprannome = null where soprannome like 'hw-%'`)
  for (const table of [`prenota${year}`, `prenotacanc${year}`])
    await wire.query(`update ${table} set commento = replace(commento, '[ref hw-', '[old ')`)
  const first = await wire.freeFrom()
  for (const nights of [1, 2, 3, 1])
    await wire.book({ guest: 1, arrival: first, departure: plusDays(first, nights) })
  const [cancelled] = [await wire.book({ guest: 2, arrival: first, departure: plusDays(first, 1) })]
  await wire.submit('modifica_prenota.php', {
    id_prenota: String(cancelled),
    cancella: 'YES',
    cancella_c: 'SI',
  })
  const seen = {
    year,
    guests: await wire.query('select idclienti as id, email, telefono as phone from clienti order by 1'),
    bookings: await wire.query(
      `select idprenota as id, idclienti as guest, codice as code, a.datainizio::text as arrival, b.datafine::text as departure
       from prenota${year} join periodi${year} a on a.idperiodi = iddatainizio join periodi${year} b on b.idperiodi = iddatafine
       where idclienti > 0 order by 1`,
    ),
    free: plusDays(await wire.freeFrom(), 1),
  }
  await wire.close()
  return seen
}

const seen = need() === undefined ? await seeServer() : null

const faults: readonly Fault[] = [
  { kind: 'reset', codes: ['UPSTREAM_UNAVAILABLE'] },
  { kind: 'renamed', codes: ['UPSTREAM_SCHEMA_DRIFT'] },
]

async function open(): Promise<OpenSubject> {
  const wire = await connectToHotelDruid()
  const pages = await startPageProxy(process.env.HOTELDRUID_URL ?? '')
  const statements = await startStatementProxy(new URL(process.env.HOTELDRUID_DB_URL ?? ''))
  const datasource = hoteldruid({
    ...house,
    url: pages.url,
    databaseUrl: new Secret(statements.url, 'test'),
    phoneRegion: 'DE',
  }).open({
    system: 'CRS',
    now: Date.now,
    onEvent: () => undefined,
    warn: () => undefined,
    embeddedDatabase: null,
    patience: impatient,
  })
  const renamed = [
    ['clienti', 'cognome'],
    [`prenota${wire.year}`, 'codice'],
  ] as const
  const rename = async (name: (from: string) => [from: string, to: string]) => {
    for (const [table, column] of renamed)
      await wire.query(`alter table ${table} rename column ${name(column).join(' to ')}`)
  }
  return {
    datasource,
    upstream: {
      faults,
      requests: () => Promise.resolve({ ...statements.state.statements, ...pages.requests() }),
      forget() {
        statements.state.statements = {}
        pages.forget()
        return Promise.resolve()
      },
      async fail(order) {
        if (order.kind === 'dropAfterApply') pages.fail(order as PageFault)
        else statements.state.fault = order.kind
        if (order.kind === 'renamed') await rename((column) => [column, `${column}_2`])
      },
      async heal() {
        if (statements.state.fault === 'renamed') await rename((column) => [`${column}_2`, column])
        statements.state.fault = null
        pages.heal()
      },
    },
    credentials: [],
    upstreamTexts: ['127.0.0.1', new URL(statements.url).port, 'prenota', 'clienti', 'select '],
    async close() {
      await datasource.close()
      await pages.close()
      await statements.close()
      await wire.close()
    },
  }
}

const comparing = (field: string, value: unknown, ...comparisons: Condition['comparison'][]): Condition[] =>
  comparisons.map((comparison) => ({
    field,
    comparison,
    value: comparison === 'IN' ? [value].flat() : value,
  }))
const ordered = ['EQ', 'GT', 'GTE', 'LT', 'LTE'] as const
const neverMoved = 'a reservation is only made and cancelled'

function fixturesOf({ year, guests, bookings, free }: Seen): readonly KindFixture[] {
  const idOf = (booking: Row | undefined) => `${year}-${String(booking?.id)}`
  const codeOf = (booking: Row | undefined) => {
    const [code, guest, id] = [String(booking?.code), String(booking?.guest), String(booking?.id)]
    return `${code.slice(0, 2)}${guest}${code[2]}${id}${year % 10}${code[3]}`
  }
  const stay = (days: number, nights: number) => ({
    arrival: plusDays(free, days),
    departure: plusDays(free, days + nights),
  })
  return [
    {
      entity: 'Customer',
      ids: guests.slice(0, 12).map(({ id }) => String(id)),
      unknownIds: ['999999', '1999999999'],
      keys: {
        email: guests.slice(0, 2).map(({ id, email }) => ({ value: String(email), id: String(id) })),
        phone: guests.slice(0, 2).map(({ id, phone }) => ({ value: String(phone), id: String(id) })),
      },
      writing: {
        mapping: guestMapping({ phoneRegion: 'DE' }),
        base: { id: 1, version: '1', given: null, family: null, email: null, phone: null },
        patches: [
          { givenName: 'Anna', familyName: "O'Neil", email: 'anna@example.com', phone: '+4930123456' },
        ],
      },
      changes: {
        id: String(guests.at(-1)?.id),
        values: {
          givenName: ['Anna-marie', 'Łódź 山田', '<b>&amp; "Q"', 'É'.repeat(35), null],
          familyName: ["O'Neil & Söhne", 'Van Der Berg', 'X'.repeat(70)],
          email: ["o'brien+x@example.com", null],
          phone: ['+493011223344', null],
        },
        refused: { familyName: [null, 'É'.repeat(36)], givenName: ['&'.repeat(15)] },
        operation: 'modifica_cliente.php',
        create: {
          operation: 'clienti.php',
          records: [
            {
              values: {
                givenName: 'Zoë "Z"',
                familyName: "D'Arc & 李",
                email: 'zoe@example.com',
                phone: '+49301234567',
              },
            },
            { values: { familyName: 'de la cruz' }, readAs: { familyName: 'De La Cruz' } },
          ],
        },
      },
    },
    {
      entity: 'Booking',
      ids: bookings.slice(0, 12).map(idOf),
      unknownIds: [`${year}-999999`, '1999-1'],
      keys: {
        confirmationNumber: bookings.slice(0, 3).map((one) => ({ value: codeOf(one), id: idOf(one) })),
      },
      references: { customer: ['1', '2', ...guests.slice(2, 8).map(({ id }) => String(id))] },
      conditions: [
        ...comparing('confirmationNumber', codeOf(bookings[0]), 'EQ', 'IN'),
        ...comparing('status', 'CANCELLED', 'EQ'),
        ...comparing('status', ['RESERVED', 'CANCELLED', 'UNKNOWN'], 'IN'),
        ...comparing('property', 'HD1', 'EQ', 'IN').map((one) => ({
          ...one,
          compared: ({ values }: { values: Readonly<Record<string, unknown>> }) =>
            (values.property as { code: string }).code,
          mayHoldForAll: true as const,
        })),
        ...comparing('arrival', bookings[9]?.arrival, ...ordered),
        ...comparing('departure', bookings[9]?.departure, ...ordered),
      ],
      writing: {
        mapping: bookingMapping(house),
        base: { id: `${year}-1`, version: '1', total: '80', payment: 'UNPAID', property: 'HD1' },
        patches: [
          {
            confirmationNumber: 'ab1c16d',
            status: 'CONFIRMED',
            roomType: '03',
            ratePlan: 'tariffa1',
            arrival: '2026-12-01',
            departure: '2026-12-02',
            adults: 2,
            specialRequests: 'Quiet <room>',
            deposit: { amount: '10.50', currency: 'EUR' },
            createdAt: '2026-11-22T09:38:04.000Z',
          },
        ],
      },
      changes: {
        create: {
          operation: 'prenota.php',
          records: [
            {
              values: { property: 'HD1', customer: '4', ratePlan: 'tariffa1', ...stay(3, 1) },
              readAs: { property: { ...house.property, timeZone: 'UTC' } },
            },
            {
              values: {
                property: 'HD1',
                customer: '3',
                roomType: '02',
                ratePlan: 'tariffa2',
                ...stay(0, 2),
                adults: 3,
                specialRequests: 'Quiet "room" > view & <b>cot</b>\nŁódź 山田 🌊',
              },
              readAs: { property: { ...house.property, timeZone: 'UTC' } },
            },
          ],
        },
        actions: {
          cancel: {
            async prepare({ source }) {
              const values = { property: 'HD1', customer: '5', ratePlan: 'tariffa1', ...stay(5, 1) }
              const made = await source.writing?.create?.run({ values, reference: 'hw-to-cancel' }, call)
              return { externalId: made?.externalId ?? '', args: { reason: 'Flight cancelled' } }
            },
          },
        },
      },
    },
  ]
}

const call = { signal: new AbortController().signal, requestId: 'test' }
const noReferences = 'refers to no other entity'

describeNeeding(need, 'HotelDruid conformance', () => {
  if (seen === null) return
  describeDatasource({
    name: 'HotelDruid 3.0 (a real server)',
    system: 'CRS',
    open,
    fixtures: fixturesOf(seen),
    skips: {
      'no more is under way at once, and no more asked for in one request, than the vendor allows':
        'the proxy before the database sees bytes, not statements',
      'whoever keeps up with changes misses none, whatever is changed meanwhile':
        'no table says when it was changed',
      'Booking: every field that can be set is tried with none, and a text with other letters': neverMoved,
      'Customer: records by reference belong to their parent, and their pages join': noReferences,
      'Customer: a batch of parents gives the pages that each parent gives alone': noReferences,
      'Customer: filters give what they say': 'the CRS owns none of the fields',
      'Customer: sorts give the same records, in order': 'the CRS owns none of the fields',
      'Customer: a patch of an old version is a conflict and changes nothing': 'the forms know no versions',
      'Customer: an action shows that it was done, and done again it does no harm': 'guests have no actions',
      'Booking: what is patched reads back as it was written, and nothing else changes': neverMoved,
      'Booking: a patch of an old version is a conflict and changes nothing': neverMoved,
      'Booking: a patch whose answer was lost is in doubt, and sent again it does no harm': neverMoved,
      'Booking: a value that cannot be held is refused, names its field and changes nothing': neverMoved,
      'Booking: a patch of an unknown record is not found': neverMoved,
      'Booking: what was made can be taken back, and taken back again':
        'a reservation is cancelled, and stays',
    },
  })
})
