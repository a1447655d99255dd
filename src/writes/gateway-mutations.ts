import { forbidden } from '../errors/forbidden.ts'
import { GatewayError } from '../errors/gateway-error.ts'
import { findCustomerEntity } from '../schema/catalog.ts'
import { deliverInline, inlineUntil } from './deliver-inline.ts'
import { inputOf, refuseBroken } from './check-request.ts'
import { linkRecord, unlinkRecord, unmergeCustomer } from './identity-mutations.ts'
import { needOf, permit } from './permit-changes.ts'
import { prepareEnquiry } from './prepare-enquiry.ts'
import { readChanges } from './read-changes.ts'
import { checkShare, routeByOwner } from './route-by-owner.ts'
import { runMutation } from './run-mutation.ts'
import type { TakeTurns } from '../datasources/kit/take-turns.ts'
import { userErrorsOf } from './user-errors.ts'
import { createWriteDecisions, type Decider, type EditedValues } from './write-decisions.ts'
import type { GatewayMutation, MutationRequest, WriteAnswer } from './write-engine.ts'
import type { EngineParts } from './write-parts.ts'
import type { Write } from './write.ts'

type Run = (
  parts: EngineParts,
  mutation: GatewayMutation,
  request: MutationRequest,
  takeTurns: TakeTurns,
) => Promise<WriteAnswer>

/** Mutations that the gateway does itself, or puts together from the others, by field of `Mutation`. */
const gatewayMutations: Readonly<Record<string, Run>> = {
  submitEnquiry,
  retryWrite,
  cancelWrite,
  confirmWrite,
  linkRecord,
  unlinkRecord,
  unmergeCustomer,
}

/** @throws GatewayError */
export async function runGatewayMutation(
  parts: EngineParts,
  mutation: GatewayMutation,
  request: MutationRequest,
  takeTurns: TakeTurns,
): Promise<WriteAnswer> {
  const run = gatewayMutations[mutation.name]
  if (!run) throw new GatewayError('INTERNAL', `Mutation.${mutation.name} is done by nothing.`)
  // No record says more about who may: whoever may do it at all, may do it to any.
  if (request.caller.rights.mutation(mutation.name) !== 'ALWAYS')
    throw forbidden(`Mutation.${mutation.name}`, `Mutation.${mutation.name} may not be done by this caller`)
  return run(parts, mutation, request, takeTurns)
}

async function submitEnquiry(
  parts: EngineParts,
  mutation: GatewayMutation,
  request: MutationRequest,
  takeTurns: TakeTurns,
): Promise<WriteAnswer> {
  const customer = findCustomerEntity(parts.catalog)
  if (!customer) throw new GatewayError('INTERNAL', 'No entity is the customer.')
  const { email, phone } = inputOf(request)
  // Two forms of one stranger at once are one lead: the second waits until the first is there.
  const keys = [email, phone].filter((key) => typeof key === 'string')
  return takeTurns(keys, () =>
    runMutation(parts, mutation, request, () => prepareEnquiry(parts, customer, request)),
  )
}

async function retryWrite(
  parts: EngineParts,
  _mutation: GatewayMutation,
  request: MutationRequest,
): Promise<WriteAnswer> {
  const decisions = createWriteDecisions(parts)
  const write = await decisions.find(String(request.args.id))
  const decided = await decisions.retry(write.id, deciderOf(request), editOf(parts, write, request))
  return deliver(parts, decided.write, request)
}

async function cancelWrite(
  parts: EngineParts,
  _mutation: GatewayMutation,
  request: MutationRequest,
): Promise<WriteAnswer> {
  const { write } = await createWriteDecisions(parts).cancel(String(request.args.id), deciderOf(request))
  return answer(parts, write, request)
}

async function confirmWrite(
  parts: EngineParts,
  _mutation: GatewayMutation,
  request: MutationRequest,
): Promise<WriteAnswer> {
  const { id, system, externalId } = request.args
  const decided = await createWriteDecisions(parts).confirm(String(id), deciderOf(request), {
    system: String(system),
    externalId: typeof externalId === 'string' ? externalId : null,
  })
  return deliver(parts, decided.write, request)
}

/** What is due of it, while the requester waits. */
async function deliver(parts: EngineParts, write: Write, request: MutationRequest): Promise<WriteAnswer> {
  const claimed = await parts.book.claim(write.steps.length, { writeId: write.id })
  const after = await deliverInline(parts, { write, claimed }, inlineUntil(parts, request.call))
  return answer(parts, after, request)
}

async function answer(parts: EngineParts, write: Write, request: MutationRequest): Promise<WriteAnswer> {
  return { write, userErrors: await userErrorsOf(parts, write, request) }
}

function deciderOf({ caller, call }: MutationRequest): Decider {
  const { id: principal, client = null } = caller.principal
  return { principal, client, requestId: call.requestId }
}

/**
 * What is to be set instead: of the same entity, by somebody who may set it, at owners that the write has not settled.
 * @throws GatewayError BAD_USER_INPUT, FORBIDDEN
 */
function editOf(parts: EngineParts, write: Write, { args, caller }: MutationRequest): EditedValues | null {
  const [kind] = Object.entries((args.edit ?? {}) as Readonly<Record<string, object | undefined>>)
  if (!kind?.[1]) return null
  const entity = parts.catalog.entities.get(write.entity)
  if (!entity || kind[0] !== lowerFirst(entity.name))
    throw wrongEdit(`this write is about a ${write.entity}: give edit: { ${lowerFirst(write.entity)}: ... }`)
  const changes = readChanges(
    parts.catalog,
    inputTypeOf(parts, kind[0]),
    kind[1] as Readonly<Record<string, unknown>>,
  )
  const permission = needOf(caller.rights, entity, null, changes.keys())
  permit(permission, { decided: () => new Map() })
  const known = new Map(write.steps.flatMap((step) => Object.entries(step.values)))
  refuseBroken(entity, (field) => (changes.has(field) ? changes.get(field) : known.get(field)), changes)
  return Object.fromEntries(
    routeByOwner(entity, changes).map((share) => {
      const step = write.steps.find(
        ({ system, part, state }) => system === share.system && part === share.part && isOpen(state),
      )
      if (!step || step.kind === 'ACTION') throw wrongEdit(`nothing of this write waits at ${share.system}`)
      checkShare(parts, entity, step.kind === 'CREATE' ? 'create' : 'patch', share)
      return [share.system, { ...step.values, ...Object.fromEntries(share.values) }]
    }),
  )
}

function isOpen(state: Write['steps'][number]['state']): boolean {
  return state !== 'APPLIED' && state !== 'COMPENSATED' && state !== 'RUNNING'
}

function inputTypeOf({ schema }: EngineParts, kind: string): string {
  const edit = schema.getType('WriteEditInput')
  const fields = edit && 'getFields' in edit ? edit.getFields() : {}
  return String(fields[kind]?.type)
}

function wrongEdit(why: string): GatewayError {
  return new GatewayError('BAD_USER_INPUT', `The edit does not fit: ${why}.`, { field: 'edit' })
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1)
}
