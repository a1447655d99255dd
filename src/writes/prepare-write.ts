import { conditionsOf } from '../auth/grant.ts'
import { GatewayError } from '../errors/gateway-error.ts'
import { outcomeOf } from '../reads/outcome.ts'
import type { Entity, Mutation } from '../schema/catalog.ts'
import { datedConsent } from './dated-consent.ts'
import { frameOf, inputOf, refuseBroken, refuseStrayVersions, refuseUnread } from './check-request.ts'
import { decideForNew, needOf, permit } from './permit-changes.ts'
import { personIn, personOf } from './person-of.ts'
import { findByMatchKeys } from './find-match.ts'
import { prepareAction } from './prepare-action.ts'
import { counterpartSteps, createSteps, mayQueue, patchSteps } from './plan-steps.ts'
import { readChanges, refsOf, type Changes } from './read-changes.ts'
import { readSubject, type Subject } from './read-subject.ts'
import { routeByOwner, type Share } from './route-by-owner.ts'
import type { EntityMutation, MutationRequest } from './write-engine.ts'
import type { Prepared } from './prepared.ts'
import type { WriteParts } from './write-parts.ts'
import type { NewStep } from './write.ts'

/** @throws GatewayError for everything that is wrong with it */
export async function prepareWrite(
  parts: WriteParts,
  mutation: EntityMutation,
  request: MutationRequest,
): Promise<Prepared> {
  const entity = parts.catalog.entities.get(mutation.entity)
  if (!entity) throw new GatewayError('INTERNAL', `${mutation.entity} is no entity.`)
  switch (mutation.kind) {
    case 'create':
      return prepareCreate(parts, mutation, entity, request)
    case 'update':
      return prepareUpdate(parts, mutation, entity, request)
    case 'action':
      return prepareAction(parts, mutation, entity, request)
  }
}

async function prepareCreate(
  parts: WriteParts,
  mutation: Extract<Mutation, { kind: 'create' }>,
  entity: Entity,
  request: MutationRequest,
): Promise<Prepared> {
  const { rights } = request.caller
  const changes = datedConsent(readChanges(parts.catalog, mutation.input, inputOf(request)), parts.now())
  const permission = needOf(rights, entity, mutation, changes.keys())
  const shares = routeByOwner(entity, changes)
  const referred = await readReferred(parts, entity, shares, request)
  const decided = await decideForNew(parts, entity, changes, permission, request)
  permit(permission, { decided: () => decided })
  refuseBroken(entity, (field) => changes.get(field) ?? null, changes)
  await refuseDuplicate(parts, entity, changes, request)
  const frame = frameOf(request)
  const own = createSteps(parts, entity, shares, frame)
  const [first] = own
  const before = first
    ? counterpartSteps(parts, referred.get(first.system) ?? [], first.system, first.whenDown, frame)
    : []
  return { entity, entityId: null, person: personIn(entity, changes), steps: inOrder(before, own) }
}

async function prepareUpdate(
  parts: WriteParts,
  mutation: Extract<Mutation, { kind: 'update' }>,
  entity: Entity,
  request: MutationRequest,
): Promise<Prepared> {
  const { caller, args, call } = request
  const changes = datedConsent(readChanges(parts.catalog, mutation.input, inputOf(request)), parts.now())
  const permission = needOf(caller.rights, entity, mutation, changes.keys())
  const shares = routeByOwner(entity, changes)
  const frame = frameOf(request)
  refuseStrayVersions(frame, shares)
  const records = [{ system: entity.owner, part: null }, ...shares]
  const id = String(args.id)
  const subject = await readSubject(parts, { entity, id, records, ...permission, caller }, call)
  permit(permission, subject)
  refuseUnread(subject, shares)
  refuseBroken(entity, (field) => (changes.has(field) ? changes.get(field) : subject.valueOf(field)), changes)
  const referred = await readReferred(parts, entity, shares, request)
  const own = patchSteps(parts, subject, shares, frame)
  const before = own.flatMap((step) =>
    counterpartSteps(parts, referred.get(step.system) ?? [], step.system, step.whenDown, frame),
  )
  return { entity, entityId: subject.id, person: await personOf(parts, subject), steps: inOrder(before, own) }
}

/** Steps that have to come before the others make them wait. */
function inOrder(before: readonly NewStep[], own: readonly NewStep[]): NewStep[] {
  const last = before.length - 1
  const first = before.map((step, ordinal) => ({
    ...step,
    ordinal,
    after: ordinal === 0 ? null : ordinal - 1,
  }))
  const then = own.map((step) => {
    const after = step.after === null ? (last < 0 ? null : last) : step.after + before.length
    return { ...step, ordinal: step.ordinal + before.length, after }
  })
  return [...first, ...then]
}

/**
 * Entities that the values refer to, by the system that is to hold the reference. A system that does not answer, and whose
 * writes may not wait, is down: nothing is tried anywhere.
 *
 * @throws GatewayError NOT_FOUND, what the system failed with
 */
async function readReferred(
  parts: WriteParts,
  referring: Entity,
  shares: readonly Share[],
  { caller, call }: MutationRequest,
): Promise<ReadonlyMap<string, readonly Subject[]>> {
  const bySystem = await Promise.all(
    shares.map(async (share) => {
      const { system, values } = share
      const subjects = await Promise.all(
        refsOf(values.values()).map((ref) => {
          const entity = parts.catalog.entities.get(ref.$entity)
          if (!entity) throw new GatewayError('INTERNAL', `${ref.$entity} is no entity.`)
          const { visible } = caller.rights.entity(entity.name)
          const records = [
            { system: entity.owner, part: null },
            ...(system === entity.owner ? [] : [{ system, part: null }]),
          ]
          const conditions = conditionsOf([visible])
          return readSubject(parts, { entity, id: ref.id, records, conditions, visible, caller }, call)
        }),
      )
      for (const subject of mayQueue(referring, share) ? [] : subjects) {
        const record = subject.recordAt(system, null)
        if (record?.kind === 'failed') throw record.failure.error
      }
      return [system, subjects] as const
    }),
  )
  return new Map(bySystem)
}

/**
 * One that the crosswalk's rules would take for the same is not made a second time. A system that does not answer cannot
 * say whether there is one: what may wait, waits, and the owner refuses it then.
 *
 * @throws GatewayError CONFLICT, with its id where the caller may see it
 */
async function refuseDuplicate(
  parts: WriteParts,
  entity: Entity,
  changes: Changes,
  { caller, call }: MutationRequest,
): Promise<void> {
  const found = await outcomeOf(() => findByMatchKeys(parts, entity, (key) => changes.get(key), call))
  if (found.kind === 'failed') {
    if (mayQueue(entity, { system: entity.owner, part: null })) return
    throw found.failure.error
  }
  const id = found.value
  if (id === null) return
  const { visible } = caller.rights.entity(entity.name)
  const asking = { entity, id, records: [], conditions: conditionsOf([visible]), visible, caller }
  const seen = await outcomeOf(() => readSubject(parts, asking, call))
  const shown = seen.kind === 'value' ? { id } : {}
  throw new GatewayError(
    'CONFLICT',
    `There is a ${entity.name} with this ${entity.match.join(' or ')} already.`,
    shown,
  )
}
