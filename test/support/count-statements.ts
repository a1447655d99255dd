import type { SessionSource } from '../../src/store/session.ts'

/** The same sessions; each statement, which is a round trip, is put on record by its name, else by its text. */
export function countStatements(source: SessionSource, statements: string[]): SessionSource {
  return {
    ...source,
    async acquire() {
      const session = await source.acquire()
      return {
        ...session,
        query(sql, parameters, name) {
          statements.push(name ?? sql)
          return session.query(sql, parameters, name)
        },
      }
    },
  }
}
