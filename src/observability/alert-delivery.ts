import type { Schedule } from './schedule.ts'

export interface AlertDelivery {
  /** Takes a message to be sent; returns at once, throws nothing. */
  post(body: object): void
  /** What is not sent by then is not sent. */
  close(): void
}

export interface AlertDeliveryOptions {
  send(body: object): Promise<void>
  schedule: Schedule
  /** Told of messages that could not be sent. */
  onProblem(message: string, error: unknown): void
}

/** Waits before each repetition. */
const backOffMs = [1_000, 5_000, 20_000, 60_000]

/** Messages that wait; a webhook that is away for long gets what is newest. */
const maxWaiting = 200

/**
 * Sends messages one after the other, so that nothing is resolved before it was raised; one that cannot be sent is
 * repeated a few times, then left.
 */
export function createAlertDelivery({ send, schedule, onProblem }: AlertDeliveryOptions): AlertDelivery {
  const waiting: object[] = []
  let isSending = false
  let isClosed = false
  let cancelRepetition = (): void => undefined

  function sendNext(): void {
    const body = waiting.shift()
    isSending = body !== undefined
    if (body) void attempt(body, 0)
  }

  async function attempt(body: object, failures: number): Promise<void> {
    try {
      await send(body)
    } catch (error) {
      const delayMs = backOffMs[failures]
      if (delayMs !== undefined && !isClosed) {
        cancelRepetition = schedule(() => void attempt(body, failures + 1), delayMs)
        return
      }
      onProblem('an alert could not be sent', error)
    }
    if (!isClosed) sendNext()
  }

  return {
    post(body) {
      if (isClosed) return
      if (waiting.length === maxWaiting) {
        waiting.shift()
        onProblem('an alert was left out: too many wait', undefined)
      }
      waiting.push(body)
      if (!isSending) sendNext()
    },
    close() {
      isClosed = true
      waiting.length = 0
      cancelRepetition()
    },
  }
}
