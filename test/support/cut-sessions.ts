import type { SessionSource } from '../../src/store/session.ts'

/** The same sessions, which fail for as long as `store.isCut`, as those of a server that is away. */
export function cutSessions(source: SessionSource, store: { isCut: boolean }): SessionSource {
  const cut = async <T>(work: () => Promise<T>): Promise<T> => {
    if (store.isCut) throw new Error('cut')
    return work()
  }
  return {
    ...source,
    probe: (limitMs) => cut(() => source.probe(limitMs)),
    acquire: () =>
      cut(async () => {
        const session = await source.acquire()
        return { ...session, query: (...asked) => cut(() => session.query(...asked)) }
      }),
  }
}
