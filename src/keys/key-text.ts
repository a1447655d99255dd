import { createHash, randomBytes, randomInt } from 'node:crypto'
import { Secret } from '../secrets/secret.ts'

/** Nothing that is mistaken for another when it is read out. */
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789'
const prefixLength = 8
const secretBytes = 32

/** `hw_<prefix>_<secret>`: recognised by secret scanners, and by whoever finds it in the wrong place. */
const form = /^hw_([a-z0-9]{8})_[\w-]{43}$/

/** A new random key. */
export function makeKeyText(): { prefix: string; key: Secret } {
  const prefix = Array.from({ length: prefixLength }, () => alphabet[randomInt(alphabet.length)]).join('')
  const secret = randomBytes(secretBytes).toString('base64url')
  return { prefix, key: new Secret(`hw_${prefix}_${secret}`, `API key ${prefix}`) }
}

/** Null for what cannot be a key of ours. */
export function prefixOf(key: string): string | null {
  return form.exec(key)?.[1] ?? null
}

/** SHA-256 of the whole key. No slower hash: 32 random bytes cannot be guessed, and every request pays for it. */
export function digestOf(key: string): Buffer {
  return createHash('sha256').update(key).digest()
}
