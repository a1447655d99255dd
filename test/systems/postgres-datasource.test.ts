import { randomBytes } from 'node:crypto'
import { Secret } from '../../src/secrets/secret.ts'
import { openDatabase } from '../../src/store/database.ts'
import { describeNeeding, needsVariables } from '../support/needs.ts'
import { describePostgresDatasource } from '../support/postgres-datasource-suite.ts'

describeNeeding(needsVariables('POSTGRES_URL'), 'the PostgreSQL datasource on a server', () => {
  describePostgresDatasource(async () => {
    const url = new Secret(process.env.POSTGRES_URL ?? '', 'env POSTGRES_URL')
    const database = await openDatabase({ url, dataDir: '' })
    const schema = `test "${randomBytes(6).toString('hex')}"`
    return {
      schema,
      query: database.query,
      connect: { url },
      async close() {
        await database.query(`drop schema "${schema.replaceAll('"', '""')}" cascade`, [])
        await database.close()
      },
    }
  })
})
