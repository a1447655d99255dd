import { fillSandboxDatabase } from '../../../src/cli/fill-sandbox-database.ts'

const seed = {
  ddl: ['create table if not exists person (key text)'],
  tables: [
    { name: 'person', columns: ['key', 'name'], rows: Array.from({ length: 501 }, (_, i) => [i, `n${i}`]) },
  ],
}

/** A database that knows of one table only: which world it has. */
function fakeDatabase(version?: string) {
  const statements: { sql: string; parameters: readonly unknown[] }[] = []
  return {
    statements,
    async query(sql: string, parameters: readonly unknown[]) {
      statements.push({ sql, parameters })
      return sql.startsWith('select version') && version !== undefined ? [{ version }] : []
    },
  }
}

test('a new database gets every row, in chunks, and its version last', async () => {
  const database = fakeDatabase()
  await fillSandboxDatabase(database, '1.1', () => seed)
  const inserts = database.statements.filter(({ sql }) => sql.startsWith('insert into sandbox.person '))
  expect(inserts.map(({ parameters }) => parameters.length)).toEqual([1000, 2])
  expect(inserts[0]?.sql).toMatch(/\(key, name\) values \(\$1, \$2\), \(\$3, \$4\)/)
  expect(database.statements.map(({ sql }) => sql)).toContain(
    'create table if not exists sandbox.person (key text)',
  )
  expect(database.statements.at(-1)).toEqual({
    sql: 'insert into sandbox.world values ($1)',
    parameters: ['1.1'],
  })
})

test('a database of this world is left as it is', async () => {
  const database = fakeDatabase('1.1')
  await fillSandboxDatabase(database, '1.1', () => {
    throw new Error('not asked for')
  })
  expect(database.statements.some(({ sql }) => /insert|truncate/.test(sql))).toBe(false)
})

test('a database of another world is refused, with the way out', async () => {
  await expect(fillSandboxDatabase(fakeDatabase('0.9'), '1.1', () => seed)).rejects.toThrow(
    /world 0\.9.*--reset/,
  )
})
