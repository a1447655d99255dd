import { StartRefusedError } from '../errors/start-problem.ts'
import type { KeyRequest } from '../keys/api-key.ts'
import { checkKeyRequest } from '../keys/check-key-request.ts'
import type { Catalog } from '../schema/catalog.ts'
import { parseDurationMs } from '../schema/duration.ts'

/** Of `headwater keys create`, as typed. */
export interface CreateKeyOptions {
  name?: string
  role?: readonly string[]
  scope?: readonly string[]
  allScopes?: boolean
  attribute?: readonly string[]
  customer?: string
  tenant?: string
  expires?: string
}

/** @throws StartRefusedError with every problem, a line each */
export function readKeyRequest(options: CreateKeyOptions, catalog: Catalog): KeyRequest {
  const problems: string[] = []
  if (options.allScopes && options.scope?.length)
    problems.push('Either --scope or --all-scopes: a key has some scopes, or all that its roles may do.')
  const expiresInMs = options.expires === undefined ? null : (parseDurationMs(options.expires) ?? NaN)
  const request: KeyRequest = {
    name: options.name ?? '',
    roles: unique(options.role ?? []),
    scopes: options.allScopes ? 'ALL' : unique(options.scope ?? []),
    attributes: Object.fromEntries((options.attribute ?? []).map(readAttribute)),
    customer: options.customer === undefined ? null : readCustomer(options.customer),
    tenant: options.tenant ?? 'default',
    expiresInMs,
  }
  problems.push(...checkKeyRequest(request, catalog))
  if (problems.length === 0) return request
  throw new StartRefusedError(problems.map((message) => ({ file: null, line: null, message })))
}

/** `properties=BER,HAM`, `accounts=ALL`. What is no such thing is refused with the rest, for its name or its values. */
function readAttribute(text: string): [name: string, values: string[] | 'ALL'] {
  const [, name = text, values = ''] = /^([^=]*)=(.*)$/.exec(text) ?? []
  return [name, values === 'ALL' ? 'ALL' : unique(values.split(',').map((value) => value.trim()))]
}

/** `CRM:401001`: the id is whatever stands behind the first colon. */
function readCustomer(text: string): { system: string; externalId: string } {
  const at = text.indexOf(':')
  return at < 0
    ? { system: text, externalId: '' }
    : { system: text.slice(0, at), externalId: text.slice(at + 1) }
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)]
}
