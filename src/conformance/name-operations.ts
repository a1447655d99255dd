import type { ProxiedRequest } from './fault-proxy.ts'

/**
 * Names requests by templates such as `PATCH /members/{id}`, of which each variable is one segment of the path. A request
 * that fits none is an operation of its own, so that nobody reaches one unseen.
 */
export function nameOperations(templates: readonly string[]): (request: ProxiedRequest) => string {
  const patterns = templates.map((template) => ({ template, pattern: patternOf(template) }))
  return ({ method, path }) => {
    const request = `${method} ${path}`
    return patterns.find(({ pattern }) => pattern.test(request))?.template ?? request
  }
}

function patternOf(template: string): RegExp {
  const parts = template.split(/\{\w+\}/).map((text) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('[^/]+')}$`)
}
