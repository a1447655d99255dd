import { withoutStack } from '../../errors/without-stack.ts'

/** Thrown where what graphql-js would do is more than is done here: it is asked then. */
export class LeftToInterpreter extends Error {}

/** @throws LeftToInterpreter always */
export function leaveToInterpreter(): never {
  throw withoutStack(() => new LeftToInterpreter('left to graphql-js'))
}
