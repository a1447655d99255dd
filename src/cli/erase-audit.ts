import { userInfo } from 'node:os'
import { StartRefusedError } from '../errors/start-problem.ts'
import { withAudit } from './with-audit.ts'

/** `headwater audit erase`. @throws StartRefusedError, GatewayError */
export async function eraseAudit(options: {
  config?: string
  customer: string
  yes?: boolean
}): Promise<void> {
  const { config, customer, yes = false } = options
  if (!yes) {
    const message = `This makes the values of customer ${customer} in the audit trail unreadable for good. Say --yes if that is meant.`
    throw new StartRefusedError([{ file: null, line: null, message }])
  }
  await withAudit(config, async (administration) => {
    const { destroyed } = await administration.erase(customer, `cli:${userInfo().username}`)
    const what = destroyed === 0 ? 'were erased before' : `are erased (${destroyed} keys destroyed)`
    console.log(
      `The values of customer ${customer} ${what}. Backups of the store have them until they expire.`,
    )
  })
}
