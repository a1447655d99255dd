import { relative } from 'node:path'

/** Why the gateway refuses to start: printed as one line, `file:line: message`. */
export interface StartProblem {
  /** Null when the problem is in no file, e.g. a port in use. */
  file: string | null
  line: number | null
  /** What is wrong, and what to do about it. */
  message: string
}

export function formatStartProblem({ file, line, message }: StartProblem): string {
  const text = message.replaceAll(/\s*\n\s*/g, ' ').trim()
  if (file === null) return text
  const name = relative(process.cwd(), file)
  return line === null ? `${name}: ${text}` : `${name}:${line}: ${text}`
}

/** The gateway does not start, for reasons that a person has to settle; printed without a stack trace. */
export class StartRefusedError extends Error {
  override readonly name = 'StartRefusedError'
  readonly problems: readonly StartProblem[]

  constructor(problems: readonly StartProblem[], cause?: unknown) {
    super(problems.map(formatStartProblem).join('\n'), cause === undefined ? undefined : { cause })
    this.problems = problems
  }
}
