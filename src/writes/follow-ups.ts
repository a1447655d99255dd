import { recordKindKey, type Call } from '../datasources/datasource.ts'
import { outcomeOf } from '../reads/outcome.ts'
import type { RecordLocator } from './locate-record.ts'
import type { ClaimedStep } from './write-book.ts'
import type { WriteParts } from './write-parts.ts'
import type { NewStep, Step, Write } from './write.ts'

/** What follows from another step has no version to keep to, and waits as long as it has to. */
const followUp = {
  action: null,
  before: null,
  ifVersion: null,
  whenDown: 'QUEUE',
  notAfter: null,
} as const

/**
 * What an owner has confirmed is copied to the systems that the SDL names (`@copiedTo`), where the entity is linked. Only
 * what stands at its owner is copied, and a copy is never copied on: nothing goes round.
 */
export async function copiesOf(
  { catalog, datasources, locator }: Pick<WriteParts, 'catalog' | 'datasources'> & { locator: RecordLocator },
  { step, writeEntityId, nextOrdinal }: ClaimedStep,
  call: Call,
): Promise<NewStep[]> {
  const entity = catalog.entities.get(step.entity)
  const entityId = step.entityId ?? writeEntityId
  if (!entity || entityId === null || (step.kind !== 'PATCH' && step.kind !== 'CREATE')) return []
  const bySystem = new Map<string, Record<string, unknown>>()
  for (const [name, value] of Object.entries(step.values)) {
    const field = entity.fields.get(name)
    if (field?.kind !== 'value' || field.owner !== step.system) continue
    for (const system of field.copiedTo)
      if (canSet(datasources, system, entity.name, name))
        bySystem.set(system, { ...bySystem.get(system), [name]: value })
  }
  const wanted = await Promise.all(
    [...bySystem].map(async ([system]) => {
      const link = await outcomeOf(() => locator.linkOf(entity.name, entityId, system, call))
      // Of a system that does not answer nobody knows: the copy waits for it, like every other.
      return link.kind === 'failed' || link.value.state === 'LINKED' || link.value.state === 'UNRESOLVED'
    }),
  )
  return [...bySystem]
    .filter((_, index) => wanted[index])
    .map(([system, values], index) => ({
      ...followUp,
      ordinal: nextOrdinal + index,
      after: null,
      kind: 'COPY',
      system,
      part: null,
      entity: entity.name,
      entityId,
      values,
    }))
}

/** A system that cannot hold a value, and says why, gets no copy of it. */
function canSet(
  datasources: WriteParts['datasources'],
  system: string,
  entity: string,
  field: string,
): boolean {
  const writing = datasources.get(system)?.records.get(recordKindKey(entity, null))?.writing
  return Boolean(writing?.patch && writing.patchable.has(field))
}

/**
 * A step that will not come about takes back what was created for it alone: the guest's profile of a booking that the
 * house refused. What was to be created by the mutation itself stays, and its receipt says so.
 */
export async function undosOf(
  { book, datasources }: Pick<WriteParts, 'book' | 'datasources'>,
  { step, nextOrdinal }: ClaimedStep,
): Promise<NewStep[]> {
  // What cannot be taken back stays, with its receipt: it is not tried again for ever.
  if (step.after === null || step.kind === 'UNDO') return []
  const write = await book.find(step.writeId)
  if (!write) return []
  const before = stepsBefore(write, step)
  const others = write.steps.filter((other) => other.ordinal !== step.ordinal && !before.includes(other))
  return before
    .filter(
      (made) =>
        made.kind === 'CREATE' &&
        made.state === 'APPLIED' &&
        made.entity !== write.entity &&
        !isNeeded(made, others) &&
        datasources.get(made.system)?.records.get(recordKindKey(made.entity, made.part))?.writing?.remove,
    )
    .map((made, index) => ({
      ...followUp,
      ordinal: nextOrdinal + index,
      // What it takes back.
      after: made.ordinal,
      kind: 'UNDO',
      system: made.system,
      part: made.part,
      entity: made.entity,
      entityId: made.entityId,
      values: {},
    }))
}

/** Another step stands on it, may yet do so, or takes it back already. */
function isNeeded(made: Step, others: readonly Step[]): boolean {
  return others.some(
    ({ after, kind, state }) =>
      after === made.ordinal &&
      (kind === 'UNDO' || (state !== 'REJECTED' && state !== 'FAILED' && state !== 'COMPENSATED')),
  )
}

/** What had to come before it, directly or not; the last of them first. */
function stepsBefore({ steps }: Pick<Write, 'steps'>, { after }: Pick<Step, 'after'>): Step[] {
  const before = steps.find(({ ordinal }) => ordinal === after)
  return before ? [before, ...stepsBefore({ steps }, before)] : []
}
