import { GatewayError, localDate, money, type Call, type Database, type VendorCalls } from 'headwater'
import type { BookingOptions } from './bookings.ts'
import { plainText } from './stored-text.ts'
import type { Years } from './years.ts'

/** A rate as it is sold: its name, or its place in the list where it has none. */
interface Rate {
  rate: string
  name: string
  /** What a stay costs, in the currency of the house; null: not sold on every night. */
  total: string | null
}

export interface Rates {
  /** HotelDruid's own name of a rate, by what reservations say; null: there is none. */
  codeOf(year: number, ratePlan: string, call: Call): Promise<string | null>
  /** For so many people. */
  priced(
    year: number,
    stay: { arrival: string; departure: string; people: number },
    call: Call,
  ): Promise<readonly Rate[]>
}

/** The first row has the rates' names, the fourth says which of them ask for something for each person too. */
const rates = (year: number) => `
  (select n.key as rate, coalesce(nullif(${plainText('n.value')}, ''), n.key) as name, coalesce(m.value = 'p', false) as each
   from ntariffe${year} a cross join jsonb_each_text(to_jsonb(a)) n, ntariffe${year} b cross join jsonb_each_text(to_jsonb(b)) m
   where a.idntariffe = 1 and b.idntariffe = 4 and n.key ~ '^tariffa\\d+$' and m.key = n.key)`

export function createRates(database: Database): Rates {
  return {
    async codeOf(year, ratePlan, call) {
      const sql = `select rate from ${rates(year)} r where $1 in (name, rate) order by name = $1 desc limit 1`
      const [row] = await database.select('rate', { sql, parameters: [ratePlan] }, call)
      return typeof row?.rate === 'string' ? row.rate : null
    },
    async priced(year, { arrival, departure, people }, call) {
      const sql = `select rate, name, sum((p.day->>rate)::numeric + case when each then $3::int * coalesce((p.day->>(rate || 'p'))::numeric, 0) else 0 end) as total
        from ${rates(year)} r, (select to_jsonb(d) as day from periodi${year} d where datainizio >= $1::date and datafine <= $2::date) p
        group by rate, name having count(p.day->>rate) = $2::date - $1::date order by length(rate), rate`
      const rows = await database.select('prices', { sql, parameters: [arrival, departure, people] }, call)
      return rows.map(({ rate, name, total }) => ({
        rate: String(rate),
        name: String(name),
        total: String(total),
      }))
    },
  }
}

const dayMs = 86_400_000

/** Each room is a type of its own: HotelDruid sells rooms. What it is held for at the desk this very minute is not sold yet. */
export function availability({
  database,
  years,
  rates,
  property,
  currency,
  timeZone,
}: BookingOptions & { database: Database; years: Years; rates: Rates }): NonNullable<
  VendorCalls['operations']
>[string] {
  const place = { code: property.code, name: property.name ?? null, timeZone }
  const amount = money(currency)
  return async ({ property: code, ...args }, call) => {
    if (code !== property.code) throw refuse('property', `property must be ${property.code}.`)
    const [arrival, departure] = [args.arrival, args.departure].map((date) =>
      localDate().decode(String(date)),
    )
    const nights = (Date.parse(departure ?? '') - Date.parse(arrival ?? '')) / dayMs
    if (!arrival || !departure || !(nights >= 1))
      throw refuse('departure', 'departure must be after arrival.')
    const people = Number(args.adults ?? 1) + Number(args.children ?? 0)
    const year = await years.ofArrival(arrival, call)
    if (year === null) return []
    const free = `select idappartamenti as room, ${plainText('commento')} as description from appartamenti r
      where coalesce(maxoccupanti, $3::int) >= $3::int and not exists (
        select from prenota${year} p join periodi${year} a on a.idperiodi = greatest(p.iddatainizio, 1) join periodi${year} b on b.idperiodi = p.iddatafine
        where p.idappartamenti = r.idappartamenti and p.idclienti <> 0 and a.datainizio < $2::date and b.datafine > $1::date)
      order by idappartamenti`
    const [rooms, offers] = await Promise.all([
      database.select('free rooms', { sql: free, parameters: [arrival, departure, people] }, call),
      rates.priced(year, { arrival, departure, people }, call),
    ])
    const sold = offers.map(({ name, total }) => ({
      ratePlan: name,
      description: null,
      total: amount.decode(total ?? ''),
      averageNightly: amount.decode((Number(total) / nights).toFixed(2)),
    }))
    if (sold.length === 0) return []
    return rooms.map(({ room, description }) => ({
      property: place,
      roomType: String(room),
      description: typeof description === 'string' && description !== '' ? description : null,
      remaining: 1,
      rates: sold,
    }))
  }
}

function refuse(field: string, message: string): GatewayError {
  return new GatewayError('BAD_USER_INPUT', message, { field })
}
