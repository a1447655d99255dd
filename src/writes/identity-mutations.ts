import type { AuditEntry } from '../audit/audit-trail.ts'
import { GatewayError } from '../errors/gateway-error.ts'
import type { GatewayMutation } from './gateway-mutations.ts'
import type { EngineParts } from './write-parts.ts'
import type { MutationRequest, WriteAnswer } from './write-engine.ts'

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

async function decide(
  parts: EngineParts,
  { name, audit: event }: GatewayMutation,
  { args, caller, call }: MutationRequest,
  facts: Readonly<Record<string, string>>,
  change: (audit: readonly AuditEntry[]) => Promise<unknown>,
): Promise<WriteAnswer> {
  const [entity, entityId] = [String(args.entity), String(args.id)]
  const id = parts.createId()
  const who = { principal: caller.principal.id, client: null, requestId: call.requestId }
  const entry = {
    event,
    at: parts.now(),
    ...who,
    writeId: id,
    entity,
    entityId,
    system: facts.system ?? null,
  }
  await change([{ ...entry, facts, fields: null, person: null }])
  return {
    write: { id, mutation: name, ...who, entity, entityId, createdAt: parts.now(), steps: [] },
    entityId,
    userErrors: [],
  }
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
