import { createHash } from 'node:crypto'
import { z } from 'zod'

/** An operation that clients may ask for by its id. */
export interface RegisteredOperation {
  /** SHA-256 of the body, in hex. */
  id: string
  name: string
  type: 'query' | 'mutation' | 'subscription'
  /** The document: one operation, with the fragments that it uses. */
  body: string
}

const operation = z.object({
  id: z.string(),
  name: z.string().min(1),
  type: z.enum(['query', 'mutation', 'subscription']),
  body: z.string().min(1),
})

/** The format that Apollo's tools write and read, so that theirs work with it. */
const manifest = z.object({
  format: z.literal('apollo-persisted-query-manifest'),
  version: z.literal(1),
  operations: z.array(operation),
})

/** @returns null for a text that is no manifest */
export function parseManifest(text: string): readonly RegisteredOperation[] | null {
  try {
    return manifest.parse(JSON.parse(text)).operations
  } catch {
    return null
  }
}

/** The same operations always give the same text: by name, then by id. */
export function formatManifest(operations: Iterable<RegisteredOperation>): string {
  const distinct = new Map([...operations].map((each) => [each.id, each]))
  const sorted = [...distinct.values()].sort((a, b) => compare(a.name, b.name) || compare(a.id, b.id))
  const listed = sorted.map(({ id, name, type, body }) => ({ id, name, type, body }))
  const whole = { format: 'apollo-persisted-query-manifest', version: 1, operations: listed }
  return `${JSON.stringify(whole, null, 2)}\n`
}

export function hashText(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** By code units, whatever the machine's language is. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
