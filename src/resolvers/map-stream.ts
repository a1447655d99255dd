/**
 * Each value of a stream, made into another. Ending it ends the source at once, also while the next value is waited for,
 * which a generator function would not do. `onEnd` is told once, however it ended.
 */
export function mapStream<From, To>(
  source: AsyncGenerator<From, void, void>,
  map: (value: From) => To | Promise<To>,
  onEnd: () => void = () => undefined,
): AsyncGenerator<To, void, void> {
  let isOver = false
  const end = (): void => {
    if (isOver) return
    isOver = true
    onEnd()
  }
  const hasEnded = () => isOver
  const over = { value: undefined, done: true } as const
  return {
    async next() {
      if (isOver) return over
      try {
        const { value, done } = await source.next()
        // It may have been ended meanwhile.
        if (done || hasEnded()) {
          end()
          return over
        }
        return { value: await map(value), done: false }
      } catch (error) {
        end()
        await source.return()
        throw error
      }
    },
    async return() {
      end()
      await source.return()
      return over
    },
    async throw(error) {
      end()
      await source.return()
      throw error
    },
    [Symbol.asyncIterator]() {
      return this
    },
    async [Symbol.asyncDispose]() {
      await this.return()
    },
  }
}
