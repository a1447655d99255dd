import { existsSync } from 'node:fs'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { keptAsText, sessionSettings, type Session, type SessionSource } from './session.ts'
import { makeItsOwn, templateSchema, unpackTemplate } from './store-template.ts'

/**
 * PostgreSQL inside this process, its files in `${dataDir}/store`. It has one connection: sessions take turns, in the
 * order in which they asked. Whoever opens it holds the lock of the data folder: two processes on it lose data.
 */
export async function openPgliteSessions(dataDir: string, schema: string): Promise<SessionSource> {
  const database = await openFolder(dataDir, schema)
  for (const [name, value] of Object.entries({ search_path: schema, ...sessionSettings }))
    await database.query('select set_config($1, $2, false)', [name, value])

  let turn = Promise.resolve()
  const acquire = async (): Promise<Session> => {
    const { promise: released, resolve } = Promise.withResolvers<undefined>()
    const mine = turn
    turn = mine.then(() => released)
    await mine
    return sessionOf(database, () => resolve(undefined))
  }
  return {
    acquire,
    // No limit: its one thread is ours, so it would end only after the answer.
    async probe() {
      const session = await acquire()
      try {
        await session.query('select 1', [])
      } finally {
        session.release()
      }
    },
    dropConnections: () => undefined,
    async close() {
      await turn
      await database.close()
    },
  }
}

function sessionOf(database: PGlite, release: () => void): Session {
  return {
    async query(sql, parameters) {
      const result = await database.query<Record<string, unknown>>(sql, [...parameters])
      return { rows: result.rows, command: result.command ?? '', affectedRows: result.affectedRows ?? 0 }
    },
    async script(sql) {
      try {
        return lastRows(await database.exec(sql))
      } catch (error) {
        await database.exec('rollback')
        throw error
      }
    },
    release,
  }
}

function lastRows(results: readonly { rows: Record<string, unknown>[] }[]): Record<string, unknown>[] {
  return results.findLast(({ rows }) => rows.length > 0)?.rows ?? []
}

/**
 * A first start that was killed leaves half a database; it is put aside, for it never held anything. A new one is unpacked
 * from the template, as PGlite takes seconds to make one.
 */
async function openFolder(dataDir: string, schema: string): Promise<PGlite> {
  const folder = join(dataDir, 'store')
  const complete = join(dataDir, 'store.complete')
  await mkdir(dataDir, { recursive: true })
  if (existsSync(folder) && !existsSync(complete)) await rename(folder, `${folder}.incomplete-${Date.now()}`)
  const isNew = !existsSync(folder)
  // PGlite makes files that everybody may write.
  if (isNew) await mkdir(folder, { mode: 0o700 })
  const isUnpacked = isNew && schema === templateSchema && (await unpackTemplate(folder))

  const asText = Object.fromEntries([...keptAsText].map((oid) => [oid, (text: string) => text]))
  const database = await PGlite.create({ dataDir: folder, parsers: asText })
  if (isUnpacked) await database.exec(makeItsOwn)
  await writeFile(complete, '')
  return database
}
