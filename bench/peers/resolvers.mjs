// Resolvers as Apollo's and Yoga's guides write them: a DataLoader for each link, made anew for each request.
import DataLoader from 'dataloader'
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

export const createContext = () => ({
  bookings: new DataLoader(async (ids) => groupBy(await readBookings(ids), 'guestId', ids)),
  orders: new DataLoader(async (ids) => groupBy(await readOrders(ids), 'customerId', ids)),
  stock: new DataLoader(async (skus) => indexBy(await readStock(skus), 'sku', skus)),
  loyalty: new DataLoader(async (ids) => indexBy(await readLoyalty(ids), 'customer_key', ids)),
})

export const resolvers = {
  Query: {
    customer: (_root, { id }) => readContact(id),
    customers: async (_root, { ids }) => indexBy(await readContacts(ids), 'id', ids),
  },
  Customer: {
    bookings: ({ id }, _args, { bookings }) => bookings.load(id),
    orders: ({ id }, _args, { orders }) => orders.load(id),
    loyalty: ({ id }, _args, { loyalty }) => loyalty.load(id),
  },
  OrderLine: {
    stock: ({ sku }, _args, { stock }) => stock.load(sku),
  },
}
