import { formatStartProblem, StartRefusedError } from '../errors/start-problem.ts'

/** Prints why a command failed, one line a problem, to stderr; with HEADWATER_DEBUG=1 the stack trace too. */
export function reportFailure(error: unknown): void {
  const lines =
    error instanceof StartRefusedError
      ? error.problems.map(formatStartProblem)
      : [error instanceof Error ? `${error.name}: ${error.message}` : String(error)]
  for (const line of lines) console.error(line)
  if (process.env.HEADWATER_DEBUG === '1') console.error(error)
}
