import type { DatabaseSeed } from '../../sandbox/world/database-seed.ts'
import type { EmbeddedDatabase } from '../datasources/define-datasource.ts'
import { StartRefusedError } from '../errors/start-problem.ts'

/** Where the company's invented tables stand in the embedded database, apart from the gateway's own. */
export const sandboxSchema = 'sandbox'

const rowsAtOnce = 500

/**
 * Fills the company database of the sandbox, once. The version is written last, so a fill that was cut off is done
 * again from the start.
 *
 * @throws StartRefusedError when the tables are of another world: their records would belong to other persons
 */
export async function fillSandboxDatabase(
  database: EmbeddedDatabase,
  version: string,
  createSeed: () => DatabaseSeed,
): Promise<void> {
  await database.query(`create schema if not exists ${sandboxSchema}`, [])
  await database.query(`create table if not exists ${sandboxSchema}.world (version text primary key)`, [])
  const [found] = await database.query(`select version from ${sandboxSchema}.world`, [])
  if (found?.version === version) return
  if (found) {
    const message = `The sandbox database belongs to world ${String(found.version)}, but this is world ${version}. Start once with --reset.`
    throw new StartRefusedError([{ file: null, line: null, message }])
  }
  const { ddl, tables } = createSeed()
  for (const statement of ddl) {
    await database.query(statement.replace(/\bif not exists /, `if not exists ${sandboxSchema}.`), [])
  }
  for (const { name, columns, rows } of tables) {
    await database.query(`truncate ${sandboxSchema}.${name}`, [])
    for (let start = 0; start < rows.length; start += rowsAtOnce) {
      const chunk = rows.slice(start, start + rowsAtOnce)
      const places = chunk.map(
        (_, row) => `(${columns.map((_, column) => `$${row * columns.length + column + 1}`).join(', ')})`,
      )
      const sql = `insert into ${sandboxSchema}.${name} (${columns.join(', ')}) values ${places.join(', ')}`
      await database.query(sql, chunk.flat())
    }
  }
  await database.query(`insert into ${sandboxSchema}.world values ($1)`, [version])
}
