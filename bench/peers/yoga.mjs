// GraphQL Yoga on node:http. RESPONSE_CACHE=1 adds its response cache.
import { createServer } from 'node:http'
import { createSchema, createYoga } from 'graphql-yoga'
import { typeDefs } from './queries.mjs'
import { createContext, resolvers } from './resolvers.mjs'

const plugins = []
if (process.env.RESPONSE_CACHE) {
  const { createInMemoryCache, useResponseCache } = await import('@graphql-yoga/plugin-response-cache')
  const cache = createInMemoryCache({ max: 5_000 })
  plugins.push(useResponseCache({ session: () => null, ttl: 60_000, cache }))
}
const schema = createSchema({ typeDefs, resolvers })
const yoga = createYoga({ schema, context: createContext, plugins, logging: 'error', graphiql: false })
createServer(yoga).listen(Number(process.env.PORT), '127.0.0.1')
