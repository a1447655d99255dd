import { GatewayError } from '../errors/gateway-error.ts'
import { fingerprintOf } from './fingerprint.ts'
import type { NewWrite } from './write-book.ts'
import type { MutationRequest } from './write-engine.ts'
import type { WriteParts } from './write-parts.ts'

/** A client's key for this mutation, and what it stands for; null: none was given. */
export function readIdempotency(
  { schema }: Pick<WriteParts, 'schema'>,
  mutation: string,
  { args, idempotencyKey: key }: MutationRequest,
): NewWrite['idempotency'] {
  if (key === null) return null
  const parameters = schema.getMutationType()?.getFields()[mutation]?.args ?? []
  return { key, fingerprint: fingerprintOf(parameters, args) }
}

/** Id of the write that this caller has under the key already. @throws GatewayError IDEMPOTENCY_MISMATCH */
export async function findEarlier(
  { book }: Pick<WriteParts, 'book'>,
  mutation: string,
  principal: string,
  idempotency: NewWrite['idempotency'],
): Promise<string | null> {
  const known = idempotency && (await book.findKey(principal, mutation, idempotency.key))
  if (!known) return null
  if (known.fingerprint !== idempotency.fingerprint) throw idempotencyMismatch(mutation)
  return known.writeId
}

export function idempotencyMismatch(mutation: string): GatewayError {
  return new GatewayError(
    'IDEMPOTENCY_MISMATCH',
    `This idempotency key was used for ${mutation} with other arguments. Repeat those, or take a new key.`,
    { field: 'idempotencyKey' },
  )
}
