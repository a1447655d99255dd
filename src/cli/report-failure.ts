import { GatewayError } from '../errors/gateway-error.ts'
import { formatStartProblem, StartRefusedError } from '../errors/start-problem.ts'
import { MigrationError } from '../store/migrations/migration-error.ts'

/** Prints why a command failed, one line a problem, to stderr; with HEADWATER_DEBUG=1 the stack trace too. */
export function reportFailure(error: unknown): void {
  for (const line of describe(error)) console.error(line)
  if (process.env.HEADWATER_DEBUG === '1') console.error(error)
}

function describe(error: unknown): string[] {
  if (error instanceof StartRefusedError) return error.problems.map(formatStartProblem)
  if (!(error instanceof Error)) return [String(error)]
  const isForPerson = error instanceof GatewayError || error instanceof MigrationError
  return [isForPerson ? error.message : `${error.name}: ${error.message}`]
}
