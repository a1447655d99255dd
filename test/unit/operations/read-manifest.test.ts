import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildSchema, validate } from 'graphql'
import { StartRefusedError } from '../../../src/errors/start-problem.ts'
import { formatManifest, hashText } from '../../../src/operations/manifest.ts'
import { readManifest } from '../../../src/operations/read-manifest.ts'

const folder = mkdtempSync(join(tmpdir(), 'headwater-manifest-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const schema = buildSchema('type Query { b: Int }')
const file = join(folder, 'operations.json')
const operation = (name: string, body: string) => ({ id: hashText(body), name, type: 'query' as const, body })

function read(text: string | null) {
  rmSync(file, { force: true })
  if (text !== null) writeFileSync(file, text)
  try {
    const named = { file: 'headwater.config.ts', line: 7 }
    return readManifest({ file, named }, (document) => validate(schema, document)).map(({ name }) => name)
  } catch (error) {
    if (!(error instanceof StartRefusedError)) throw error
    return error.problems
  }
}

test('operations that fit the schema are served', () => {
  expect(read(formatManifest([operation('A', 'query A { b }')]))).toEqual(['A'])
})

test('each that does not fit is named, with its line and what to do', () => {
  const text = formatManifest([
    operation('A', 'query A { b }'),
    operation('Old', 'query Old { gone }'),
    operation('Broken', 'query {'),
    { ...operation('Edited', 'query Edited { b }'), id: 'f'.repeat(64) },
  ])
  const lineOf = (id: string) => text.split('\n').findIndex((line) => line.includes(id)) + 1
  expect(read(text)).toEqual([
    { file, line: lineOf(hashText('query {')), message: expect.stringMatching(/^Broken: Syntax Error/) },
    { file, line: lineOf('f'.repeat(64)), message: expect.stringMatching(/^Edited: its id is not/) },
    {
      file,
      line: lineOf(hashText('query Old { gone }')),
      message: expect.stringMatching(/^Old: Cannot query field "gone" .*--prune/),
    },
  ])
})

test('a manifest that is not there is told at the line of the config', () => {
  expect(read(null)).toEqual([
    {
      file: 'headwater.config.ts',
      line: 7,
      message: expect.stringMatching(/cannot be read.*operations register/),
    },
  ])
})

test('a file that is no manifest is said to be none', () => {
  expect(read('{}')).toEqual([{ file, line: null, message: expect.stringMatching(/no manifest/) }])
})
