/** Where lines go, as pino and process.stderr have it. */
export interface LineDestination {
  write(line: string): unknown
}

/** At this length they are written at once: a pipe takes no more in one go. */
const mostBytes = 65_536

/**
 * Writes the lines of one turn of the event loop together: each write to a pipe or a file stops the process for as long as it
 * takes. What has not been written when the process exits is written then.
 */
export function gatherLines(destination: LineDestination): LineDestination {
  let gathered = ''
  const flush = (): void => {
    const lines = gathered
    gathered = ''
    if (lines !== '') destination.write(lines)
  }
  process.once('exit', flush)
  return {
    write(line) {
      if (gathered === '') setImmediate(flush)
      gathered += line
      if (gathered.length >= mostBytes) flush()
    },
  }
}
