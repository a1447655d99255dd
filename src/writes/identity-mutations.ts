import type { AuditEntry } from '../audit/audit-trail.ts'
import { GatewayError } from '../errors/gateway-error.ts'
import type { EngineParts } from './write-parts.ts'
import type { GatewayMutation, MutationRequest, WriteAnswer } from './write-engine.ts'

/**
 * What a person decides about who is who. It changes the crosswalk alone, together with its audit entry, and has its effect
 * once, however often it is asked for: so there is nothing to deliver, and the write has no receipts.
 */
export function linkRecord(
  parts: EngineParts,
  mutation: GatewayMutation,
  request: MutationRequest,
): Promise<WriteAnswer> {
  const { entity, id, system, externalId } = readArgs(parts, request)
  return decide(parts, mutation, request, { system, externalId }, (audit) =>
    parts.crosswalk.linkExplicitly(entity, id, { system, externalId }, audit),
  )
}

export function unlinkRecord(
  parts: EngineParts,
  mutation: GatewayMutation,
  request: MutationRequest,
): Promise<WriteAnswer> {
  const { entity, id, system } = readArgs(parts, request)
  return decide(parts, mutation, request, { system }, (audit) =>
    parts.crosswalk.unlink(entity, id, system, audit),
  )
}

export function unmergeCustomer(
  parts: EngineParts,
  mutation: GatewayMutation,
  request: MutationRequest,
): Promise<WriteAnswer> {
  const customer = [...parts.catalog.entities.values()].find(({ self }) => self === 'id')
  const { id } = readArgs(parts, request)
  const args = { ...request.args, entity: customer?.name ?? '' }
  return decide(parts, mutation, { ...request, args }, {}, (audit) =>
    parts.crosswalk.unmerge(args.entity, id, audit),
  )
}

/** The same decision again changes nothing, so a repeat is carried out like the first. */
async function decide(
  parts: EngineParts,
  { name: mutation, audit: event }: GatewayMutation,
  { args, caller, call }: MutationRequest,
  facts: Readonly<Record<string, string>>,
  change: (audit: readonly AuditEntry[]) => Promise<unknown>,
): Promise<WriteAnswer> {
  const { book, createId, now } = parts
  const [entity, entityId] = [String(args.entity), String(args.id)]
  const who = { principal: caller.principal.id, client: null, requestId: call.requestId, person: null }
  const write = { id: createId(), mutation, event, ...who, entity, entityId, idempotency: null, steps: [] }
  const entry = {
    event,
    at: now(),
    ...who,
    writeId: write.id,
    entity,
    entityId,
    system: facts.system ?? null,
    fields: null,
  }
  const recorded = await book.record({ ...write, audit: { ...entry, facts } })
  if (recorded.kind !== 'recorded')
    throw new GatewayError('INTERNAL', 'A write without a key is always a new one.')
  await change([{ ...entry, event: `${event}.outcome`, facts: { ...facts, state: 'APPLIED' } }])
  return { write: recorded.write, userErrors: [] }
}

function readArgs({ catalog }: EngineParts, { args }: MutationRequest) {
  const entity = String(args.entity)
  if (args.entity !== undefined && !catalog.entities.has(entity))
    throw new GatewayError(
      'BAD_USER_INPUT',
      `${entity.slice(0, 50)} is no entity; it is one of ${[...catalog.entities.keys()].join(', ')}.`,
      {
        field: 'entity',
      },
    )
  return { entity, id: String(args.id), system: String(args.system), externalId: String(args.externalId) }
}
