import { createHash, timingSafeEqual } from 'node:crypto'
import type { Identify, Principal } from './principal.ts'

/** A key and who it stands for. */
export interface StaticKey {
  key: string
  principal: Principal
}

/**
 * Keys that are known at start. Every one is compared, each in constant time over its digest, so that neither a key's length
 * nor its place in the list shows in how long a refusal takes.
 */
export function createStaticKeys(keys: readonly StaticKey[]): Identify {
  const known = keys.map(({ key, principal }) => ({ digest: digestOf(key), principal }))
  return async (given) => {
    if (known.length === 0) return null
    const digest = digestOf(given)
    let found: Principal | null = null
    for (const candidate of known) if (timingSafeEqual(candidate.digest, digest)) found = candidate.principal
    return found
  }
}

function digestOf(key: string): Buffer {
  return createHash('sha256').update(key).digest()
}
