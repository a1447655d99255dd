import { PGlite } from '@electric-sql/pglite'
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeItsOwn, packFolder, unpackFolder, unpackTemplate } from '../../../src/store/store-template.ts'
import { openDatabase } from '../../../src/store/database.ts'
import { migrate } from '../../../src/store/migrations/migrate.ts'
import { prepareStore } from '../../support/prepare-store.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const folder = temporaryFolder()

test('a folder that was packed is unpacked as it was', async () => {
  const from = join(folder, 'from')
  mkdirSync(join(from, 'a/empty'), { recursive: true })
  writeFileSync(join(from, 'a/bytes'), Buffer.from([0, 255, 128]))
  writeFileSync(join(from, 'nothing'), '')
  const to = join(folder, 'to')
  await unpackFolder(await packFolder(from), to)
  expect(readdirSync(to, { recursive: true }).toSorted()).toEqual(['a', 'a/bytes', 'a/empty', 'nothing'])
  expect([...readFileSync(join(to, 'a/bytes'))]).toEqual([0, 255, 128])
  expect(readFileSync(join(to, 'nothing')).length).toBe(0)
})

test('sources, which may be newer than what was built, make their store themselves', async () => {
  expect(await unpackTemplate(join(folder, 'never'))).toBe(false)
})

test('a store that was unpacked needs no migration, and is another deployment', async () => {
  const made = join(folder, 'made')
  await prepareStore(made)
  const packed = await packFolder(join(made, 'store'))
  const unpacked = join(folder, 'unpacked')
  await unpackFolder(packed, join(unpacked, 'store'))
  writeFileSync(join(unpacked, 'store.complete'), '')
  const before = await deploymentOf(unpacked)
  expect(before.migrated).toBe(before.found)
  expect(Number(before.found)).toBeGreaterThan(0)

  const embedded = await PGlite.create({ dataDir: join(unpacked, 'store') })
  await embedded.exec(makeItsOwn)
  await embedded.close()
  const after = await deploymentOf(unpacked)
  expect(after.id).not.toBe(before.id)
  expect(after.id).toMatch(/^[0-9a-f-]{36}$/)
})

async function deploymentOf(dataDir: string) {
  const database = await openDatabase({ dataDir })
  const countMigrations = async () => {
    const [row] = await database.query('select count(*) from headwater.migration', [])
    return String(row?.count)
  }
  const found = await countMigrations()
  await migrate(database)
  const migrated = await countMigrations()
  const [row] = await database.query('select id from deployment', [])
  await database.close()
  return { id: String(row?.id), found, migrated }
}
