import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { resetDataDir } from '../../../src/cli/reset-data-dir.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'headwater-reset-'))
  for (const name of ['store', 'sandbox', 'backup']) mkdirSync(join(folder, name))
  for (const name of ['store.complete', 'storehouse.txt']) writeFileSync(join(folder, name), 'x')
})
afterEach(() => rmSync(folder, { recursive: true }))

test('it removes the store and the sandbox’s state, and nothing else', async () => {
  await resetDataDir(folder)
  expect(readdirSync(folder)).toEqual(['backup', 'storehouse.txt'])
})

test('a folder that was never used is no error', async () => {
  await expect(resetDataDir(join(folder, 'new'))).resolves.toBeUndefined()
})
