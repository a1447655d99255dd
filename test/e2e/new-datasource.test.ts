import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createUserFolder } from './user-folder.ts'

const { folder, headwater } = createUserFolder()

test('it writes a datasource under its own name that conforms at once, and says what to do next', async () => {
  const { code, stdout, stderr } = await headwater(['new-datasource', 'loyalty-cards'])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const [next = ''] = /npx headwater conformance (\S+)/.exec(stdout)?.slice(1) ?? []
  expect(readdirSync(join(folder, 'loyalty-cards')).toSorted()).toEqual([
    'README.md',
    'loyalty-cards-conformance.ts',
    'loyalty-cards-mapping.ts',
    'loyalty-cards-upstream.ts',
    'loyalty-cards.graphql',
    'loyalty-cards.ts',
  ])
  expect(await headwater(['conformance', next])).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^Loyalty cards \(in memory\) as LOYALTY_CARDS\n[^]*passed, 0 failed/),
    stderr: '',
  })
})

test('nothing of it is called skeleton any more, and every name is in its place', () => {
  const texts = readdirSync(join(folder, 'loyalty-cards')).map((file) =>
    readFileSync(join(folder, 'loyalty-cards', file), 'utf8'),
  )
  expect(texts.filter((text) => /skeleton/i.test(text))).toEqual([])
  const all = texts.join('\n')
  for (const written of [
    'export const loyaltyCards = defineDatasource({',
    "from './loyalty-cards-mapping.ts'",
    'loyaltyCardsLevel: String @owner(system: LOYALTY_CARDS)',
    'npx headwater new-datasource loyalty-cards',
    "schema: ['loyalty-cards/loyalty-cards.graphql']",
  ])
    expect(all).toContain(written)
})

test('as its README says, it is part of a config that fits together', async () => {
  const readme = readFileSync(join(folder, 'loyalty-cards/README.md'), 'utf8')
  const [, snippet = ''] = /```ts\n([^]*?)```/.exec(readme) ?? []
  writeFileSync(
    join(folder, 'headwater.config.ts'),
    `import { defineConfig, env } from 'headwater'\n${snippet.replaceAll(/^ {3}/gm, '')}`,
  )
  expect(await headwater(['check'], { LOYALTY_CARDS_API_KEY: 'key' })).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^OK: .* over LOYALTY_CARDS \(Loyalty cards\)/),
    stderr: '',
  })
})

test('it overwrites nothing', async () => {
  mkdirSync(join(folder, 'taken'))
  writeFileSync(join(folder, 'taken/taken.ts'), '// mine')
  expect(await headwater(['new-datasource', 'taken'])).toEqual({
    code: 1,
    stdout: '',
    stderr: 'taken: There is something of this name already. Take another name, or move it away.\n',
  })
  expect(readdirSync(join(folder, 'taken'))).toEqual(['taken.ts'])
  expect(readFileSync(join(folder, 'taken/taken.ts'), 'utf8')).toBe('// mine')
})

test.each([
  ['Loyalty', 'a capital'],
  ['../elsewhere', 'a path'],
  ['a--b', 'two hyphens'],
  ['-b', 'a hyphen at its start'],
  ['1st', 'a digit at its start'],
  ['', 'nothing'],
  ['x'.repeat(41), 'too many letters'],
  ['class', 'a word of the language'],
  ['transport', 'a word of its own code'],
  ['crm', 'the name of a system'],
])('the name %j is refused in one line: %s', async (name) => {
  const { code, stdout, stderr } = await headwater(['new-datasource', '--', name])
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toMatch(/^[^\n]*Name it after the vendor, in lower case with hyphens: loyalty-cards\.\n$/)
  expect(existsSync(join(folder, name, `${name}.ts`))).toBe(false)
})
