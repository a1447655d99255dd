/** How a stream of events reaches a client. */
export type StreamTransport = 'ws' | 'sse'

/** What becomes of subscriptions, and of the sockets that carry them. */
export type StreamEvent =
  | { type: 'SOCKET_OPENED' | 'SOCKET_CLOSED' }
  | { type: 'SUBSCRIBED'; transport: StreamTransport }
  | {
      /** Completed, or left by the client. */
      type: 'ENDED'
      transport: StreamTransport
      requestId: string | null
      principal: string | null
      operation: string | null
      /** How many results went out. */
      events: number
      durationMs: number
      /** Codes, each once. */
      errors: readonly string[]
    }

export type StreamListener = (event: StreamEvent) => void
