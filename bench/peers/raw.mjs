// The limit: node:http and functions by hand. GOVERNED=1: with what a gateway cannot leave out. RESPONSE_CACHE=1: finished
// replies from memory.
import { createServer } from 'node:http'
import { byHand } from './by-hand.mjs'
import { governed } from './governed.mjs'

const operations = process.env.GOVERNED ? governed : byHand
const cache = process.env.RESPONSE_CACHE ? new Map() : null

async function answer(body) {
  const { operationName, query, variables } = JSON.parse(body)
  const key = cache && operationName + JSON.stringify(variables)
  const known = cache?.get(key)
  if (known) return known
  const withLoyalty = query.includes('loyalty')
  const data = await operations[operationName]({ ...variables, withLoyalty })
  const reply = Buffer.from(JSON.stringify({ data }))
  cache?.set(key, reply)
  return reply
}

createServer((request, response) => {
  const chunks = []
  request.on('data', (chunk) => chunks.push(chunk))
  request.on('end', async () => {
    let reply
    try {
      reply = await answer((chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)).toString())
    } catch (error) {
      reply = Buffer.from(JSON.stringify({ errors: [{ message: String(error) }] }))
    }
    const headers = { 'content-type': 'application/json; charset=utf-8', 'content-length': reply.length }
    response.writeHead(200, headers).end(reply)
  })
}).listen(Number(process.env.PORT), '127.0.0.1')
