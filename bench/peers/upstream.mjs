// The systems as the peers call them: HTTP=fetch, as tutorials do (also unless told), or HTTP=undici, the quicker client.
import pg from 'pg'
import { Pool } from 'undici'

const base = process.env.SIM_URL
const databaseUrl = process.env.PG_URL

const json = { 'content-type': 'application/json' }

async function callByFetch(method, path, body) {
  const sent = body === undefined ? { method } : { method, headers: json, body: JSON.stringify(body) }
  const reply = await fetch(base + path, sent)
  if (!reply.ok) throw new Error(`upstream answered ${reply.status}`)
  return reply.json()
}

/** undici's lowest public call: a handler that joins the chunks, without a stream. */
function createDispatch() {
  const pool = new Pool(base, { connections: 512, pipelining: 1 })
  return (method, path, body) =>
    new Promise((resolve, reject) => {
      const chunks = []
      let status = 0
      const sent = body === undefined ? {} : { headers: json, body: JSON.stringify(body) }
      pool.dispatch(
        { method, path, ...sent },
        {
          onRequestStart() {},
          onResponseStart(_controller, code) {
            status = code
          },
          onResponseData(_controller, chunk) {
            chunks.push(chunk)
          },
          onResponseEnd() {
            if (status !== 200) return reject(new Error(`upstream answered ${status}`))
            const text = chunks.length === 1 ? chunks[0].toString() : Buffer.concat(chunks).toString()
            resolve(JSON.parse(text))
          },
          onResponseError(_controller, error) {
            reject(error)
          },
        },
      )
    })
}

const call = process.env.HTTP === 'undici' ? createDispatch() : callByFetch

export const readContact = (id) => call('GET', `/crm/contacts/${id}`)
export const readContacts = async (ids) => (await call('POST', '/crm/contacts/batch/read', { ids })).items
export const updateContact = (id, values) => call('PATCH', `/crm/contacts/${id}`, values)
export const readBookings = async (ids) =>
  (await call('GET', `/crs/reservations?guestIds=${ids.join(',')}`)).items
export const readOrders = async (ids) => (await call('GET', `/erp/orders?customerIds=${ids.join(',')}`)).items
export const readStock = async (skus) => (await call('GET', `/erp/stock?skus=${skus.join(',')}`)).items

const database = databaseUrl ? new pg.Pool({ connectionString: databaseUrl, max: 10 }) : null
const profiles = `select p.customer_key, p.loyalty_points as points, p.loyalty_tier as tier, p.tags,
  o.order_count as "orderCount", o.lifetime_value as "lifetimeValue"
from customer_profile p join orders_rollup o using (customer_key)
where p.customer_key = any($1::text[])`

export async function readLoyalty(ids) {
  return database ? (await database.query({ name: 'loyalty', text: profiles, values: [ids] })).rows : []
}

/** For each id its rows, in the order of the ids. */
export function groupBy(rows, key, ids) {
  const groups = Map.groupBy(rows, (row) => row[key])
  return ids.map((id) => groups.get(id) ?? [])
}

/** For each id its row, or null. */
export function indexBy(rows, key, ids) {
  const index = new Map(rows.map((row) => [row[key], row]))
  return ids.map((id) => index.get(id) ?? null)
}
