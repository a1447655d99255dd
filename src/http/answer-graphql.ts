import { HeaderMap, type ApolloServer } from '@apollo/server'
import type { Request, Response } from 'express'

/**
 * Hands a request whose body is read already to Apollo Server, and its reply to Express. Whatever it throws is not about the
 * document: that is in the reply.
 */
export async function answerGraphql<Context extends object>(
  server: ApolloServer<Context>,
  createContext: (request: Request, response: Response) => Context,
  request: Request,
  response: Response,
): Promise<void> {
  const { status, headers, body } = await server.executeHTTPGraphQLRequest({
    httpGraphQLRequest: {
      method: request.method,
      headers: headersOf(request),
      search: searchOf(request.url),
      body: request.body as unknown,
    },
    context: async () => createContext(request, response),
  })
  // Nothing here is sent in parts: the schema has neither @defer nor @stream.
  if (body.kind !== 'complete') throw new Error('Apollo Server answered in parts')
  for (const [name, value] of headers) response.setHeader(name, value)
  response.status(status ?? 200).send(body.string)
}

function headersOf({ headers }: Request): HeaderMap {
  const map = new HeaderMap()
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined) map.set(name, Array.isArray(value) ? value.join(', ') : value)
  return map
}

/** With its question mark; empty where there is none. */
function searchOf(url: string): string {
  const start = url.indexOf('?')
  return start === -1 ? '' : url.slice(start)
}
