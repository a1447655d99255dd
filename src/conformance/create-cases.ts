import { mayHaveApplied } from '../datasources/failures.ts'
import type { Written } from '../datasources/writing.ts'
import { changeParts, omit, readRecord } from './change-parts.ts'
import { declared } from './declared.ts'
import { show } from './describe-difference.ts'
import { ensure, ensureEqual, ensureMatches } from './ensure.ts'
import { ensureRefused, failureOf } from './failure-of.ts'
import { plainValues } from './plain-values.ts'
import type { CaseContext } from './subject.ts'

export async function checkCreates(context: CaseContext): Promise<void> {
  const { call } = context
  const { writing, changes } = changeParts(context)
  const { run, required } = declared(writing.create, 'create')
  for (const { values, readAs = {} } of declared(changes.create, 'records to make').records) {
    ensureEqual('a problem of validation', writing.validate('create', values), null)
    const { externalId } = await run({ values, reference: context.newReference() }, call)
    const made = await readRecord(context, externalId)
    ensureMatches('the new record', plainValues(made), { ...values, ...readAs })
    ensure(writing.holds(values, made), 'the datasource does not recognise the values in the new record')
    for (const field of required) {
      const problem = writing.validate('create', omit(values, [field]))
      ensureEqual(`without ${field}, which is required, the field of the problem`, problem?.field, field)
    }
    await writing.remove?.(externalId, call)
  }
}

export async function checkLostCreate(context: CaseContext): Promise<void> {
  const { subject, call } = context
  const { writing, changes } = changeParts(context)
  const create = declared(writing.create, 'create')
  const findApplied = declared(create.findApplied, 'way to find what was made')
  const { records, operation, makesSecond } = declared(changes.create, 'records to make')
  const { values, readAs = {} } = declared(records[0], 'record to make')
  const upstream = declared(subject.upstream, 'upstream that fails on request')
  const record = { values, reference: context.newReference() }

  ensureEqual('before anything is sent, what is found', await findApplied(record, call), 'ABSENT')
  await upstream.fail({ operation, kind: 'dropAfterApply', count: 1 })
  const lost = await failureOf(create.run(record, call)).finally(() => upstream.heal())
  ensure(
    mayHaveApplied(lost),
    `a lost answer leaves doubt, and this says that nothing happened: ${show(lost)}`,
  )
  const { externalId } = asWritten(await findApplied(record, call))
  const found = plainValues(await readRecord(context, externalId))
  ensureMatches('what was made', found, { ...values, ...readAs })
  if (makesSecond !== undefined) {
    await writing.remove?.(externalId, call)
    return
  }
  // Sent once more all the same, it makes no second one: nothing comes of it, or the first is given.
  const again = await create.run(record, call).catch((error: unknown) => error)
  if (again instanceof Error) ensureRefused('the same sent again', again, ['CONFLICT'])
  else ensureEqual('the id of the same sent again', (again as Written).externalId, externalId)
  await writing.remove?.(externalId, call)
}

export async function checkRemoval(context: CaseContext): Promise<void> {
  const { source, call } = context
  const { writing, changes } = changeParts(context)
  const { run } = declared(writing.create, 'create')
  const remove = declared(writing.remove, 'way to take back what was made')
  const { values } = declared(changes.create?.records[0], 'record to make')
  const { externalId } = await run({ values, reference: context.newReference() }, call)
  for (const _time of ['first', 'second']) await remove(externalId, call)
  const left = await source.byId?.load([externalId], call)
  ensureEqual('records that are left of it', left?.records, [])
}

function asWritten(found: unknown): Written {
  ensure(typeof found === 'object' && found !== null, `what was made is not found: ${String(found)}`)
  return found as Written
}
