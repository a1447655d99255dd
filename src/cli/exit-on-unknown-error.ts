import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from '../observability/logger.ts'

/** For closing what is open; a process in an unknown state is not to be trusted for longer. */
const closeLimitMs = 1_000

/**
 * An exception or rejection that nothing caught leaves the process in a state that nobody knows. It is logged in one line
 * (the only one, for the first error explains those that follow it), and the process ends with code 1 for its supervisor to
 * start anew.
 */
export function exitOnUnknownError(logger: Logger, close: () => Promise<void>): void {
  let exiting = false
  const exit = (error: unknown): void => {
    if (exiting) return
    exiting = true
    logger.unknownError({ error, errorId: randomUUID(), requestId: undefined })
    const closed = close().catch(() => undefined)
    void Promise.race([closed, delay(closeLimitMs)]).then(() => process.exit(1))
  }
  process.on('uncaughtException', exit)
  process.on('unhandledRejection', exit)
}
