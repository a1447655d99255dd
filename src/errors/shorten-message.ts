/** Most characters of a caller's value that a message repeats. */
const maxValue = 100
/** Most characters of a message that are looked at; a request of 1 MB may come back in one. */
const maxRead = 100_000
/** Most characters of a whole message. */
const maxMessage = 1_000

/**
 * A message that repeats what the caller sent, cut where it repeats too much: long quoted values and long unbroken
 * runs in the middle, then the whole. A hostile 50 kB id must not come back in every error and log line.
 */
export function shortenMessage(message: string): string {
  // Words are bounded too: a long value is not always quoted (a number of 50,000 digits).
  const read = message.length <= maxRead ? message : message.slice(0, maxRead)
  const cut = read.replaceAll(/\S{101,}/g, cutValue).replaceAll(/"[^"]{101,}"/g, cutQuoted)
  return cut.length <= maxMessage ? cut : `${cut.slice(0, maxMessage)}… (cut)`
}

function cutValue(value: string): string {
  return `${value.slice(0, maxValue)}… (${value.length} characters)`
}

function cutQuoted(quoted: string): string {
  return `"${cutValue(quoted.slice(1, -1))}"`
}
