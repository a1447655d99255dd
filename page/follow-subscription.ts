import type { ExecutionResult } from 'graphql'
import { createClient, NetworkError } from 'graphql-sse'

interface Asked {
  query: string
  operationName?: string | null | undefined
  variables?: unknown
}

/** The results of a subscription as they come, as server-sent events: unlike a WebSocket they take the key in a header. */
export async function* followSubscription(
  { query, operationName, variables }: Asked,
  headers: Record<string, string>,
): AsyncGenerator<ExecutionResult, void, void> {
  const client = createClient({ url: new URL('graphql', location.href).href, headers, retryAttempts: 0 })
  const results = client.iterate({
    query,
    ...(operationName && { operationName }),
    ...(isObject(variables) && { variables }),
  })
  try {
    for await (const result of results) yield result as ExecutionResult
  } catch (error) {
    // What is refused comes as JSON, like every other reply.
    if (!(error instanceof NetworkError) || !(error.response instanceof Response)) throw error
    yield (await error.response.json()) as ExecutionResult
  } finally {
    client.dispose()
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
