import { hash } from 'node:crypto'
import { Secret } from '../secrets/secret.ts'

/**
 * What tells one upstream, account and mapping from another: the same for the same options, secrets included, in every
 * process. Never shown: it goes into names of keys by way of another hash.
 */
export function fingerprintOf(...declared: readonly unknown[]): string {
  return hash('sha256', JSON.stringify(declared, replace))
}

function replace(this: unknown, key: string, value: unknown): unknown {
  // A secret has become its name by now.
  const original = typeof this === 'object' && this !== null ? (this as Record<string, unknown>)[key] : value
  if (original instanceof Secret) return hash('sha256', original.reveal())
  if (original instanceof Map || original instanceof Set) return [...(original as Iterable<unknown>)]
  return typeof original === 'function' || original instanceof RegExp ? String(original) : value
}
