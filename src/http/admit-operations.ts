import type { Request, RequestHandler } from 'express'
import { GatewayError } from '../errors/gateway-error.ts'
import { denialOf, type DenialListener } from '../observability/denial-event.ts'
import type { OperationRegistry } from '../operations/registry.ts'
import { replyError } from './reply-error.ts'

export interface AdmissionOptions {
  registry: OperationRegistry
  /** Nothing else is served. */
  only: boolean
  onDenied: DenialListener
}

/**
 * Puts the text of a registered operation in the place of its id, and, where only these are served, refuses everything else
 * before a character of it is parsed. Clients name an operation by `documentId: "sha256:…"` (GraphQL over HTTP) or by
 * `extensions.persistedQuery.sha256Hash` (Apollo Client), or send its text. What is no GraphQL request is left to Apollo
 * Server, which refuses it.
 */
export function admitOperations({ registry, only, onDenied }: AdmissionOptions): RequestHandler {
  return (request, response, next) => {
    const { text, id } = readOperation(request)
    if (text === null && id === null) {
      next()
      return
    }
    const known = text ?? registry.textOf(id ?? '')
    if (known !== null && (!only || text === null || registry.has(text))) {
      writeOperation(request, known)
      next()
      return
    }
    if (!only) {
      const message = 'No operation is registered under this id. Send its text, or register it.'
      replyError(response, new GatewayError('NOT_FOUND', message), 404)
      return
    }
    onDenied(denialOf('unregistered'))
    const message =
      'Only registered operations are served here, and this is none. Register it with headwater operations register.'
    // Well-formed and understood: it is the asking that is not permitted.
    replyError(response, new GatewayError('FORBIDDEN', message), 403)
  }
}

interface Asked {
  text: string | null
  /** Hex of the SHA-256; empty for an id of another kind, which nothing has. */
  id: string | null
}

function readOperation(request: Request): Asked {
  const asked = request.method === 'GET' ? readSearch(request) : (request.body as unknown)
  if (!isRecord(asked)) return { text: null, id: null }
  const { query, documentId, extensions } = asked
  const persisted = isRecord(extensions) ? extensions.persistedQuery : undefined
  const hash = isRecord(persisted) ? persisted.sha256Hash : undefined
  // An empty text is none, here as for Apollo Server.
  const text = typeof query === 'string' && query !== '' ? query : null
  if (typeof documentId === 'string') return { text, id: /^sha256:(.*)$/s.exec(documentId)?.[1] ?? '' }
  return { text, id: typeof hash === 'string' ? hash : null }
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

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
