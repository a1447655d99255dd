import { HeaderMap, type ApolloServer } from '@apollo/server'
import type { Request, Response } from 'express'
import { addHeaders } from './late-headers.ts'

/** Answers a request whose body is read already. What it throws is not about the document: that is in the reply. */
export type AnswerGraphql = (request: Request, response: Response) => Promise<void>

/** Most different `accept` headers that are remembered, and their greatest length. */
const maxRemembered = 100
const maxAcceptLength = 500

/** Hands requests to Apollo Server, and its replies to the socket. */
export function createGraphqlAnswer<Context extends object>(
  server: ApolloServer<Context>,
  createContext: (request: Request, response: Response) => Context,
): AnswerGraphql {
  /** The content type of replies by the request's `accept`, as Apollo Server chose it the first time. */
  const typeByAccept = new Map<string, string>()
  const learnType = (accept: string | undefined, type: string | undefined): void => {
    if (accept === undefined || type === undefined || accept.length > maxAcceptLength) return
    if (typeByAccept.size < maxRemembered) typeByAccept.set(accept, type)
  }

  return async (request, response) => {
    const { accept } = request.headers
    const known = accept === undefined ? plainType : typeByAccept.get(accept)
    const isChecked = request.method === 'POST' && request.body !== undefined && known !== undefined
    const { status, headers, body } = await server.executeHTTPGraphQLRequest({
      httpGraphQLRequest: {
        method: request.method,
        headers: isChecked ? checkedHeaders : headersOf(request),
        search: searchOf(request.url),
        body: request.body as unknown,
      },
      context: async () => createContext(request, response),
    })
    // Nothing here is sent in parts: the schema has neither @defer nor @stream.
    if (body.kind !== 'complete') throw new Error('Apollo Server answered in parts')
    // Its client has gone meanwhile, or was refused for its body.
    if (response.headersSent) return
    if (!isChecked && status !== 406) learnType(accept, headers.get('content-type'))
    if (isChecked) headers.set('content-type', known)
    for (const [name, value] of headers) {
      if (name === 'content-type') addHeaders(response, name, value)
      // Some refusals bring a cache-control of their own.
      else response.setHeader(name, value)
    }
    response.statusCode = status ?? 200
    response.end(body.string)
  }
}

const plainType = 'application/json; charset=utf-8'

/**
 * In place of a request's own, where Apollo Server would find out anew what is known: no web page could have sent a body of
 * this content type unasked, and `accept` has been read before.
 */
const checkedHeaders = new HeaderMap([
  ['apollo-require-preflight', 'true'],
  // None, to Apollo Server; where there is none it would parse `*/*`.
  ['accept', ''],
])

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
