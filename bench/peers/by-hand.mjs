// Q1 to Q3 and M1 without GraphQL: the fewest calls, each as early as it can be, the reply put together by hand.
import {
  groupBy,
  indexBy,
  readBookings,
  readContact,
  readContacts,
  readLoyalty,
  readOrders,
  readStock,
  updateContact,
} from './upstream.mjs'

async function readOrdersWithStock(id) {
  const orders = await readOrders([id])
  const skus = new Set(orders.flatMap(({ lines }) => lines.map(({ sku }) => sku)))
  const stock = new Map((await readStock([...skus])).map((item) => [item.sku, item]))
  return orders.map(({ id, placedAt, status, currency, total, lines }) => ({
    id,
    placedAt,
    status,
    currency,
    total,
    lines: lines.map(({ sku, quantity, unitPrice }) => {
      const { onHand, reserved, warehouse } = stock.get(sku)
      return { sku, quantity, unitPrice, stock: { onHand, reserved, warehouse } }
    }),
  }))
}

export const byHand = {
  async Q1({ id: wanted }) {
    const { id, firstName, lastName, email, phone, country, status, createdAt } = await readContact(wanted)
    return { customer: { id, firstName, lastName, email, phone, country, status, createdAt } }
  },

  async Q2({ id: wanted, withLoyalty }) {
    // The number is the same everywhere, so that only the stock has to wait for something.
    const [contact, bookings, orders, profiles] = await Promise.all([
      readContact(wanted),
      readBookings([wanted]),
      readOrdersWithStock(wanted),
      withLoyalty ? readLoyalty([wanted]) : [],
    ])
    const { id, firstName, lastName, email, phone, country, status } = contact
    const customer = { id, firstName, lastName, email, phone, country, status, bookings: null, orders }
    customer.bookings = bookings.map(
      ({ id, hotelCode, roomType, arrival, departure, status, adults, totalAmount, currency }) => ({
        id,
        hotelCode,
        roomType,
        arrival,
        departure,
        status,
        adults,
        totalAmount,
        currency,
      }),
    )
    if (withLoyalty) {
      const { points, tier, tags, orderCount, lifetimeValue } = profiles[0]
      customer.loyalty = { points, tier, tags, orderCount, lifetimeValue }
    }
    return { customer }
  },

  async Q3({ ids }) {
    const [contacts, bookings, orders] = await Promise.all([
      readContacts(ids),
      readBookings(ids),
      readOrders(ids),
    ])
    const bookingsOf = groupBy(bookings, 'guestId', ids)
    const ordersOf = groupBy(orders, 'customerId', ids)
    const customers = indexBy(contacts, 'id', ids).map(({ id, firstName, lastName, email }, index) => ({
      id,
      firstName,
      lastName,
      email,
      bookings: bookingsOf[index].map(({ id, hotelCode, arrival, departure, status, totalAmount }) => ({
        id,
        hotelCode,
        arrival,
        departure,
        status,
        totalAmount,
      })),
      orders: ordersOf[index].map(({ id, placedAt, status, total, lines }) => ({
        id,
        placedAt,
        status,
        total,
        lines: lines.map(({ sku, quantity, unitPrice }) => ({ sku, quantity, unitPrice })),
      })),
    }))
    return { customers }
  },

  async M1({ id, email }) {
    const contact = await updateContact(id, { email })
    return { updateCustomer: { customer: { id: contact.id, email: contact.email } } }
  },
}
