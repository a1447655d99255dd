import { parse, validate } from 'graphql'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildCanonicalSchema } from '../../../src/schema/build-schema.ts'
import { loadSdl } from '../../../src/schema/load-sdl.ts'

const folder = join(import.meta.dirname, '../../../page/examples')
const schema = buildCanonicalSchema(loadSdl())

test.each(globSync('*.graphql', { cwd: folder }))('the example %s fits the schema', (name) => {
  const document = parse(readFileSync(join(folder, name), 'utf8'))
  expect(validate(schema, document)).toEqual([])
  expect(document.definitions).toHaveLength(1)
})
