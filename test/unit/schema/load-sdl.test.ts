import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { loadSdl } from '../../../src/schema/load-sdl.ts'

test('the canonical files come first, named as the working directory sees them', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sdl-'))
  try {
    const own = join(folder, 'own.graphql')
    writeFileSync(own, 'scalar Colour')
    const files = loadSdl({ extraFiles: [own] })
    expect(files[0]?.path).toBe('src/schema/audit.graphql')
    expect(files.at(-1)).toEqual({ path: relative(process.cwd(), own), text: 'scalar Colour' })
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('an own file that cannot be read is named', () => {
  expect(() => loadSdl({ extraFiles: ['no/such.graphql'] })).toThrow(
    'schema file no/such.graphql cannot be read: correct its path',
  )
})
