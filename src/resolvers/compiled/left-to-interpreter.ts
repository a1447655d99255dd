/** Thrown where what graphql-js would do is more than is done here: it is asked then. */
export class LeftToInterpreter extends Error {
  constructor() {
    // Reaches nobody, so that it needs no stack, which is dear.
    const { stackTraceLimit } = Error
    Error.stackTraceLimit = 0
    super('left to graphql-js')
    Error.stackTraceLimit = stackTraceLimit
  }
}
