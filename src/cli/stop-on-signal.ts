import { constants } from 'node:os'

/** SIGINT (Ctrl-C) and SIGTERM close everything and end the process with code 0; a second one ends it at once. */
export function stopOnSignal(close: () => Promise<void>): void {
  let closing = false
  const stop = (signal: 'SIGINT' | 'SIGTERM'): void => {
    if (closing) process.exit(128 + constants.signals[signal])
    closing = true
    close().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error instanceof Error ? `${error.name}: ${error.message}` : String(error))
        process.exit(1)
      },
    )
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
}
