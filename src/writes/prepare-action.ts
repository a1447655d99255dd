import { GatewayError } from '../errors/gateway-error.ts'
import type { Entity, Mutation } from '../schema/catalog.ts'
import { frameOf, refuseBroken, refuseUnread } from './check-request.ts'
import { needOf, permit, type Permission } from './permit-changes.ts'
import { personOf } from './person-of.ts'
import { actionStep } from './plan-steps.ts'
import type { Prepared } from './prepared.ts'
import { isRef, readActionArgs, type Changes } from './read-changes.ts'
import { readSubject, type Subject } from './read-subject.ts'
import { writingOf } from './route-by-owner.ts'
import type { MutationRequest } from './write-engine.ts'
import type { WriteParts } from './write-parts.ts'

/** One operation of the entity's owner. @throws GatewayError for everything that is wrong with it */
export async function prepareAction(
  parts: WriteParts,
  mutation: Extract<Mutation, { kind: 'action' }>,
  entity: Entity,
  request: MutationRequest,
): Promise<Prepared> {
  const { caller, args, call } = request
  const permission = needOf(caller.rights, entity, mutation, [])
  const { part, action: name } = mutation
  const system = entity.owner
  const changes = readActionArgs(mutation, args)
  const records = [{ system, part: null }, ...(part === null ? [] : [{ system, part }])]
  const subject = await readSubject(
    parts,
    { entity, id: String(args.id), records, ...permission, caller },
    call,
  )
  permit(permission, subject)
  // What may be done to one has to be allowed for the others, too: a merge changes both.
  const others = await readOthers(parts, entity, changes, permission, request)
  refuseUnread(subject, [{ system, part, values: changes }])
  refuseBroken(entity, (field) => changes.get(field), changes)
  refuseUnconfirmed(parts, mutation, entity, [subject, ...others], args)
  const step = actionStep(parts, subject, { name, system, part, args: changes }, frameOf(request))
  return { entity, entityId: subject.id, person: await personOf(parts, subject), steps: [step] }
}

/** Entities of the same kind that an action's arguments name. @throws GatewayError NOT_FOUND, FORBIDDEN */
async function readOthers(
  parts: WriteParts,
  entity: Entity,
  changes: Changes,
  permission: Permission,
  { caller, args, call }: MutationRequest,
): Promise<readonly Subject[]> {
  return Promise.all(
    [...changes].flatMap(([field, ref]) => {
      if (!isRef(ref)) return []
      if (ref.id === args.id)
        throw new GatewayError('BAD_USER_INPUT', `${field} is the same ${entity.name}: name another.`, {
          field,
        })
      const records = [{ system: entity.owner, part: null }]
      const asking = { entity, id: ref.id, records, ...permission, caller }
      return [
        readSubject(parts, asking, call).then((other) => {
          permit(permission, other)
          return other
        }),
      ]
    }),
  )
}

/**
 * What nobody can undo has to be confirmed, where the mutation asks for it. Two records of which the system has one alone
 * are not made one there, so that there is nothing to confirm.
 *
 * @throws GatewayError BAD_USER_INPUT
 */
function refuseUnconfirmed(
  { datasources }: WriteParts,
  { name, action, part }: Extract<Mutation, { kind: 'action' }>,
  { name: entity, owner }: Entity,
  subjects: readonly Subject[],
  { confirm }: MutationRequest['args'],
): void {
  const operation = writingOf({ datasources }, entity, owner, part).actions.get(action)
  if (confirm !== false || !operation?.isIrreversible) return
  const areBothThere = subjects.every((subject) => subject.linkAt(owner)?.state !== 'ABSENT')
  if (operation.absorbs !== null && !areBothThere) return
  throw new GatewayError(
    'BAD_USER_INPUT',
    `${owner} (${datasources.get(owner)?.vendor ?? ''}) cannot undo this: say confirm: true to ${name}, if it is to be done.`,
    { field: 'confirm', system: owner },
  )
}
