import { readFileSync, writeFileSync } from 'node:fs'
import { buildPermissionMatrix } from '../../../src/auth/permission-matrix.ts'
import { toMarkdown, toTable } from '../../../src/cli/print-permissions.ts'
import { loadSdl } from '../../../src/schema/load-sdl.ts'
import { readCatalog } from '../../../src/schema/read-catalog.ts'

const { catalog } = readCatalog(loadSdl())
const file = new URL('../../../docs/permissions.md', import.meta.url)

test('docs/permissions.md is who may see and change what: a change of it is seen in review (UPDATE_PERMISSIONS=1 writes it)', () => {
  const matrix = buildPermissionMatrix(catalog, [...catalog.roles])
  const printed = `# Permissions

Who may see and change what of the canonical schema. Written by \`headwater permissions --markdown\`, which also tells it with a company's own fields; the rules are in
[ARCHITECTURE.md](../ARCHITECTURE.md#permissions).

${toMarkdown(matrix)}
`
  if (process.env.UPDATE_PERMISSIONS === '1') writeFileSync(file, printed)
  expect(printed).toBe(readFileSync(file, 'utf8'))
})

test('every field of every entity and every root with access of its own is in it, for every role', () => {
  const { roles, sections } = buildPermissionMatrix(catalog, [...catalog.roles])
  for (const entity of catalog.entities.values()) {
    const section = sections.find(({ name }) => name === entity.name)
    expect(section?.rows.map(({ field }) => field)).toEqual([...entity.fields.keys()])
    for (const { cells } of section?.rows ?? []) expect(cells).toHaveLength(roles.length)
  }
})

test('the table of a terminal has one line a field, its columns under their roles', () => {
  const text = toTable(buildPermissionMatrix(catalog, ['FINANCE', 'SELF']))
  const lines = text.split('\n')
  const head = lines.find((line) => line.startsWith('Customer '))
  const email = lines.find((line) => line.startsWith('  email'))
  expect(email?.indexOf('EMAIL')).toBe(head?.indexOf('FINANCE'))
  expect(email).toMatch(/RW \(\d\)$/)
  expect(text).toMatch(/^\(\d\) Customer: only the caller$/m)
})
