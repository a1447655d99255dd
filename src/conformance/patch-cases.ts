import { mayHaveApplied } from '../datasources/failures.ts'
import { GatewayError } from '../errors/gateway-error.ts'
import { recordFields } from './canonical-schema.ts'
import { changeParts, omit, readRecord, twoPatches } from './change-parts.ts'
import { declared, declaredEntries } from './declared.ts'
import { show } from './describe-difference.ts'
import { ensure, ensureEqual, ensureMatches, ensureSame } from './ensure.ts'
import { ensureRefused, failureOf } from './failure-of.ts'
import { plainValues } from './plain-values.ts'
import type { CaseContext } from './subject.ts'

export function checkSettable(context: CaseContext): void {
  const { writing, changes } = changeParts(context)
  const created = (changes.create?.records ?? []).flatMap(({ values }) => Object.keys(values))
  ensureSame(
    'values, beside fields that can be patched',
    Object.keys(changes.values ?? {}),
    writing.patchable,
  )
  ensureSame('fields of new records, beside those they can be given', new Set(created), writing.creatable)
  const actions = writing.actions.keys()
  ensureSame('actions, beside those of the datasource', Object.keys(changes.actions ?? {}), actions)
  for (const field of context.source.mapped) {
    const canBeSet = writing.patchable.has(field) || writing.creatable.has(field)
    const reason = writing.readOnly.get(field)
    if (canBeSet) ensureEqual(`${field} can be set, and is read-only`, reason, undefined)
    else ensure(/\w/.test(reason ?? ''), `${field} cannot be set, and nothing says why`)
  }
}

/** What a round trip is worth depends on what is sent: none, where there can be none, and what is not ASCII. */
export function checkTriedValues(context: CaseContext): void {
  const { schema, source } = context
  const { changes } = changeParts(context)
  const { values = {}, refused = {} } = changes
  const tried = new Map(
    declaredEntries(values, 'values').map(([field, wanted]) => [
      field,
      [...wanted, ...(refused[field] ?? [])],
    ]),
  )
  const declaredFields = recordFields(schema, source.entity)
  // Of a list, none may be an empty one.
  const isNone = (value: unknown) => value === null || (Array.isArray(value) && value.length === 0)
  const typeOf = (name: string) => {
    const field = declaredFields.find((one) => one.name === name)
    return field?.kind === 'value' ? field.type : ''
  }
  const withoutNull = [...tried].filter(([field, all]) => !typeOf(field).endsWith('!') && !all.some(isNone))
  const names = withoutNull.map(([field]) => field)
  ensureEqual('fields that are tried without a value neither in values nor in refused', names, [])
  const texts = [...tried].filter(([field]) => /^String!?$/.test(typeOf(field)))
  const isForeign = (value: unknown) => typeof value === 'string' && /[^\p{ASCII}]/u.test(value)
  const isTried = texts.length === 0 || texts.some(([, all]) => all.some(isForeign))
  ensure(isTried, `no text with other letters is tried in any of ${texts.map(([field]) => field).join(', ')}`)
}

/** One field after another, so that what a vendor changes along with it shows. */
export async function checkPatches(context: CaseContext): Promise<void> {
  const { writing, changes } = changeParts(context)
  const { run } = declared(writing.patch, 'patch')
  const externalId = declared(changes.id, 'record to change')
  for (const [field, wanted] of declaredEntries(changes.values ?? {}, 'values'))
    for (const value of wanted) {
      const before = await readRecord(context, externalId)
      const values = { [field]: value }
      const what = `${field} as ${show(value)}`
      ensureEqual(`${what}, a problem of validation`, writing.validate('patch', values), null)
      await run({ externalId, values, ifVersion: null, reference: context.newReference() }, context.call)
      const after = await readRecord(context, externalId)
      const others = omit(plainValues(before), [field, ...(changes.follow ?? [])])
      ensureMatches(`after ${what}`, plainValues(after), { ...others, [field]: value })
      ensure(writing.holds(values, after), `${what}: the datasource does not recognise it in the record`)
    }
}

export async function checkOldVersions(context: CaseContext): Promise<void> {
  const { writing, changes } = changeParts(context)
  const patch = declared(writing.patch, 'patch')
  ensure(patch.isConditional, 'the vendor has no versions')
  const externalId = declared(changes.id, 'record to change')
  const [first, second] = twoPatches(changes)
  const old = await readRecord(context, externalId)
  const attempt = { externalId, reference: context.newReference() }
  await patch.run({ ...attempt, values: first, ifVersion: old.version }, context.call)
  const changed = await readRecord(context, externalId)
  ensure(changed.version !== old.version, 'a patch leaves the version as it was')
  const again = patch.run({ ...attempt, values: second, ifVersion: old.version }, context.call)
  ensureRefused('a patch of the old version', await failureOf(again), ['CONFLICT'])
  ensureEqual('the record afterwards', await readRecord(context, externalId), changed)
}

export async function checkLostPatch(context: CaseContext): Promise<void> {
  const { subject, call } = context
  const { writing, changes } = changeParts(context)
  const { run } = declared(writing.patch, 'patch')
  const operation = declared(changes.operation, 'operation whose answer can be lost')
  const externalId = declared(changes.id, 'record to change')
  const [, values] = twoPatches(changes)
  const attempt = { externalId, values, ifVersion: null, reference: context.newReference() }
  const upstream = declared(subject.upstream, 'upstream that fails on request')
  await upstream.fail({ operation, kind: 'dropAfterApply', count: 1 })
  const lost = await failureOf(run(attempt, call)).finally(() => upstream.heal())
  ensure(
    mayHaveApplied(lost),
    `a lost answer leaves doubt, and this says that nothing happened: ${show(lost)}`,
  )
  const isThere = async () => writing.holds(values, await readRecord(context, externalId))
  ensure(await isThere(), 'what was applied before its answer was lost is not in the record')
  await run(attempt, call)
  ensure(await isThere(), 'what was sent again is not in the record')
}

export async function checkRefusedValues(context: CaseContext): Promise<void> {
  const { writing, changes } = changeParts(context)
  const { run } = declared(writing.patch, 'patch')
  const externalId = declared(changes.id, 'record to change')
  const before = await readRecord(context, externalId)
  for (const [field, refused] of declaredEntries(changes.refused ?? {}, 'values that the system cannot hold'))
    for (const value of refused) {
      const reference = context.newReference()
      const attempt = { externalId, values: { [field]: value }, ifVersion: null, reference }
      const error = await failureOf(run(attempt, context.call))
      const what = `${field} as ${show(value)}`
      ensureRefused(what, error, ['BAD_USER_INPUT', 'CONFLICT'])
      const named = error instanceof GatewayError ? error.details.field : undefined
      ensureEqual(`${what}, the field that the refusal names`, named, field)
    }
  for (const field of [...context.source.mapped].filter((name) => !writing.patchable.has(name))) {
    const problem = writing.validate('patch', { [field]: null })
    ensureEqual(`${field} cannot be patched; the field of the problem`, problem?.field, field)
  }
  ensureEqual('the record afterwards', await readRecord(context, externalId), before)
}

export async function checkUnknownRecords(context: CaseContext): Promise<void> {
  const { fixture } = context
  const { writing, changes } = changeParts(context)
  const [values] = twoPatches(changes)
  const { run } = declared(writing.patch, 'patch')
  for (const externalId of [...fixture.unknownIds, '../../admin', '']) {
    const attempt = { externalId, values, ifVersion: null, reference: context.newReference() }
    const error = await failureOf(run(attempt, context.call))
    ensureRefused(`a patch of ${show(externalId)}`, error, ['NOT_FOUND'])
  }
}
