import { GatewayError } from '../errors/gateway-error.ts'
import type { Mutation, SystemName } from '../schema/catalog.ts'
import { auditIntent } from './audit-writes.ts'
import { findEarlier, idempotencyMismatch, readIdempotency } from './idempotency.ts'
import type { Prepared } from './prepared.ts'
import { userErrorsOf } from './user-errors.ts'
import { awaitInline, deliverInline, inlineUntil } from './deliver-inline.ts'
import type { MutationRequest, WriteAnswer } from './write-engine.ts'
import type { EngineParts, WriteParts } from './write-parts.ts'
import type { Write } from './write.ts'

type Named = Pick<Mutation, 'name' | 'audit'>

/** A mutation of an entity, from its arguments to its receipts. Reads top to bottom. */
export async function runMutation(
  parts: EngineParts,
  mutation: Named,
  request: MutationRequest,
  prepare: () => Promise<Prepared>,
): Promise<WriteAnswer> {
  const write = await recordOnce(parts, mutation, request, prepare)
  return { write, userErrors: await userErrorsOf(parts, write, request) }
}

/** The write that this request stands for: a new one, or the one that its key has had before. */
async function recordOnce(
  parts: EngineParts,
  mutation: Named,
  request: MutationRequest,
  prepare: () => Promise<Prepared>,
): Promise<Write> {
  const { book } = parts
  const { caller, call } = request
  const principal = caller.principal.id
  const idempotency = readIdempotency(parts, mutation.name, request)
  const until = inlineUntil(parts, call)

  const earlier = async (): Promise<Write | null> => {
    const writeId = await findEarlier(parts, mutation.name, principal, idempotency)
    return writeId === null ? null : awaitInline(parts, writeId, until)
  }

  const repeated = await earlier()
  if (repeated) return repeated
  let prepared: Prepared
  try {
    prepared = await prepare()
  } catch (error) {
    // What it would have created may be there by now, because the same request was faster.
    const faster = await earlier()
    if (faster) return faster
    throw error
  }
  const { entity, entityId, person, steps } = prepared
  refuseWhenDown(parts, steps)
  const impatient = steps.filter(({ whenDown }) => whenDown === 'REJECT').map(({ system }) => system)

  const write = {
    id: parts.createId(),
    mutation: mutation.name,
    event: mutation.audit,
    principal,
    client: caller.principal.client ?? null,
    requestId: call.requestId,
    entity: entity.name,
    entityId,
    person,
    idempotency,
    steps,
    refusedBehind: [...new Set(impatient)],
  }
  const recorded = await book.record({ ...write, audit: auditIntent(parts, mutation.audit, write) })
  switch (recorded.kind) {
    case 'mismatched':
      throw idempotencyMismatch(mutation.name)
    case 'repeated':
      return awaitInline(parts, recorded.writeId, until)
    case 'recorded':
      return deliverInline(parts, recorded, until)
  }
}

/** What may not wait is refused while its system is known to be down, and with it all the rest. */
function refuseWhenDown({ isDown, datasources }: WriteParts, steps: Prepared['steps']): void {
  const down = steps.find(({ system, whenDown }) => whenDown === 'REJECT' && isDown(system))
  if (!down) return
  const { system } = down
  throw unavailable(system, datasources.get(system)?.vendor ?? '')
}

function unavailable(system: SystemName, vendor: string): GatewayError {
  return new GatewayError(
    'UPSTREAM_UNAVAILABLE',
    `${system} (${vendor}) is not available, and this does not wait for it; nothing was changed anywhere.`,
    { system, retryAfter: 5 },
  )
}
