import type { ExecutionResult } from 'graphql'
import { mapStream } from '../../../src/resolvers/map-stream.ts'
import type { FollowRequest, Subscriber } from '../../../src/resolvers/subscriber.ts'

/** Subscriptions to `news`, which come when the test says so. */
export interface Ticking {
  subscriber: Subscriber
  requests: FollowRequest[]
  /** Streams that are open. */
  open(): number
  tell(news: string): void
  finish(): void
  /** What the streams fail with next. */
  fail(error: Error): void
}

export function createTicking(): Ticking {
  const requests: FollowRequest[] = []
  const streams = new Set<{ tell(news: string): void; end(): void; fail(error: Error): void }>()
  return {
    requests,
    open: () => streams.size,
    tell: (news) => streams.forEach((stream) => stream.tell(news)),
    finish: () => streams.forEach((stream) => stream.end()),
    fail: (error) => streams.forEach((stream) => stream.fail(error)),
    subscriber(request) {
      requests.push(request)
      let send: (news: string) => void = () => undefined
      const waiting: string[] = []
      let failure: Error | null = null
      let isOver = false
      const wake = (): void => send('')
      const stream = {
        tell(news: string) {
          waiting.push(news)
          wake()
        },
        end() {
          isOver = true
          streams.delete(stream)
          wake()
        },
        fail(error: Error) {
          failure = error
          wake()
        },
      }
      streams.add(stream)
      const source: AsyncGenerator<string, void, void> = {
        async next() {
          while (!isOver && !failure && waiting.length === 0)
            await new Promise<string>((resolve) => (send = resolve))
          if (failure) throw failure
          const value = waiting.shift()
          return value === undefined ? { value: undefined, done: true } : { value, done: false }
        },
        return() {
          stream.end()
          return Promise.resolve({ value: undefined, done: true })
        },
        throw: (error) => Promise.reject(error as Error),
        [Symbol.asyncIterator]() {
          return this
        },
        async [Symbol.asyncDispose]() {
          stream.end()
        },
      }
      return Promise.resolve(mapStream(source, (news): ExecutionResult => ({ data: { news } })))
    },
  }
}
