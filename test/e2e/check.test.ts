import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runHeadwater, temporaryFolder, writeConfig } from './run-headwater.ts'

const folder = temporaryFolder()

async function check(config: string, environment: Record<string, string> = {}) {
  const run = runHeadwater(['check', '--config', config], environment)
  const code = await run.ended
  return {
    code,
    stdout: run.stdout,
    lines: run.stderr
      .trim()
      .split('\n')
      .map((line) => line.replace(/^\S*\//, '')),
  }
}

const database = (more = '') => `
const DATABASE = {
  datasource: headwater.postgres({
    embedded: true,
    tables: {
      Customer: {
        table: 'c', id: 'k',
        columns: { customerKey: 'k', loyaltyPoints: 'p', segment: 's' },
        unavailable: { lifetimeValue: 'not kept here' },
        ${more}
      },
      Booking: { table: 'b', id: 'n', columns: {}, unavailable: { attribution: 'not kept here' } },
    },
  }),
  owner: 'Data', contact: 'data@example.com',
}
`

test('the sandbox config of the repository is right', async () => {
  const run = runHeadwater(['check'])
  expect(await run.ended).toBe(0)
  expect(run.stdout).toMatch(/^OK: .*Customer.* over CRM \(.*DATABASE \(PostgreSQL\)$/m)
})

test('a config with one system is right: the fields of the others are unavailable', async () => {
  const config = writeConfig(
    folder,
    'one.ts',
    `${database()} export default headwater.defineConfig({ systems: { DATABASE } })`,
  )
  expect(await check(config)).toMatchObject({ code: 0, stdout: expect.stringMatching(/over DATABASE/) })
})

test.each<[what: string, lines: string, problem: RegExp]>([
  ['a syntax error', 'export default {\n  systems: {\n  sandbox: = true,\n}', /^bad\.ts:4: SyntaxError/],
  [
    'syntax that Node does not strip',
    'enum A { B }\nexport default {}',
    /^bad\.ts:2: .*enum.* only strips types/,
  ],
  [
    'an import of no file',
    "import './nothing.ts'",
    /^bad\.ts:2: There is no module .*nothing\.ts\. Correct the path/,
  ],
  [
    'an import of no package',
    "import 'no-such-package'",
    /^bad\.ts:2: There is no package no-such-package\. Run npm install/,
  ],
  ['an import of no export', `import { hubspott } from 'headwater'`, /^bad\.ts:2: SyntaxError.*hubspott/],
  [
    'an error in a datasource’s options',
    "const x = 1\nheadwater.hubspot({ token: 'plain text' })",
    /^bad\.ts:3: HubSpot CRM v3: token/,
  ],
  [
    'a missing secret',
    "const s = [\n  headwater.env('NO_SUCH_VARIABLE')]\nexport default { systems: {}, storeUrl: s[0] }",
    /^bad\.ts:3: .*NO_SUCH_VARIABLE is not set/,
  ],
  [
    'an unknown system',
    `${database()}export default { systems: {\n DATABSE: DATABASE } }`,
    /^bad\.ts:\d+: .*DATABSE.*DATABASE/,
  ],
  [
    'a field that is neither mapped nor declared unavailable',
    `${database().replace("segment: 's'", '')}export default { systems: { DATABASE } }`,
    /^bad\.ts:\d+: .*segment/,
  ],
  [
    'a schema file that is not there',
    "export default {\n systems: {},\n schema: ['none.graphql'] }",
    /^bad\.ts:4: .*none\.graphql/,
  ],
])('%s is one line with its place, without a stack trace', async (_what, lines, problem) => {
  const { code, lines: printed } = await check(writeConfig(folder, 'bad.ts', lines))
  expect(code).toBe(1)
  expect(printed).toEqual([expect.stringMatching(problem)])
})

test('a company’s own schema file is checked with the rest', async () => {
  writeFileSync(
    join(folder, 'own.graphql'),
    'extend type Customer {\n  vip: String @owner(system: CRMM)\n}\n',
  )
  const { code, lines } = await check(
    writeConfig(folder, 'own.ts', "export default { systems: {}, schema: ['own.graphql'] }"),
  )
  expect(code).toBe(1)
  expect(lines).toContainEqual(expect.stringMatching(/^own\.graphql:2: .*CRM/))
})

test('a refused start says what is wrong, and nothing else', async () => {
  const dataDir = join(folder, 'data')
  mkdirSync(dataDir)
  const config = writeConfig(folder, 'refused.ts', 'export default { systms: {} }')
  const run = runHeadwater(['start', '--config', config], { HEADWATER_DATA_DIR: dataDir, PORT: '1' })
  expect(await run.ended).toBe(1)
  expect(run.stderr).toMatch(/systms: there is no such option; did you mean systems\?/)
  expect(run.stdout).toBe('')
})

test('HEADWATER_DEBUG=1 adds the stack trace', async () => {
  const config = writeConfig(folder, 'debug.ts', 'export default { systms: {} }')
  const run = runHeadwater(['check', '--config', config], { HEADWATER_DEBUG: '1' })
  await run.ended
  expect(run.stderr).toMatch(/\n\s+at /)
})

test('PORT and LOG_LEVEL that make no sense are refused', async () => {
  const config = writeConfig(folder, 'environment.ts', 'export default { systems: {} }')
  expect((await check(config, { PORT: 'http' })).lines).toEqual(['PORT has to be a port, 0 to 65535.'])
  expect((await check(config, { LOG_LEVEL: 'loud' })).lines).toEqual([
    expect.stringMatching(/^LOG_LEVEL has to be one of/),
  ])
})
