// The same by hand as a gateway has to do it: who may see a field is looked up, each value is checked as it is mapped, and
// ids go through a crosswalk. What a gateway adds to the limit where nothing is wasted.
import {
  groupBy,
  indexBy,
  readBookings,
  readContact,
  readContacts,
  readLoyalty,
  readOrders,
  readStock,
} from './upstream.mjs'

const text = (value) => {
  if (typeof value !== 'string') throw new TypeError('not a text')
  return value === '' ? null : value
}
const number = (value) => {
  if (typeof value !== 'number') throw new TypeError('not a number')
  return value
}
const texts = (value) => value.map(text)

const types = {
  contact: {
    firstName: text,
    lastName: text,
    email: text,
    phone: text,
    country: text,
    status: text,
    createdAt: text,
  },
  booking: {
    hotelCode: text,
    roomType: text,
    arrival: text,
    departure: text,
    status: text,
    adults: number,
    totalAmount: number,
    currency: text,
  },
  order: { placedAt: text, status: text, currency: text, total: number },
  line: { sku: text, quantity: number, unitPrice: number },
  stock: { onHand: number, reserved: number, warehouse: text },
  loyalty: { points: number, tier: text, tags: texts, orderCount: number, lifetimeValue: number },
}

/** Field → the roles that may read it. */
const readers = new Map(
  Object.entries(types).flatMap(([type, fields]) =>
    [...Object.keys(fields), 'id'].map((field) => [`${type}.${field}`, new Set(['ANONYMOUS', 'SUPPORT'])]),
  ),
)
const role = 'ANONYMOUS'

/** What is selected of a type, as far as the caller may see it; decided once a request. */
function selectionOf(type, fields) {
  return fields.map((field) => ({
    field,
    read: readers.get(`${type}.${field}`).has(role) ? types[type][field] : () => null,
  }))
}

function show(record, selection) {
  const shown = {}
  for (const { field, read } of selection) shown[field] = read(record[field])
  return shown
}

const crosswalk = new Map()

/** Canonical id of a system's record, remembered from its first sight on. */
function idOf(entity, system, externalId) {
  const key = `${entity} ${system} ${externalId}`
  const known = crosswalk.get(key)
  if (known) return known.id
  crosswalk.set(key, { id: externalId, links: new Map([[system, externalId]]) })
  return externalId
}

const numberAt = (system, id) => idOf('Customer', system, id)

export const governed = {
  async Q1({ id }) {
    const fields = ['firstName', 'lastName', 'email', 'phone', 'country', 'status', 'createdAt']
    const selection = selectionOf('contact', fields)
    const contact = await readContact(numberAt('CRM', id))
    return { customer: { id: idOf('Customer', 'CRM', contact.id), ...show(contact, selection) } }
  },

  async Q2({ id, withLoyalty }) {
    const ofContact = selectionOf('contact', ['firstName', 'lastName', 'email', 'phone', 'country', 'status'])
    const ofBooking = selectionOf('booking', Object.keys(types.booking))
    const ofOrder = selectionOf('order', Object.keys(types.order))
    const ofLine = selectionOf('line', Object.keys(types.line))
    const ofStock = selectionOf('stock', Object.keys(types.stock))
    const ofLoyalty = selectionOf('loyalty', Object.keys(types.loyalty))
    const ordersWithStock = async () => {
      const orders = await readOrders([numberAt('ERP', id)])
      const skus = new Set(orders.flatMap(({ lines }) => lines.map(({ sku }) => sku)))
      const stock = new Map((await readStock([...skus])).map((item) => [item.sku, item]))
      return orders.map((order) => ({
        id: idOf('Order', 'ERP', order.id),
        ...show(order, ofOrder),
        lines: order.lines.map((line) => ({
          ...show(line, ofLine),
          stock: show(stock.get(line.sku), ofStock),
        })),
      }))
    }
    const [contact, bookings, orders, profiles] = await Promise.all([
      readContact(numberAt('CRM', id)),
      readBookings([numberAt('CRS', id)]),
      ordersWithStock(),
      withLoyalty ? readLoyalty([numberAt('DATABASE', id)]) : [],
    ])
    const customer = {
      id: idOf('Customer', 'CRM', contact.id),
      ...show(contact, ofContact),
      bookings: bookings.map((one) => ({ id: idOf('Booking', 'CRS', one.id), ...show(one, ofBooking) })),
      orders,
    }
    if (withLoyalty) customer.loyalty = show(profiles[0], ofLoyalty)
    return { customer }
  },

  async Q3({ ids }) {
    const ofContact = selectionOf('contact', ['firstName', 'lastName', 'email'])
    const ofBooking = selectionOf('booking', ['hotelCode', 'arrival', 'departure', 'status', 'totalAmount'])
    const ofOrder = selectionOf('order', ['placedAt', 'status', 'total'])
    const ofLine = selectionOf('line', Object.keys(types.line))
    const [contacts, bookings, orders] = await Promise.all([
      readContacts(ids.map((id) => numberAt('CRM', id))),
      readBookings(ids.map((id) => numberAt('CRS', id))),
      readOrders(ids.map((id) => numberAt('ERP', id))),
    ])
    const bookingsOf = groupBy(bookings, 'guestId', ids)
    const ordersOf = groupBy(orders, 'customerId', ids)
    const customers = indexBy(contacts, 'id', ids).map((contact, index) => ({
      id: idOf('Customer', 'CRM', contact.id),
      ...show(contact, ofContact),
      bookings: bookingsOf[index].map((one) => ({
        id: idOf('Booking', 'CRS', one.id),
        ...show(one, ofBooking),
      })),
      orders: ordersOf[index].map((one) => ({
        id: idOf('Order', 'ERP', one.id),
        ...show(one, ofOrder),
        lines: one.lines.map((line) => show(line, ofLine)),
      })),
    }))
    return { customers }
  },
}
