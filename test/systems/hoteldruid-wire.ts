import { Pool } from 'pg'

export type Row = Record<string, unknown>

/** HotelDruid as a person at its desk has it: its own pages, and what its own tables then hold. */
export interface HotelDruidWire {
  query(sql: string, parameters?: unknown[]): Promise<Row[]>
  /** A page's form, sent as a browser sends it. */
  submit(page: string, fields: Record<string, string>): Promise<string>
  /** Makes a reservation of any room for a guest that there is; gives its number. */
  book(stay: {
    guest: number
    arrival: string
    departure: string
    rate?: string
    room?: string
  }): Promise<number>
  /** So many days after the last departure that any reservation has: nothing is sold from there on. */
  freeFrom(days?: number): Promise<string>
  close(): Promise<void>
}

/** The year whose tables the server was made with. */
export async function connectToHotelDruid(): Promise<HotelDruidWire & { year: number }> {
  const [url, databaseUrl] = [process.env.HOTELDRUID_URL ?? '', process.env.HOTELDRUID_DB_URL ?? '']
  const pool = new Pool({ connectionString: databaseUrl, max: 1 })
  const query = async (sql: string, parameters: unknown[] = []) =>
    (await pool.query<Row>(sql, parameters)).rows
  const [first] = await query('select max(idanni) as year from anni')
  const year = Number(first?.year)

  async function submit(page: string, fields: Record<string, string>): Promise<string> {
    const body = new URLSearchParams({ anno: String(year), id_sessione: '', ...fields })
    const signal = AbortSignal.timeout(20_000)
    const response = await fetch(`${url}/${page}`, { method: 'POST', body, signal })
    return response.text()
  }

  return {
    year,
    query,
    submit,
    async book({ guest, arrival, departure, rate = 'tariffa1', room = '' }) {
      const both = {
        origine: 'prenota.php',
        num_tipologie: '1',
        numcostiagg: '0',
        nuovaprenotazione: 'SI',
        mos_tut_dat: 'SI',
      }
      const held = await submit('clienti.php', {
        ...both,
        cognome: 'Somebody',
        inizioperiodo1: arrival,
        fineperiodo1: departure,
        nometipotariffa1: rate,
        numpersone1: '1',
        num_app_richiesti1: '1',
        appartamento1: room,
      })
      const transaction = /name="id_transazione" value="([^"]+)"/.exec(held)?.[1] ?? ''
      const done = await submit('prenota.php', {
        ...both,
        id_transazione: transaction,
        idclienti: String(guest),
      })
      const number = /name="id_prenota" value="(\d+)"/.exec(done)?.[1]
      if (number === undefined) throw new Error('HotelDruid took no reservation')
      return Number(number)
    },
    async freeFrom(days = 0) {
      const sql = `select (max(datafine) + ${days + 1})::text as day from prenota${year} p join periodi${year} on idperiodi = p.iddatafine`
      const [row] = await query(sql)
      return String(row?.day)
    },
    close: () => pool.end(),
  }
}

/** A day so many days later. */
export function plusDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10)
}
