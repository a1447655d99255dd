import type { AuditEntry } from '../audit/audit-trail.ts'
import { recordKindKey, type Call } from '../datasources/datasource.ts'
import { GatewayError } from '../errors/gateway-error.ts'
import { findCustomerEntity } from '../schema/catalog.ts'
import { findEarlier, idempotencyMismatch, readIdempotency } from './idempotency.ts'
import { requireWrite } from './require-write.ts'
import { loadRecord } from './step-operation.ts'
import type { GatewayMutation, MutationRequest, UserError, WriteAnswer } from './write-engine.ts'
import type { EngineParts } from './write-parts.ts'

/**
 * What a person decides about who is who. It changes the crosswalk alone, together with its audit entry: so there is
 * nothing to deliver, and the write has no receipts.
 */
export async function linkRecord(
  parts: EngineParts,
  mutation: GatewayMutation,
  request: MutationRequest,
): Promise<WriteAnswer> {
  const { entity, id, system, externalId } = readArgs(parts, request)
  return decide(parts, mutation, request, { system, externalId }, async (audit) => {
    await refuseMissing(parts, { entity, system, externalId }, request.call)
    await parts.crosswalk.linkExplicitly(entity, id, { system, externalId }, audit)
    return []
  })
}

export function unlinkRecord(
  parts: EngineParts,
  mutation: GatewayMutation,
  request: MutationRequest,
): Promise<WriteAnswer> {
  const { entity, id, system } = readArgs(parts, request)
  return decide(parts, mutation, request, { system }, async (audit) => {
    await parts.crosswalk.unlink(entity, id, system, audit)
    return []
  })
}

export function unmergeCustomer(
  parts: EngineParts,
  mutation: GatewayMutation,
  request: MutationRequest,
): Promise<WriteAnswer> {
  const customer = findCustomerEntity(parts.catalog)
  const { id } = readArgs(parts, request)
  const args = { ...request.args, entity: customer?.name ?? '' }
  return decide(parts, mutation, { ...request, args }, {}, async (audit) => {
    const { elsewhere } = await parts.crosswalk.unmerge(args.entity, id, audit)
    return elsewhere.map(({ key: { system }, id: holder }) => ({
      code: 'CONFLICT',
      message: `Its record at ${system} is another's by now (${holder}), and stays there.`,
      ...{ field: null, system, yours: null, theirs: null },
    }))
  })
}

/** What is wrong is refused by the change itself, before anything is recorded. A repeat under a key changes nothing. */
async function decide(
  parts: EngineParts,
  { name: mutation, audit: event }: GatewayMutation,
  request: MutationRequest,
  facts: Readonly<Record<string, string>>,
  change: (audit: readonly AuditEntry[]) => Promise<readonly UserError[]>,
): Promise<WriteAnswer> {
  const { book, createId, now } = parts
  const { args, caller, call } = request
  const { id: principal, client = null } = caller.principal
  const idempotency = readIdempotency(parts, mutation, request)
  const earlier = await findEarlier(parts, mutation, principal, idempotency)
  if (earlier !== null) return { write: await requireWrite(book, earlier), userErrors: [] }

  const [entity, entityId] = [String(args.entity), String(args.id)]
  const who = { principal, client, requestId: call.requestId, person: null }
  const write = { id: createId(), mutation, event, ...who, entity, entityId, idempotency, steps: [] }
  const about = { ...who, writeId: write.id, entity, entityId, system: facts.system ?? null, fields: null }
  const userErrors = await change([{ ...about, event, at: now(), facts }])
  const outcome = { ...about, event: `${event}.outcome`, at: now(), facts: { ...facts, outcome: 'APPLIED' } }
  const recorded = await book.record({ ...write, audit: outcome })
  switch (recorded.kind) {
    case 'recorded':
      return { write: recorded.write, userErrors }
    case 'repeated':
      return { write: await requireWrite(book, recorded.writeId), userErrors }
    case 'mismatched':
      throw idempotencyMismatch(mutation)
  }
}

/** A record that is not there is nobody's. @throws GatewayError NOT_FOUND, BAD_USER_INPUT, UPSTREAM_* */
async function refuseMissing(
  { datasources }: EngineParts,
  { entity, system, externalId }: { entity: string; system: string; externalId: string },
  call: Call,
): Promise<void> {
  const record = datasources.get(system)?.records.get(recordKindKey(entity, null))
  if (!record)
    throw new GatewayError('BAD_USER_INPUT', `${system} has no records of ${entity} here.`, {
      system,
      field: 'system',
    })
  if (!record.byId || (await loadRecord(record, externalId, call))) return
  throw new GatewayError('NOT_FOUND', `${system} has no ${entity} with this id.`, {
    system,
    field: 'externalId',
  })
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
