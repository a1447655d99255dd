import { GatewayError } from '../errors/gateway-error.ts'
import type { Entity, SystemName } from '../schema/catalog.ts'
import { externalIdIn } from './locate-record.ts'
import { plainValue } from './plain-value.ts'
import { replaceRefs } from './read-changes.ts'
import type { Subject } from './read-subject.ts'
import { checkComplete, checkShare, writingOf, type Share } from './route-by-owner.ts'
import type { WriteParts } from './write-parts.ts'
import type { NewStep } from './write.ts'

type Parts = Pick<WriteParts, 'datasources' | 'now' | 'patience'>

/** What all steps of a mutation have in common. */
export interface StepFrame {
  ifVersion: ReadonlyMap<SystemName, string>
  /** ms since epoch; null: nothing was said. */
  notAfter: number | null
}

/** The steps that bring about changes of an entity that exists: one an owner, each for itself. */
export function patchSteps(
  parts: Parts,
  subject: Subject,
  shares: readonly Share[],
  frame: StepFrame,
): NewStep[] {
  return shares.map((share, ordinal) => {
    const { entity, id } = subject
    const link = subject.linkAt(share.system)
    if (link?.state === 'ABSENT') {
      const counterpart = counterpartOf(parts, subject, share)
      return newStep(parts, entity, counterpart, frame, { ordinal, kind: 'CREATE', entityId: id })
    }
    // Who it is there has to be known, unless it is what waits for the system to come back.
    if (link && !(link.state === 'UNRESOLVED' && mayQueue(entity, share)))
      externalIdIn(link, entity.name, share.system)
    checkShare(parts, entity, 'patch', plainShare(share))
    const before = Object.fromEntries(
      [...share.values.keys()].map((field) => [field, plainValue(subject.valueOf(field))]),
    )
    return newStep(parts, entity, share, frame, { ordinal, kind: 'PATCH', entityId: id, before })
  })
}

/** A new entity: its owner's record first; what other systems keep of it when that is there. */
export function createSteps(
  parts: Parts,
  entity: Entity,
  shares: readonly Share[],
  frame: StepFrame,
): NewStep[] {
  const own = shares.find(({ system, part }) => system === entity.owner && part === null)
  if (!own)
    throw new GatewayError(
      'BAD_USER_INPUT',
      `A new ${entity.name} needs values that ${entity.owner} keeps.`,
      { field: 'input' },
    )
  return [own, ...shares.filter((share) => share !== own)].map((share, ordinal) => {
    const copied = share === own ? share : withCopies(parts, entity, share, (field) => own.values.get(field))
    checkShare(parts, entity, 'create', plainShare(copied))
    checkComplete(writingOf(parts, entity.name, copied.system, copied.part), entity.name, copied)
    return newStep(parts, entity, copied, frame, {
      ordinal,
      kind: 'CREATE',
      entityId: null,
      after: ordinal === 0 ? null : 0,
    })
  })
}

/** Records that entities which are referred to lack at the system: made first, of what is copied there anyway. */
export function counterpartSteps(
  parts: Parts,
  referred: readonly Subject[],
  system: SystemName,
  whenDown: NewStep['whenDown'],
  frame: StepFrame,
): NewStep[] {
  return referred
    .filter((subject) => {
      const link = subject.linkAt(system)
      if (link?.state === 'ABSENT') return true
      if (link && !(link.state === 'UNRESOLVED' && whenDown === 'QUEUE'))
        externalIdIn(link, subject.entity.name, system)
      return false
    })
    .map((subject, ordinal) => {
      const share = counterpartOf(parts, subject, { system, part: null, values: new Map() })
      const step = newStep(parts, subject.entity, share, frame, {
        ordinal,
        kind: 'CREATE',
        entityId: subject.id,
      })
      // It is wanted for what comes after it, and waits no longer than that.
      return { ...step, whenDown, notAfter: deadlineOf(parts, whenDown, frame) }
    })
}

function counterpartOf(parts: Parts, subject: Subject, share: Share): Share {
  const { entity } = subject
  const complete = withCopies(parts, entity, share, (field) => plainValue(subject.valueOf(field)))
  checkShare(parts, entity, 'create', plainShare(complete))
  checkComplete(writingOf(parts, entity.name, share.system, share.part), entity.name, complete)
  return complete
}

/** With the values that the SDL has copied to the system, as far as it can hold them. */
function withCopies(parts: Parts, entity: Entity, share: Share, valueOf: (field: string) => unknown): Share {
  const { creatable } = writingOf(parts, entity.name, share.system, share.part)
  const copies = [...entity.fields.values()]
    .filter((field) => field.kind === 'value' && field.copiedTo.includes(share.system))
    .filter(({ name }) => creatable.has(name))
    .map(({ name }): [string, unknown] => [name, valueOf(name)])
    .filter(([, value]) => value !== null && value !== undefined)
  return { ...share, values: new Map([...copies, ...share.values]) }
}

/** One operation of a system. */
export function actionStep(
  parts: Parts,
  subject: Subject,
  action: { name: string; system: SystemName; part: string | null; args: ReadonlyMap<string, unknown> },
  frame: StepFrame,
): NewStep {
  const { entity, id } = subject
  const { system, part, args, name } = action
  const writing = writingOf(parts, entity.name, system, part)
  if (!writing.actions.has(name)) {
    const reason = writing.unavailableActions.get(name) ?? 'its datasource does not offer it'
    throw new GatewayError('BAD_USER_INPUT', `${system} cannot ${name} this ${entity.name}: ${reason}.`, {
      system,
    })
  }
  const link = subject.linkAt(system)
  const share = { system, part, values: args }
  // Who has no record there has nothing to be made one there, and is made one all the same.
  const isAbsentFine = link?.state === 'ABSENT' && writing.actions.get(name)?.absorbs != null
  if (link && !isAbsentFine && !(link.state === 'UNRESOLVED' && mayQueue(entity, share)))
    externalIdIn(link, entity.name, system)
  return {
    ...newStep(parts, entity, share, frame, { ordinal: 0, kind: 'ACTION', entityId: id }),
    action: name,
  }
}

function newStep(
  parts: Parts,
  entity: Entity,
  { system, part, values }: Share,
  frame: StepFrame,
  own: Pick<NewStep, 'ordinal' | 'kind' | 'entityId'> & Partial<NewStep>,
): NewStep {
  const whenDown = mayQueue(entity, { system, part }) ? 'QUEUE' : 'REJECT'
  return {
    after: null,
    action: null,
    ...{ system, part, entity: entity.name, values: Object.fromEntries(values), before: null },
    ifVersion: frame.ifVersion.get(system) ?? null,
    whenDown,
    notAfter: deadlineOf(parts, whenDown, frame),
    ...own,
  }
}

/** What may not wait is not done later, either. */
function deadlineOf(
  { now, patience }: Parts,
  whenDown: NewStep['whenDown'],
  { notAfter }: StepFrame,
): number {
  const latest = now() + (whenDown === 'QUEUE' ? patience.queuedMs : patience.inlineMs)
  return notAfter === null ? latest : Math.min(latest, notAfter)
}

export function mayQueue(entity: Entity, { system, part }: Pick<Share, 'system' | 'part'>): boolean {
  return (
    entity.sources.find((source) => source.system === system && source.part === part)?.whenDown === 'QUEUE'
  )
}

/** For a look at the values alone: a reference counts as some id. */
function plainShare(share: Share): Share {
  return {
    ...share,
    values: new Map([...share.values].map(([name, value]) => [name, replaceRefs(value, ({ id }) => id)])),
  }
}
