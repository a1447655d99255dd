import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from 'node:crypto'
import type { AuditEntry } from './audit-trail.ts'

export type AuditFields = NonNullable<AuditEntry['fields']>

const ivBytes = 12
const tagBytes = 16

/** AES-256-GCM: the nonce, the tag, the text. That it belongs to its entry is what the chain's hash is for. */
export function encryptFields(fields: AuditFields, key: Uint8Array): Buffer {
  const iv = randomBytes(ivBytes)
  // A key given as bytes takes the cipher twice as long as all the rest.
  const cipher = createCipheriv('aes-256-gcm', createSecretKey(key), iv)
  const text = [cipher.update(JSON.stringify(fields), 'utf8'), cipher.final()]
  return Buffer.concat([iv, cipher.getAuthTag(), ...text])
}

/** @throws Error for a ciphertext that is not of this key, or was changed */
export function decryptFields(ciphertext: Uint8Array, key: Uint8Array): AuditFields {
  const iv = ciphertext.subarray(0, ivBytes)
  const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: tagBytes })
  decipher.setAuthTag(ciphertext.subarray(ivBytes, ivBytes + tagBytes))
  const text = Buffer.concat([decipher.update(ciphertext.subarray(ivBytes + tagBytes)), decipher.final()])
  return JSON.parse(text.toString('utf8')) as AuditFields
}
