/** One HTTP/1.1 message. Header lines are not parsed further: nobody here asks for more. */
export interface Message {
  /** `GET /path HTTP/1.1`, or `HTTP/1.1 200 OK`. */
  start: string
  /** Null unless it is wanted, which saves joining chunks. */
  body: string | null
}

/**
 * Splits what a socket receives into messages, with bodies by content-length or in chunks: a small part of HTTP, which costs
 * less than any gateway between the two ends.
 *
 * @param onMessage called in order
 */
export function createMessageReader(
  options: { wantsBody: boolean },
  onMessage: (message: Message) => void,
): (received: string) => void {
  let text = ''
  return (received) => {
    text = text === '' ? received : text + received
    for (;;) {
      const headEnd = text.indexOf('\r\n\r\n')
      if (headEnd < 0) return
      const head = text.slice(0, headEnd)
      const end = bodyEnd(text, head, headEnd + 4)
      if (end === null) return
      const start = head.slice(0, head.indexOf('\r\n'))
      const body = options.wantsBody ? bodyOf(text.slice(headEnd + 4, end), head) : null
      text = text.length === end ? '' : text.slice(end)
      onMessage({ start, body })
      if (text === '') return
    }
  }
}

const lengthPattern = /\r\ncontent-length: *(\d+)/i
const chunkedPattern = /\r\ntransfer-encoding: *chunked/i

/** Where the message ends; null: not all of it is there. Text is latin1, so that characters are bytes. */
function bodyEnd(text: string, head: string, bodyStart: number): number | null {
  const [, length] = lengthPattern.exec(head) ?? []
  if (length !== undefined) {
    const end = bodyStart + Number(length)
    return text.length < end ? null : end
  }
  if (!chunkedPattern.test(head)) return bodyStart
  for (let at = bodyStart; ;) {
    const lineEnd = text.indexOf('\r\n', at)
    if (lineEnd < 0) return null
    const size = Number.parseInt(text.slice(at, lineEnd), 16)
    at = lineEnd + 2 + size + 2
    if (text.length < at) return null
    if (size === 0) return at
  }
}

function bodyOf(text: string, head: string): string {
  if (!chunkedPattern.test(head)) return text
  const parts: string[] = []
  for (let at = 0; ;) {
    const lineEnd = text.indexOf('\r\n', at)
    const size = Number.parseInt(text.slice(at, lineEnd), 16)
    if (size === 0) return parts.join('')
    parts.push(text.slice(lineEnd + 2, lineEnd + 2 + size))
    at = lineEnd + 2 + size + 2
  }
}
