import { connect } from 'node:net'
import { createMessageReader } from '../read-messages.ts'

export interface Load {
  requests: number
  /** Replies that were no 200. */
  failures: number
  /** Of each request, ascending. */
  latenciesMs: Float64Array
  elapsedMs: number
}

/** For answers that are due when the time is up. */
const patienceMs = 10_000

/**
 * Asks over so many connections, each the next question when the last is answered, until the time is up; what is under way
 * then is waited for, and counts: so that all that was paid for is divided by all that was got. The generator is this process; it writes and splits bytes, and reads no JSON.
 */
export async function driveLoad(options: {
  port: number
  connections: number
  durationMs: number
  body(): string
}): Promise<Load> {
  const { port, connections, durationMs, body } = options
  const latencies: number[] = []
  let failures = 0
  const begin = performance.now()
  const endAt = begin + durationMs
  const talk = () =>
    new Promise<void>((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true })
      let sentAt = 0
      const send = () => {
        sentAt = performance.now()
        socket.write(requestOf(body()))
      }
      const read = createMessageReader({ wantsBody: false }, ({ start }) => {
        const at = performance.now()
        latencies.push(at - sentAt)
        if (!start.startsWith('HTTP/1.1 200')) failures++
        if (at < endAt) send()
        else socket.destroy()
      })
      const timer = setTimeout(() => socket.destroy(), durationMs + patienceMs)
      socket.setEncoding('latin1')
      socket.on('connect', send)
      socket.on('data', (received) => read(String(received)))
      socket.on('error', reject)
      socket.on('close', () => {
        clearTimeout(timer)
        resolve()
      })
    })
  await Promise.all(Array.from({ length: connections }, talk))
  return {
    requests: latencies.length,
    failures,
    latenciesMs: Float64Array.from(latencies).sort(),
    elapsedMs: performance.now() - begin,
  }
}

function requestOf(body: string): string {
  const length = Buffer.byteLength(body)
  return `POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nAccept: application/json\r\nContent-Length: ${length}\r\n\r\n${body}`
}
