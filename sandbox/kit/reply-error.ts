import type { Operation, SimulatorReply } from './simulator.ts'

/** Thrown inside an operation to answer with the vendor's own refusal. */
export class ReplyError extends Error {
  readonly reply: SimulatorReply

  constructor(reply: SimulatorReply) {
    super(`refused with ${reply.status}`)
    this.reply = reply
  }
}

/** Turns thrown refusals into replies; anything else thrown stays a bug. */
export function refusing(handle: Operation['handle']): Operation['handle'] {
  return async (request) => {
    try {
      return await handle(request)
    } catch (error) {
      if (error instanceof ReplyError) return error.reply
      throw error
    }
  }
}
