import type { Call, Database, DatasourceTools } from 'headwater'

/** HotelDruid keeps a set of tables a year. */
export interface Years {
  /** Those that there are tables of, the first one first. @throws GatewayError SCHEMA_DRIFT where there are none */
  list(call: Call): Promise<readonly number[]>
  /** In whose tables a stay belongs that begins on this day; null: in none. */
  ofArrival(arrival: string, call: Call): Promise<number | null>
}

const keptMs = 60_000

const existing = `
  select right(t.table_name, 4)::int as year from information_schema.tables t
  where t.table_schema = current_schema() and t.table_name ~ '^prenota\\d{4}$' and 2 = (
    select count(*) from information_schema.tables o where o.table_schema = t.table_schema
    and o.table_name in ('periodi' || right(t.table_name, 4), 'prenotacanc' || right(t.table_name, 4)))
  order by 1`

export function createYears(database: Database, { now, failure }: DatasourceTools): Years {
  let known: { years: readonly number[]; until: number } | null = null

  async function list(call: Call): Promise<readonly number[]> {
    if (known && now() < known.until) return known.years
    const rows = await database.select('years', { sql: existing, parameters: [] }, call)
    const years = rows.map(({ year }) => Number(year))
    if (years.length === 0) throw failure('SCHEMA_DRIFT', 'the database has the tables of no year')
    known = { years, until: now() + keptMs }
    return years
  }

  return {
    list,
    async ofArrival(arrival, call) {
      // A calendar goes on beyond its year, until the next one's begins.
      const days = (await list(call)).map((year) => `select ${year} as year, datainizio from periodi${year}`)
      const sql = `select max(year) as year from (${days.join(' union all ')}) days where datainizio = $1::date`
      const [row] = await database.select('year of a day', { sql, parameters: [arrival] }, call)
      return typeof row?.year === 'number' ? row.year : null
    },
  }
}
