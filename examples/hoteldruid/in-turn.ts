/** Runs one task after another; whoever no longer waits is passed over. */
export function inTurn(): <Result>(task: () => Promise<Result>, signal: AbortSignal) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve()
  return (task, signal) => {
    const turn = last.then(() => {
      signal.throwIfAborted()
      return task()
    })
    last = turn.catch(() => undefined)
    return new Promise((resolve, reject) => {
      const onAbort = () => reject(signal.reason as Error)
      signal.addEventListener('abort', onAbort, { once: true })
      turn.finally(() => signal.removeEventListener('abort', onAbort)).then(resolve, reject)
    })
  }
}
