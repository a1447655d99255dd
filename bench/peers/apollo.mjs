// Apollo Server 5 on express 5, as its documentation begins. RESPONSE_CACHE=1 adds its response cache.
import { ApolloServer } from '@apollo/server'
import { expressMiddleware } from '@as-integrations/express5'
import express from 'express'
import { typeDefs } from './queries.mjs'
import { createContext, resolvers } from './resolvers.mjs'

const plugins = []
if (process.env.RESPONSE_CACHE) {
  const { ApolloServerPluginCacheControl } = await import('@apollo/server/plugin/cacheControl')
  const { default: responseCache } = await import('@apollo/server-plugin-response-cache')
  plugins.push(
    ApolloServerPluginCacheControl({ defaultMaxAge: 60 }),
    (responseCache.default ?? responseCache)(),
  )
}
const server = new ApolloServer({ typeDefs, resolvers, plugins })
await server.start()
const app = express()
app.use('/graphql', express.json(), expressMiddleware(server, { context: async () => createContext() }))
app.listen(Number(process.env.PORT), '127.0.0.1')
