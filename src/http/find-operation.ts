import { GatewayError } from '../errors/gateway-error.ts'
import { denialOf, type DenialListener } from '../observability/denial-event.ts'
import type { OperationRegistry } from '../operations/registry.ts'

export interface AdmissionOptions {
  registry: OperationRegistry
  /** Nothing else is served. */
  only: boolean
  onDenied: DenialListener
}

/**
 * The text that a request asks for; null where it names none, by text or id. Clients name an operation by
 * `documentId: "sha256:…"` (GraphQL over HTTP) or by `extensions.persistedQuery.sha256Hash` (Apollo Client), or send its text.
 *
 * @throws GatewayError NOT_FOUND for an id that nothing has, FORBIDDEN for what is not registered where only that is served
 */
export function findOperation(asked: unknown, { registry, only, onDenied }: AdmissionOptions): string | null {
  const { text, id } = readOperation(asked)
  if (text === null && id === null) return null
  const known = text ?? registry.textOf(id ?? '')
  if (known !== null && (!only || text === null || registry.has(text))) return known
  if (!only) {
    const message = 'No operation is registered under this id. Send its text, or register it.'
    throw new GatewayError('NOT_FOUND', message)
  }
  onDenied(denialOf('unregistered'))
  const message =
    'Only registered operations are served here, and this is none. Register it with headwater operations register.'
  throw new GatewayError('FORBIDDEN', message)
}

interface Asked {
  text: string | null
  /** Hex of the SHA-256; empty for an id of another kind, which nothing has. */
  id: string | null
}

function readOperation(asked: unknown): Asked {
  if (!isRecord(asked)) return { text: null, id: null }
  const { query, documentId, extensions } = asked
  const persisted = isRecord(extensions) ? extensions.persistedQuery : undefined
  const hash = isRecord(persisted) ? persisted.sha256Hash : undefined
  // An empty text is none, here as for Apollo Server.
  const text = typeof query === 'string' && query !== '' ? query : null
  if (typeof documentId === 'string') return { text, id: /^sha256:(.*)$/s.exec(documentId)?.[1] ?? '' }
  return { text, id: typeof hash === 'string' ? hash : null }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
