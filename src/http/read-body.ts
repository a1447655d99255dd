import type { Request } from 'express'

/** What may come in a body's stead. */
export type ReadBody = { kind: 'read'; bytes: Buffer } | { kind: 'too large' }

/**
 * Reads a body to its end, or to where it is larger than `maxBytes`: one that never ends is not waited for. Nothing comes of a
 * request whose connection breaks.
 */
export function readBody(request: Request, maxBytes: number): Promise<ReadBody> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > maxBytes) resolve({ kind: 'too large' })
      else chunks.push(chunk)
    })
    request.on('end', () => {
      const [first] = chunks
      resolve({ kind: 'read', bytes: first && chunks.length === 1 ? first : Buffer.concat(chunks) })
    })
  })
}
