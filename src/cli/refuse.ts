import { StartRefusedError } from '../errors/start-problem.ts'

/** A command that cannot be done as it was given: one line, no stack. */
export function refuse(message: string): StartRefusedError {
  return new StartRefusedError([{ file: null, line: null, message }])
}
