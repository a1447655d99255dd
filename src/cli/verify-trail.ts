import type { AuditVerification } from '../audit/verify-audit.ts'
import { StartRefusedError } from '../errors/start-problem.ts'
import { withAudit } from './with-audit.ts'

interface VerifyOptions {
  config?: string
  head?: string
  json?: boolean
}

/** `headwater audit verify`: exit code 1 when the chain is broken, or lacks the head given. @throws StartRefusedError, GatewayError */
export async function verifyTrail({ config, head, json = false }: VerifyOptions): Promise<void> {
  if (head !== undefined && !/^[0-9a-f]{64}$/.test(head)) {
    const message =
      '--head: a head is 64 hexadecimal digits, as an earlier headwater audit verify printed it.'
    throw new StartRefusedError([{ file: null, line: null, message }])
  }
  await withAudit(config, async (administration) => {
    const found = await administration.verify(head ?? null)
    const problem = problemOf(found)
    if (problem) process.exitCode = 1
    if (json) console.log(JSON.stringify({ ...found, problem }))
    else if (problem) console.error(problem)
    else console.log(describe(found))
  })
}

function problemOf({ firstBad, hasKnownHead }: AuditVerification): string | null {
  if (firstBad) return `The audit trail is broken: entry ${firstBad.position} ${firstBad.problem}.`
  if (hasKnownHead === false)
    return 'The audit trail is not the one that had this head: its end was removed, it was made anew, or retention has removed that entry.'
  return null
}

function describe({ entries, unsealed, anchor, head }: AuditVerification): string {
  const before = anchor.position === 0 ? '' : `, and ${anchor.position} before them removed by retention`
  const waiting = unsealed === 0 ? '' : ` ${unsealed} more wait to be sealed.`
  const count = entries === 1 ? '1 entry' : `${entries} entries`
  return `The audit trail is whole: ${count}${before}.${waiting}\nhead ${head.hash}`
}
