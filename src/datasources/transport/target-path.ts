import { GatewayError } from '../../errors/gateway-error.ts'
import type { UpstreamRequest } from './upstream-request.ts'

/** Where the requests of one upstream go: their paths below `prefix`, with their query, at `origin`. */
export interface Target {
  origin: string
  /** @throws GatewayError BAD_USER_INPUT for a path that would lead elsewhere */
  pathOf(request: UpstreamRequest): string
}

/** Paths that URL normalisation leaves as they are, seen at a glance: no dot, no escape, no backslash. */
const plainPath = /^\/[\w~!$&'()*+,;=:@/-]*$/

/**
 * A path that URL normalisation would change (`/..`) could reach another resource: refused here once for every vendor,
 * whatever the caller encoded.
 */
export function createTarget(baseUrl: string): Target {
  const base = baseUrl.replace(/\/+$/, '')
  const { origin, pathname } = new URL(base)
  const prefix = pathname.replace(/\/$/, '')
  const isUnchanged = (path: string): boolean => {
    if (plainPath.test(path)) return true
    const url = new URL(base + path)
    return url.pathname === prefix + path && url.search === '' && url.hash === ''
  }
  return {
    origin,
    pathOf({ path, query, operation }) {
      if (!isUnchanged(path))
        throw new GatewayError('BAD_USER_INPUT', `${operation}: the id is not one that this system can have.`)
      return prefix + path + (query ? searchOf(query) : '')
    },
  }
}

/** With its question mark; empty for a query in which nothing has a value. */
function searchOf(query: NonNullable<UpstreamRequest['query']>): string {
  const search = new URLSearchParams()
  for (const name in query) {
    const value = query[name]
    if (value === undefined) continue
    if (typeof value === 'string') search.append(name, value)
    else for (const one of value) search.append(name, one)
  }
  const text = search.toString()
  return text === '' ? '' : `?${text}`
}
