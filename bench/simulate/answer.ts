import type { Records } from './records.ts'

/** Calls so far, by operation. */
export type Counts = Record<'contact' | 'contacts' | 'update' | 'reservations' | 'orders' | 'stock', number>

export interface Reply {
  status: 200 | 404
  body: string
}

export const noCalls = (): Counts => ({
  contact: 0,
  contacts: 0,
  update: 0,
  reservations: 0,
  orders: 0,
  stock: 0,
})

const nothing: Reply = { status: 404, body: '{"message":"not found"}' }

/** CRM, CRS and ERP. Lists leave out what they do not know. */
export function createSystems(
  records: Records,
  counts: Counts,
): (method: string, url: string, body: string) => Reply {
  const { contacts, reservations, orders, stock } = records
  const listOf = (from: ReadonlyMap<string, string>, ids: readonly string[]): Reply => ({
    status: 200,
    body: `{"items":[${ids.flatMap((id) => from.get(id) || []).join()}]}`,
  })
  return (method, url, body) => {
    const [path = '', query = ''] = url.split('?')
    const wanted = () => decodeURIComponent(query.slice(query.indexOf('=') + 1)).split(',')
    if (path === '/crs/reservations') {
      counts.reservations++
      return listOf(reservations, wanted())
    }
    if (path === '/erp/orders') {
      counts.orders++
      return listOf(orders, wanted())
    }
    if (path === '/erp/stock') {
      counts.stock++
      return listOf(stock, wanted())
    }
    if (path === '/crm/contacts/batch/read') {
      counts.contacts++
      return listOf(contacts, (JSON.parse(body) as { ids: string[] }).ids)
    }
    if (!path.startsWith('/crm/contacts/')) return nothing
    const id = path.slice('/crm/contacts/'.length)
    const contact = contacts.get(id)
    counts[method === 'PATCH' ? 'update' : 'contact']++
    if (contact === undefined) return nothing
    if (method !== 'PATCH') return { status: 200, body: contact }
    const changed = JSON.stringify({ ...(JSON.parse(contact) as object), ...(JSON.parse(body) as object) })
    contacts.set(id, changed)
    return { status: 200, body: changed }
  }
}
