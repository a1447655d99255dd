// Hive Gateway over the supergraph; the database is an additional resolver, as its guide has it. RESPONSE_CACHE=1: its cache.
import { defineConfig } from '@graphql-hive/gateway'
import DataLoader from 'dataloader'
import { indexBy, readLoyalty } from '../upstream.mjs'

const loaders = new WeakMap()

function loaderOf(context) {
  const key = context.request ?? context
  const known = loaders.get(key)
  if (known) return known
  const made = new DataLoader(async (ids) => indexBy(await readLoyalty(ids), 'customer_key', ids))
  loaders.set(key, made)
  return made
}

export const gatewayConfig = defineConfig({
  supergraph: './supergraph.graphql',
  logging: 'error',
  ...(process.env.RESPONSE_CACHE && {
    cache: { type: 'localforage' },
    responseCaching: { session: () => null, ttl: 60_000 },
  }),
  additionalResolvers: {
    Customer: {
      loyalty: {
        selectionSet: '{ id }',
        resolve: ({ id }, _args, context) => loaderOf(context).load(id),
      },
    },
  },
})
