import { randomBytes } from 'node:crypto'
import { Secret } from '../../src/secrets/secret.ts'
import { openDatabase, type Database } from '../../src/store/database.ts'
import { migrate } from '../../src/store/migrations/migrate.ts'
import { describeNeeding, needsVariables } from '../support/needs.ts'
import { describeWriteBook } from '../support/write-book-suite.ts'

const url = () => new Secret(process.env.POSTGRES_URL ?? '', 'env POSTGRES_URL')

/** A schema of its own on a server that others use too; gone when the database closes. */
async function openOwnSchema(schema = `test_${randomBytes(6).toString('hex')}`): Promise<Database> {
  const database = await openDatabase({ url: url(), dataDir: '', schema })
  await migrate(database)
  return {
    ...database,
    async close() {
      await database.query(`drop schema ${schema} cascade`, [])
      await database.close()
    },
  }
}

describeNeeding(needsVariables('POSTGRES_URL'), 'the book of writes on a PostgreSQL server', () => {
  describeWriteBook(openOwnSchema)
})
