import {
  at,
  computed,
  defineMapping,
  integer,
  localDate,
  money,
  reference,
  text,
  valueAt,
  zonedDateTime,
  type Call,
  type Mapping,
  type SqlRelation,
} from 'headwater'
import { plainText } from './stored-text.ts'
import type { Years } from './years.ts'

export interface BookingOptions {
  property: { code: string; name?: string | undefined }
  currency: string
  /** Of the house, and of its server's clock. */
  timeZone: string
}

/** Behind what a guest wrote, the reference of whoever booked it. */
const referenceOf = {
  pattern: '\\n?\\[ref ([a-z0-9-]{1,32})\\]$',
  text: (reference: string) => `[ref ${reference}]`,
}

export function commentWith(specialRequests: string, reference: string): string {
  return [specialRequests, referenceOf.text(reference)].filter((line) => line !== '').join('\n')
}

/** Booking over the relation below, whose columns are those that a canonical field needs. */
export function bookingMapping({ property, currency, timeZone }: BookingOptions): Mapping {
  const house = { code: property.code, name: property.name ?? null, timeZone }
  const amount = money(currency)
  return defineMapping({
    entity: 'Booking',
    id: 'id',
    version: 'version',
    always: true,
    fields: {
      confirmationNumber: 'code',
      status: 'status',
      property: computed(
        ['property'],
        () => house,
        (value, target) => {
          target.property = typeof value === 'string' ? value : valueAt(value, ['code'])
        },
      ),
      roomType: 'room',
      ratePlan: 'rate',
      arrival: at('arrival', localDate()),
      departure: at('departure', localDate()),
      adults: at('people', integer({ min: 0, max: 1_000 })),
      totalPrice: at('total', amount),
      deposit: at('deposit', amount),
      paymentStatus: 'payment',
      sourceChannel: 'origin',
      specialRequests: at('requests', text()),
      createdAt: at('inserted', zonedDateTime(timeZone)),
      customer: reference('Customer', 'guest'),
    },
    unavailable: {
      children: 'HotelDruid counts the people of a reservation, not the children among them',
      updatedAt: 'HotelDruid notes the time of some changes only',
    },
    matchKeys: { confirmationNumber: at('code') },
  })
}

/** All years' reservations, cancelled ones too. What holds a room for somebody at the desk has no guest, and is none. */
export function bookingRelation(years: Years, { property }: BookingOptions): SqlRelation {
  const comparable = ['EQ', 'IN'] as const
  const ordered = ['EQ', 'GT', 'GTE', 'LT', 'LTE'] as const
  return {
    from: async (call: Call) => {
      const tables = (await years.list(call)).flatMap((year) => [
        reservations(year, `prenota${year}`, liveStatus, property.code),
        reservations(year, `prenotacanc${year}`, `'CANCELLED'`, property.code),
      ])
      return `(${tables.join(' union all ')})`
    },
    id: { column: 'id' },
    keys: { confirmationNumber: { column: 'code' }, reference: { column: 'reference' } },
    references: { customer: { column: 'guest', type: 'integer' } },
    filters: {
      confirmationNumber: comparable,
      status: comparable,
      property: comparable,
      arrival: ordered,
      departure: ordered,
    },
    sorts: ['arrival', 'departure'],
  }
}

/** Before a guest has come, `checkout` is when they are expected. */
const liveStatus = `case when p.checkin is not null and p.checkout is not null then 'CHECKED_OUT'
  when p.checkin is not null then 'CHECKED_IN' when p.conferma = 'S' then 'CONFIRMED' else 'RESERVED' end`

/**
 * Days are numbers of the year's calendar, of which the last one is the last night. What a year took over from the one before
 * begins on no day of it, and stays with the other. The code is that which HotelDruid prints for its guests.
 */
const reservations = (year: number, table: string, status: string, property: string) => `
  select '${year}-' || p.idprenota as id, p.xmin::text as version, ${status} as status, '${property}'::text as property,
    substr(p.codice, 1, 2) || p.idclienti || substr(p.codice, 3, 1) || p.idprenota || '${year % 10}' || substr(p.codice, 4) as code,
    p.idappartamenti::text as room, ${plainText(`split_part(p.tariffa, '#@&', 1)`)} as rate,
    a.datainizio as arrival, b.datafine as departure, p.num_persone as people, p.idclienti as guest,
    p.tariffa_tot::numeric as total, nullif(p.caparra, 0)::numeric as deposit,
    case when p.tariffa_tot is null then 'UNKNOWN' when coalesce(p.pagato, 0) <= 0 then 'UNPAID'
      when p.pagato >= p.tariffa_tot then 'PAID' else 'DEPOSIT_PAID' end as payment,
    ${plainText('p.origine')} as origin, regexp_replace(${comment}, '${referenceOf.pattern}', '') as requests,
    substring(${comment} from '${referenceOf.pattern}') as reference, p.datainserimento as inserted
  from ${table} p join periodi${year} a on a.idperiodi = p.iddatainizio join periodi${year} b on b.idperiodi = p.iddatafine
  where p.idclienti <> 0`

/** Its first part is the guest's, the others are reminders for the desk. */
const comment = plainText(`split_part(p.commento, '>', 1)`)
