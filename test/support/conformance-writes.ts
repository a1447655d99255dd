import { mayHaveApplied } from '../../src/datasources/failures.ts'
import type { SourceRecord } from '../../src/datasources/source-record.ts'
import type { RecordWriting, Written } from '../../src/datasources/writing.ts'
import { GatewayError } from '../../src/errors/gateway-error.ts'
import type { CaseContext, ChangeFixture } from './conformance-subject.ts'
import { declared, declaredEntries } from './declared.ts'
import { plainValues } from './plain-values.ts'
import { testCall } from './simulated-datasource.ts'

let attempts = 0
/** As the engine makes them: of the same attempt the same, of no two others. */
export const nextReference = (): string => `hw-test-${String((attempts += 1)).padStart(6, '0')}`

export function checkSettable(context: CaseContext): void {
  const { writing, changes } = partsOf(context)
  const created = (changes.create?.records ?? []).flatMap(({ values }) => Object.keys(values))
  expect(Object.keys(changes.values ?? {}).toSorted()).toEqual([...writing.patchable].toSorted())
  expect([...new Set(created)].toSorted()).toEqual([...writing.creatable].toSorted())
  expect(Object.keys(changes.actions ?? {}).toSorted()).toEqual([...writing.actions.keys()].toSorted())
  for (const field of context.source.mapped) {
    const canBeSet = writing.patchable.has(field) || writing.creatable.has(field)
    expect({ field, canBeSet, reason: writing.readOnly.get(field) }).toEqual({
      field,
      canBeSet,
      reason: canBeSet ? undefined : expect.stringMatching(/\w/),
    })
  }
}

/** One field after another, so that what a vendor changes along with it shows. */
export async function checkPatches(context: CaseContext): Promise<void> {
  const { writing, changes } = partsOf(context)
  const { run } = declared(writing.patch, 'patch')
  const externalId = declared(changes.id, 'record to change')
  for (const [field, wanted] of declaredEntries(changes.values ?? {}, 'values'))
    for (const value of wanted) {
      const before = await read(context, externalId)
      const values = { [field]: value }
      expect({ values, problem: writing.validate('patch', values) }).toEqual({ values, problem: null })
      await run({ externalId, values, ifVersion: null, reference: nextReference() }, testCall)
      const after = await read(context, externalId)
      expect({ values, holds: writing.holds(values, after) }).toEqual({ values, holds: true })
      const others = omit(plainValues(before), [field, ...(changes.follow ?? [])])
      expect(plainValues(after)).toMatchObject({ ...others, [field]: value })
    }
}

export async function checkOldVersions(context: CaseContext): Promise<void> {
  const { writing, changes } = partsOf(context)
  const patch = declared(writing.patch, 'patch')
  if (!patch.isConditional) throw new Error('the vendor has no versions')
  const externalId = declared(changes.id, 'record to change')
  const [first, second] = twoValues(changes)
  const old = await read(context, externalId)
  const attempt = { externalId, reference: nextReference() }
  await patch.run({ ...attempt, values: first, ifVersion: old.version }, testCall)
  const changed = await read(context, externalId)
  expect(changed.version).not.toBe(old.version)
  const refused = await failureOf(patch.run({ ...attempt, values: second, ifVersion: old.version }, testCall))
  expect({ code: codeOf(refused), mayHaveApplied: mayHaveApplied(refused) }).toEqual({
    code: 'CONFLICT',
    mayHaveApplied: false,
  })
  expect(await read(context, externalId)).toEqual(changed)
}

export async function checkLostPatch(context: CaseContext): Promise<void> {
  const { subject } = context
  const { writing, changes } = partsOf(context)
  const { run } = declared(writing.patch, 'patch')
  const operation = declared(changes.operation, 'operation whose answer can be lost')
  const externalId = declared(changes.id, 'record to change')
  const [, values] = twoValues(changes)
  const attempt = { externalId, values, ifVersion: null, reference: nextReference() }
  const upstream = declared(subject.upstream, 'upstream that fails on request')
  await upstream.fail({ operation, kind: 'dropAfterApply', count: 1 })
  const lost = await failureOf(run(attempt, testCall)).finally(() => upstream.heal())
  expect(mayHaveApplied(lost)).toBe(true)
  expect(writing.holds(values, await read(context, externalId))).toBe(true)
  await run(attempt, testCall)
  expect(writing.holds(values, await read(context, externalId))).toBe(true)
}

export async function checkCreates(context: CaseContext): Promise<void> {
  const { writing, changes } = partsOf(context)
  const { run, required } = declared(writing.create, 'create')
  for (const { values, readAs = {} } of declared(changes.create, 'records to make').records) {
    expect(writing.validate('create', values)).toBeNull()
    const { externalId } = await run({ values, reference: nextReference() }, testCall)
    const made = await read(context, externalId)
    expect(plainValues(made)).toMatchObject({ ...values, ...readAs })
    expect(writing.holds(values, made)).toBe(true)
    for (const field of required)
      expect(writing.validate('create', omit(values, [field]))).toMatchObject({ field })
    await writing.remove?.(externalId, testCall)
  }
}

export async function checkLostCreate(context: CaseContext): Promise<void> {
  const { subject } = context
  const { writing, changes } = partsOf(context)
  const create = declared(writing.create, 'create')
  const findApplied = declared(create.findApplied, 'way to find what was made')
  const { records, operation, makesSecond } = declared(changes.create, 'records to make')
  const { values, readAs = {} } = declared(records[0], 'record to make')
  const upstream = declared(subject.upstream, 'upstream that fails on request')
  const record = { values, reference: nextReference() }

  expect(await findApplied(record, testCall)).toBe('ABSENT')
  await upstream.fail({ operation, kind: 'dropAfterApply', count: 1 })
  const lost = await failureOf(create.run(record, testCall)).finally(() => upstream.heal())
  expect(mayHaveApplied(lost)).toBe(true)
  const found = asWritten(await findApplied(record, testCall))
  expect(plainValues(await read(context, found.externalId))).toMatchObject({ ...values, ...readAs })
  if (makesSecond !== undefined) {
    await writing.remove?.(found.externalId, testCall)
    return
  }
  // Sent once more all the same, it makes no second one: nothing comes of it, or the first is given.
  const again = await create.run(record, testCall).catch((error: unknown) => error)
  if (again instanceof Error)
    expect({ again: codeOf(again), mayHaveApplied: mayHaveApplied(again) }).toEqual({
      again: 'CONFLICT',
      mayHaveApplied: false,
    })
  else expect((again as Written).externalId).toBe(found.externalId)
  await writing.remove?.(found.externalId, testCall)
}

export async function checkRemoval(context: CaseContext): Promise<void> {
  const { source } = context
  const { writing, changes } = partsOf(context)
  const { run } = declared(writing.create, 'create')
  const remove = declared(writing.remove, 'way to take back what was made')
  const { values } = declared(changes.create?.records[0], 'record to make')
  const { externalId } = await run({ values, reference: nextReference() }, testCall)
  for (const _time of ['first', 'second']) await remove(externalId, testCall)
  expect((await source.byId?.load([externalId], testCall))?.records).toEqual([])
}

export async function checkRefusedValues(context: CaseContext): Promise<void> {
  const { writing, changes } = partsOf(context)
  const { run } = declared(writing.patch, 'patch')
  const externalId = declared(changes.id, 'record to change')
  const before = await read(context, externalId)
  for (const [field, refused] of declaredEntries(changes.refused ?? {}, 'values that the system cannot hold'))
    for (const value of refused) {
      const attempt = { externalId, values: { [field]: value }, ifVersion: null, reference: nextReference() }
      const error = await failureOf(run(attempt, testCall))
      expect({ field, code: codeOf(error), mayHaveApplied: mayHaveApplied(error) }).toEqual({
        field: error instanceof GatewayError ? error.details.field : undefined,
        code: expect.stringMatching(/^(BAD_USER_INPUT|CONFLICT)$/),
        mayHaveApplied: false,
      })
    }
  for (const field of [...context.source.mapped].filter((name) => !writing.patchable.has(name)))
    expect(writing.validate('patch', { [field]: null })).toMatchObject({ field })
  expect(await read(context, externalId)).toEqual(before)
}

export async function checkUnknownRecords(context: CaseContext): Promise<void> {
  const { fixture } = context
  const { writing, changes } = partsOf(context)
  const [values] = twoValues(changes)
  const { run } = declared(writing.patch, 'patch')
  for (const externalId of [...fixture.unknownIds, '../../admin', '']) {
    const attempt = { externalId, values, ifVersion: null, reference: nextReference() }
    const error = await failureOf(run(attempt, testCall))
    expect({ externalId, code: codeOf(error), mayHaveApplied: mayHaveApplied(error) }).toEqual({
      externalId,
      code: 'NOT_FOUND',
      mayHaveApplied: false,
    })
  }
}

export async function checkActions(context: CaseContext): Promise<void> {
  const { writing, changes } = partsOf(context)
  for (const [name, action] of declaredEntries(writing.actions, 'action')) {
    const prepared = await declared(changes.actions?.[name], `fixture for ${name}`).prepare(context)
    const attempt = { ...prepared, reference: nextReference() }
    const { isDone, findApplied } = action
    const shown = async () => {
      if (!isDone) return findApplied && typeof (await findApplied(attempt, testCall)) === 'object'
      return isDone(await read(context, attempt.externalId), attempt.args)
    }
    expect({ name, done: await shown() }).toEqual({ name, done: false })
    await action.run(attempt, testCall)
    expect({ name, done: await shown() }).toEqual({ name, done: true })
    const again = await action.run(attempt, testCall).catch((error: unknown) => error)
    if (again instanceof Error)
      expect({ name, mayHaveApplied: mayHaveApplied(again) }).toEqual({ name, mayHaveApplied: false })
    expect({ name, done: await shown() }).toEqual({ name, done: true })
  }
}

function partsOf({ source, fixture }: CaseContext): { writing: RecordWriting; changes: ChangeFixture } {
  return {
    writing: declared(source.writing, 'writing'),
    changes: declared(fixture.changes, 'fixture for changes'),
  }
}

export async function read({ source }: CaseContext, externalId: string): Promise<SourceRecord> {
  const { load } = declared(source.byId, 'look-up by id')
  return declared((await load([externalId], testCall)).records[0], `record ${externalId}`)
}

/** Two patches of which the second changes what the first has set. */
function twoValues({ values = {} }: ChangeFixture): [Record<string, unknown>, Record<string, unknown>] {
  const [field, wanted] = declared(
    Object.entries(values).find(([, several]) => several.length > 1),
    'field with two values',
  )
  return [{ [field]: wanted[0] }, { [field]: wanted[1] }]
}

function asWritten(found: unknown): Written {
  if (typeof found !== 'object' || found === null) throw new Error(`not found: ${String(found)}`)
  return found as Written
}

async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => new Error('no failure'),
    (error: unknown) => error,
  )
}

function codeOf(error: unknown): string {
  return error instanceof GatewayError ? error.code : String(error)
}

function omit(values: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !names.includes(name)))
}
