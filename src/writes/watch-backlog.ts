import type { Backlog } from '../observability/write-event.ts'
import type { WriteBook } from './write-book.ts'

const everyMs = 10_000

/** Tells what waits at each system, again and again; of one that has nothing any more, once. */
export function watchBacklog(options: {
  book: Pick<WriteBook, 'backlog'>
  onBacklog: (backlog: Backlog) => void
  onError: (error: unknown) => void
}): { close(): void } {
  const { book, onBacklog, onError } = options
  let seen: ReadonlySet<string> = new Set()
  let isClosed = false
  let timer: NodeJS.Timeout | undefined

  const look = async () => {
    try {
      const now = new Map((await book.backlog()).map((each) => [each.system, each]))
      for (const system of new Set([...seen, ...now.keys()]))
        onBacklog(now.get(system) ?? { system, queued: 0, needsReview: 0, dead: 0, oldestAgeMs: 0 })
      seen = new Set(now.keys())
    } catch (error) {
      onError(error)
    }
    if (!isClosed) timer = setTimeout(() => void look(), everyMs).unref()
  }
  void look()
  return {
    close() {
      isClosed = true
      clearTimeout(timer)
    },
  }
}
