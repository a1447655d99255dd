import type { Request, RequestHandler } from 'express'
import { GatewayError } from '../errors/gateway-error.ts'
import { findOperation, isRecord, type AdmissionOptions } from './find-operation.ts'
import { replyError } from './reply-error.ts'

/**
 * Puts the text of a registered operation in the place of its id, and refuses what is not admitted before a character of it
 * is parsed. What is no GraphQL request is left to Apollo Server, which refuses it.
 */
export function admitOperations(admission: AdmissionOptions): RequestHandler {
  return (request, response, next) => {
    const asked = request.method === 'GET' ? readSearch(request) : (request.body as unknown)
    try {
      const text = findOperation(asked, admission)
      if (text !== null) writeOperation(request, text)
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error
      // Well-formed and understood: it is the asking that is not permitted.
      replyError(response, error, error.code === 'FORBIDDEN' ? 403 : 404)
      return
    }
    next()
  }
}

/** Apollo Server would look the id up by itself, and run nothing without having it registered by clients. */
function writeOperation(request: Request, query: string): void {
  if (request.method !== 'GET') {
    const { documentId: _id, extensions, ...body } = request.body as Record<string, unknown>
    request.body = { ...body, query, ...withoutId(extensions) }
    return
  }
  const search = new URLSearchParams(searchOf(request))
  search.set('query', query)
  search.delete('documentId')
  const { extensions } = withoutId(readSearch(request).extensions)
  if (extensions) search.set('extensions', JSON.stringify(extensions))
  request.url = `/?${search.toString()}`
}

function withoutId(extensions: unknown): { extensions?: unknown } {
  if (!isRecord(extensions)) return extensions === undefined ? {} : { extensions }
  const { persistedQuery: _id, ...others } = extensions
  return { extensions: others }
}

function readSearch(request: Request): Record<string, unknown> {
  const search = new URLSearchParams(searchOf(request))
  const once = (name: string) => {
    const values = search.getAll(name)
    return values.length === 1 ? values[0] : undefined
  }
  return { query: once('query'), documentId: once('documentId'), extensions: parseJson(once('extensions')) }
}

function searchOf({ url }: Request): string {
  const at = url.indexOf('?')
  return at < 0 ? '' : url.slice(at + 1)
}

function parseJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as unknown)
  } catch {
    return undefined // Apollo Server says what is wrong with it
  }
}
