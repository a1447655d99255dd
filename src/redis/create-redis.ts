import { createClient } from '@redis/client'
import type { Secret } from '../secrets/secret.ts'

export interface RedisOptions {
  /** `redis://` or `rediss://`. */
  url: Secret
  /** Told of each change, the first connection included. */
  onStateChange: (isUp: boolean) => void
}

/** A Redis that the gateway does better with, and runs without. */
export interface Redis {
  isUp(): boolean
  /** Sends one command. @throws RedisDownError at once while it is down, or when no answer comes within 50 ms */
  send(command: readonly string[]): Promise<unknown>
  close(): void
}

export class RedisDownError extends Error {
  override readonly name = 'RedisDownError'
}

const answerMs = 50
const probeMs = 1_000
/** One late answer may be our own doing (a busy event loop); this many in a row are not. */
const lateToBeDown = 3
const connectMs = 2_000
/** So many more, and the connection is given up for a new one. */
const lateToReconnect = 6
/** A connection that was made, and on which nothing comes. */
const silentMs = 5_000
const longestPauseMs = 5_000

/**
 * Connects in the background and keeps trying, for as long as it is open; nothing waits for it, and nothing that happens to it
 * is an error of a request. Commands are never kept for later: what they were for has been answered without them by then.
 */
export function createRedis({ url, onStateChange }: RedisOptions): Redis {
  let late = 0
  let isUp = false
  let isClosed = false

  const tell = (): void => {
    const now = client.isReady && late < lateToBeDown && !isClosed
    if (now === isUp) return
    isUp = now
    onStateChange(isUp)
  }
  const ask = async (command: readonly string[]): Promise<unknown> => {
    try {
      const answer = await within(answerMs, client.sendCommand([...command]))
      late = 0
      return answer
    } catch (error) {
      if (error instanceof RedisDownError) late++
      throw error
    } finally {
      tell()
    }
  }

  const open = () => {
    const opened = createClient({
      url: url.reveal(),
      disableOfflineQueue: true,
      socket: { connectTimeout: connectMs, socketTimeout: silentMs, reconnectStrategy: pauseBeforeRetry },
    })
    opened.on('ready', () => {
      late = 0
      tell()
    })
    for (const event of ['error', 'reconnecting', 'end']) opened.on(event, tell)
    opened.connect().catch(() => undefined)
    return opened
  }
  let client = open()
  // Also finds out that one which fell silent is back.
  const probe = setInterval(() => {
    if (!client.isReady) return
    if (late >= lateToReconnect) {
      // What is written keeps a dead connection's own time limit from running out.
      client.destroy()
      client = open()
      return
    }
    ask(['PING']).catch(() => undefined)
  }, probeMs)
  probe.unref()

  return {
    isUp: () => isUp,
    async send(command) {
      if (!isUp) throw new RedisDownError('Redis is down')
      return ask(command)
    },
    close() {
      isClosed = true
      clearInterval(probe)
      client.destroy()
    },
  }
}

function pauseBeforeRetry(retries: number): number {
  return Math.min(100 * 2 ** retries, longestPauseMs) * (0.5 + Math.random() / 2)
}

/** @throws RedisDownError when it takes longer */
function within<Value>(ms: number, promise: Promise<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => reject(new RedisDownError(`Redis did not answer within ${ms} ms`))
    // After a stall of the event loop timers come before answers that have long arrived: those are read first.
    const timer = setTimeout(() => setImmediate(giveUp), ms)
    promise.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
