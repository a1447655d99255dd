import { availableParallelism } from 'node:os'
import { StartRefusedError } from '../errors/start-problem.ts'

/** More than any machine has processors, and less than a slip of the finger. */
const most = 256

/** How many processes are to share the port. @throws StartRefusedError for what is no number */
export function readWorkers(option: string | undefined, variable: string | undefined): number {
  const given = option ?? (variable === '' ? undefined : variable)
  if (given === undefined) return 1
  if (given === 'auto') return availableParallelism()
  const count = /^\d{1,3}$/.test(given) ? Number(given) : 0
  if (count >= 1 && count <= most) return count
  const name = option === undefined ? 'WORKERS' : '--workers'
  const message = `${name} has to be auto or a number from 1 to ${most}, not ${JSON.stringify(given)}.`
  throw new StartRefusedError([{ file: null, line: null, message }])
}
