// Mercurius on Fastify, with its loaders and its jit. RESPONSE_CACHE=1 adds mercurius-cache.
import Fastify from 'fastify'
import mercurius from 'mercurius'
import { typeDefs } from './queries.mjs'
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

const idsOf = (queries) => queries.map(({ obj }) => obj.id)
const app = Fastify()
app.register(mercurius, {
  schema: typeDefs,
  jit: 1,
  resolvers: {
    Query: {
      customer: (_root, { id }) => readContact(id),
      customers: async (_root, { ids }) => indexBy(await readContacts(ids), 'id', ids),
    },
  },
  loaders: {
    Customer: {
      bookings: async (queries) => groupBy(await readBookings(idsOf(queries)), 'guestId', idsOf(queries)),
      orders: async (queries) => groupBy(await readOrders(idsOf(queries)), 'customerId', idsOf(queries)),
      loyalty: async (queries) => indexBy(await readLoyalty(idsOf(queries)), 'customer_key', idsOf(queries)),
    },
    OrderLine: {
      async stock(queries) {
        const skus = queries.map(({ obj }) => obj.sku)
        return indexBy(await readStock([...new Set(skus)]), 'sku', skus)
      },
    },
  },
})
if (process.env.RESPONSE_CACHE) {
  const { default: cache } = await import('mercurius-cache')
  app.register(cache, {
    ttl: 60,
    storage: { type: 'memory', options: { size: 5_000 } },
    policy: {
      Query: { customer: true, customers: true },
      Customer: { bookings: true, orders: true, loyalty: true },
      OrderLine: { stock: true },
    },
  })
}
await app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' })
