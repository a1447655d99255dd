import { StartRefusedError } from '../errors/start-problem.ts'
import { operatorName } from './operator-name.ts'
import { withAudit } from './with-audit.ts'

/** `headwater audit erase`. @throws StartRefusedError, GatewayError */
export async function eraseAudit(options: {
  config?: string
  customer: string
  yes?: boolean
}): Promise<void> {
  const { config, customer, yes = false } = options
  if (!yes) {
    const message = `This makes the values of customer ${customer} in the audit trail, and of settled changes, unreadable for good. Say --yes if that is meant.`
    throw new StartRefusedError([{ file: null, line: null, message }])
  }
  await withAudit(config, async (administration) => {
    const { destroyed, writes } = await administration.erase(customer, operatorName())
    const what = destroyed === 0 ? 'were erased before' : `are erased (${destroyed} keys destroyed)`
    console.log(
      `The values of customer ${customer} in the audit trail ${what}. Backups of the store have them until they expire.`,
    )
    if (writes.cleared > 0)
      console.log(`Changes that are settled and now have no values of theirs: ${writes.cleared}.`)
    if (writes.waiting.length === 0) return
    const message = `Changes that are not settled keep their values until they are; then erase again. Let them run, or give them up with headwater writes cancel: ${writes.waiting.join(', ')}.`
    throw new StartRefusedError([{ file: null, line: null, message }])
  })
}
