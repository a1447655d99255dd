import { parse, print } from 'graphql'
import { hashText, type RegisteredOperation } from './manifest.ts'

/** The operations that a gateway knows. */
export interface OperationRegistry {
  /** The document with this id; null when none has it. */
  textOf(id: string): string | null
  /** Whether this is the text of one, as it was registered or as graphql-js prints it. Costs a hash, whatever the text is. */
  has(text: string): boolean
}

export function createOperationRegistry(operations: readonly RegisteredOperation[]): OperationRegistry {
  const bodies = new Map(operations.map(({ id, body }) => [id, body]))
  const hashes = new Set(operations.flatMap(({ body }) => [hashText(body), hashText(print(parse(body)))]))
  return {
    textOf: (id) => bodies.get(id) ?? null,
    has: (text) => hashes.has(hashText(text)),
  }
}
