import { GatewayError } from '../errors/gateway-error.ts'
import type { Caller } from '../reads/root-context.ts'
import { presentWrite, type WriteView } from './present-write.ts'
import { isSettled } from './write.ts'
import type { WriteBook } from './write-book.ts'
import { maySeeWrite } from './write-roots.ts'

/** Milliseconds. */
export interface FollowTimes {
  /** A write is looked at so often, changed or not: a notification may be lost. */
  lookEveryMs: number
  /** After a look that the store did not answer. */
  retryMs: number
}

const followTimes: FollowTimes = { lookEveryMs: 30_000, retryMs: 1_000 }

/**
 * A write as it is now, then each time that a receipt of it changes, until nothing more happens to it by itself. Changes
 * that come faster than they are taken are one: what is given is always the latest, and nothing is kept for who is slow.
 * A stranger's write looks like one that is not there: null, and no more. What is opened has to be taken or returned.
 *
 * @throws GatewayError STORE_UNAVAILABLE where it cannot be read at first; later it is waited for
 */
export function followWrite(
  book: Pick<WriteBook, 'find' | 'onChange'>,
  writeId: string,
  caller: Caller,
  { lookEveryMs, retryMs }: FollowTimes = followTimes,
): AsyncGenerator<WriteView | null, void, void> {
  let isChanged = true
  let isOver = false
  let given: string | null = null
  let wake = (): void => undefined
  let retry: NodeJS.Timeout | undefined
  const look = (): void => {
    isChanged = true
    wake()
  }
  // Before the first look: no change is lost between the two.
  const stopListening = book.onChange((id) => {
    if (id === writeId) look()
  })
  const looking = setInterval(look, lookEveryMs).unref()
  const end = (): void => {
    isOver = true
    stopListening()
    clearInterval(looking)
    clearTimeout(retry)
    wake()
  }

  const read = async () => {
    const write = await book.find(writeId)
    const isSeen = write !== null && maySeeWrite(caller.principal, write)
    return isSeen
      ? { view: presentWrite(write, caller), isLast: write.steps.every(({ state }) => isSettled(state)) }
      : { view: null, isLast: true }
  }
  const readInTime = async () => {
    try {
      return await read()
    } catch (error) {
      const isAway = error instanceof GatewayError && error.code === 'STORE_UNAVAILABLE'
      if (given === null || !isAway) throw error
      retry = setTimeout(look, retryMs).unref()
      return null
    }
  }
  const hasEnded = () => isOver
  const take = async (): Promise<IteratorResult<WriteView | null, void>> => {
    while (!isOver) {
      if (!isChanged) await new Promise<void>((resolve) => (wake = resolve))
      // It may have been ended meanwhile.
      if (hasEnded()) break
      isChanged = false
      const found = await readInTime()
      const text = found && JSON.stringify(found.view)
      if (!found || text === given) continue
      given = text
      if (found.isLast) end()
      return { value: found.view, done: false }
    }
    return { value: undefined, done: true }
  }

  return {
    async next() {
      try {
        return await take()
      } catch (error) {
        end()
        throw error
      }
    },
    return() {
      end()
      return Promise.resolve({ value: undefined, done: true })
    },
    throw(error) {
      end()
      return Promise.reject(error as Error)
    },
    [Symbol.asyncIterator]() {
      return this
    },
    async [Symbol.asyncDispose]() {
      end()
    },
  }
}
