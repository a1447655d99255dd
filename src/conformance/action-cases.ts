import { mayHaveApplied } from '../datasources/failures.ts'
import { changeParts, readRecord } from './change-parts.ts'
import { declared, declaredEntries } from './declared.ts'
import { ensureEqual } from './ensure.ts'
import type { CaseContext } from './subject.ts'

export async function checkActions(context: CaseContext): Promise<void> {
  const { call } = context
  const { writing, changes } = changeParts(context)
  for (const [name, action] of declaredEntries(writing.actions, 'action')) {
    const prepared = await declared(changes.actions?.[name], `fixture for ${name}`).prepare(context)
    const attempt = { ...prepared, reference: context.newReference() }
    const { isDone, findApplied } = action
    const shown = async () => {
      if (!isDone) return findApplied && typeof (await findApplied(attempt, call)) === 'object'
      return isDone(await readRecord(context, attempt.externalId), attempt.args)
    }
    ensureEqual(`${name}: is it done before it was asked for?`, await shown(), false)
    await action.run(attempt, call)
    ensureEqual(`${name}: does it show that it was done?`, await shown(), true)
    const again = await action.run(attempt, call).catch((error: unknown) => error)
    if (again instanceof Error)
      ensureEqual(`${name}, done again and refused: may it have been applied?`, mayHaveApplied(again), false)
    ensureEqual(`${name}, done again: does it show that it was done?`, await shown(), true)
  }
}
