import type { Dispatcher } from 'undici'

/** A reply in bytes. */
export interface CollectedReply {
  status: number
  /** Names in lower case; of one that came several times, all values, joined. */
  headers: Readonly<Record<string, string>>
  /** Null where there were more than may be. */
  bytes: Buffer | null
}

export interface CollectOptions {
  timeoutMs: number
  maxBytes: number
  signal: AbortSignal
}

/**
 * Sends a request and collects its reply, without a stream: nothing here reads replies in parts. Its connection is closed when
 * it is given up. Throws what the network threw, or why it was given up: the signal's reason, a TimeoutError.
 */
export function collectReply(
  dispatcher: Dispatcher,
  request: Dispatcher.DispatchOptions,
  { timeoutMs, maxBytes, signal }: CollectOptions,
): Promise<CollectedReply> {
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | null = null
    let givenUp: Error | null = null
    let status = 0
    let headers: Record<string, string> = {}
    const chunks: Buffer[] = []
    let size = 0

    const settle = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', leave)
    }
    const giveUp = (error: Error): void => {
      givenUp = error
      settle()
      controller?.abort(error)
    }
    const fail = (error: Error): void => {
      if (givenUp) return
      giveUp(error)
      reject(error)
    }
    const leave = (): void => fail(signal.reason as Error)
    const refuse = (): void => {
      giveUp(new Error(`reply over ${maxBytes} bytes`))
      resolve({ status, headers, bytes: null })
    }
    const timer = setTimeout(() => fail(new DOMException('The time is up.', 'TimeoutError')), timeoutMs)
    signal.addEventListener('abort', leave)
    if (signal.aborted) {
      leave()
      return
    }

    dispatcher.dispatch(request, {
      onRequestStart(itsController) {
        controller = itsController
        if (givenUp) controller.abort(givenUp)
      },
      onResponseStart(_controller, itsStatus, itsHeaders) {
        // What a server says before its reply is none.
        if (itsStatus < 200 || givenUp) return
        status = itsStatus
        headers = joined(itsHeaders)
        if (Number(headers['content-length'] ?? 0) > maxBytes) refuse()
      },
      onResponseData(_controller, chunk) {
        if (givenUp) return
        size += chunk.length
        if (size > maxBytes) refuse()
        else chunks.push(chunk)
      },
      onResponseEnd() {
        if (givenUp) return
        settle()
        const [first] = chunks
        resolve({ status, headers, bytes: first && chunks.length === 1 ? first : Buffer.concat(chunks) })
      },
      onResponseError: (_controller, error) => fail(error),
    })
  })
}

function joined(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  for (const name in headers) {
    const value = headers[name]
    if (typeof value !== 'string') headers[name] = value?.join(', ') ?? ''
  }
  return headers as Record<string, string>
}
