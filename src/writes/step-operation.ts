import type { Call, RecordSource } from '../datasources/datasource.ts'
import type { SourceRecord } from '../datasources/source-record.ts'
import type { Found, RecordWriting, Written } from '../datasources/writing.ts'
import { GatewayError } from '../errors/gateway-error.ts'
import type { Step } from './write.ts'

/** One step's change at its system: how it is made, and how it is found out whether it was made already. */
export interface StepOperation {
  run(call: Call): Promise<Written>
  /** After an attempt whose outcome is not known. */
  find(call: Call): Promise<Found>
  /** Whether a record shows the change, as its system spells it; null where none can. */
  readonly shows: ((record: SourceRecord) => boolean) | null
}

export interface OperationTarget {
  step: Step
  record: RecordSource
  writing: RecordWriting
  /** Null for what is to be created. */
  externalId: string | null
  /** With external ids in the place of references. */
  values: Readonly<Record<string, unknown>>
}

/** @throws GatewayError BAD_USER_INPUT where the system cannot do it (any longer) */
export function operationOf(target: OperationTarget): StepOperation {
  const { step, writing, externalId } = target
  if (step.kind === 'CREATE' && externalId === null) return createOf(target)
  if (externalId === null) throw cannot(step, 'the record is not known')
  switch (step.kind) {
    case 'CREATE': // it has appeared since: what was to be created with it is set
    case 'PATCH':
    case 'COPY':
      return patchOf(target, externalId)
    case 'ACTION':
      return actionOf(target, externalId)
    case 'UNDO':
      return removalOf(writing, step, externalId)
  }
}

function createOf({ step, writing, values }: OperationTarget): StepOperation {
  const { create } = writing
  if (!create) throw cannot(step, 'it takes no new records')
  const record = { reference: referenceOf(step), values }
  return {
    run: (call) => create.run(record, call),
    find: async (call) => {
      // Sent again under its key, it has no second effect.
      if (create.honoursKey) return 'ABSENT'
      return create.findApplied ? create.findApplied(record, call) : 'UNKNOWN'
    },
    shows: null,
  }
}

function patchOf({ step, record, writing, values }: OperationTarget, externalId: string): StepOperation {
  const { patch } = writing
  if (!patch) throw cannot(step, 'its records cannot be changed')
  const ifVersion = patch.isConditional ? step.ifVersion : null
  const shows = (found: SourceRecord): boolean => writing.holds(values, found)
  return {
    run: (call) => patch.run({ reference: referenceOf(step), externalId, values, ifVersion }, call),
    find: (call) => findShown(record, externalId, shows, call),
    shows,
  }
}

function actionOf(
  { step, record, writing, values: args }: OperationTarget,
  externalId: string,
): StepOperation {
  const action = step.action === null ? undefined : writing.actions.get(step.action)
  if (!action) throw cannot(step, 'it does not offer this')
  const attempt = { reference: referenceOf(step), externalId, args }
  const { isDone, findApplied, honoursKey } = action
  const shows = isDone && ((found: SourceRecord) => isDone(found, args))
  return {
    run: (call) => action.run(attempt, call),
    find: async (call) => {
      if (honoursKey) return 'ABSENT'
      if (findApplied) return findApplied(attempt, call)
      return shows ? findShown(record, externalId, shows, call) : 'UNKNOWN'
    },
    shows,
  }
}

/** What is gone already is not missed: taking it back once more has no further effect. */
function removalOf(writing: RecordWriting, step: Step, externalId: string): StepOperation {
  const { remove } = writing
  if (!remove) throw cannot(step, 'its records cannot be removed')
  return {
    run: async (call) => {
      await remove(externalId, call)
      return { externalId, record: null }
    },
    find: () => Promise.resolve('ABSENT'),
    shows: null,
  }
}

async function findShown(
  source: RecordSource,
  externalId: string,
  shows: (record: SourceRecord) => boolean,
  call: Call,
): Promise<Found> {
  const record = await loadRecord(source, externalId, call)
  return record && shows(record) ? { externalId, record } : 'ABSENT'
}

/** As the system has it now; null where it has none. @throws GatewayError */
export async function loadRecord(
  source: RecordSource,
  externalId: string,
  call: Call,
): Promise<SourceRecord | null> {
  if (!source.byId) return null
  const { records, failures } = await source.byId.load([externalId], call)
  const failure = failures.get(externalId)
  if (failure) throw failure
  return records.find((record) => record.externalId === externalId) ?? null
}

/** The same in every attempt: letters, digits and dashes, 32 at most. */
export function referenceOf({ writeId, ordinal }: Pick<Step, 'writeId' | 'ordinal'>): string {
  return `hw-${writeId.replaceAll('-', '').slice(0, 24)}-${ordinal}`
}

function cannot(step: Step, why: string): GatewayError {
  const { system, entity } = step
  return new GatewayError('BAD_USER_INPUT', `${system} cannot do this for ${entity}: ${why}.`, { system })
}
