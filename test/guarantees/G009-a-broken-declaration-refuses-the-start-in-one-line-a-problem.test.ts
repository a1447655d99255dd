import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openDeclarations } from '../../src/compose/open-declarations.ts'
import { loadConfig } from '../../src/config/load-config.ts'
import { formatStartProblem, StartRefusedError, type StartProblem } from '../../src/errors/start-problem.ts'
import { createLogger } from '../../src/observability/logger.ts'
import { runHeadwater, temporaryFolder, writeConfig } from '../e2e/run-headwater.ts'
import { watchRefusedStart } from '../e2e/watch-refused-start.ts'
import { reportFigure } from '../support/report-figure.ts'

// G009: what is declared wrongly refuses the start: one line a problem with file, line and the fix, within 3 s, no port
// opened, no file written, no secret and no stack trace printed, exit code 1.

const folder = temporaryFolder()
const secret = 'canary-4c1d-secret'
process.env.G009_SECRET = secret

let count = 0
async function refusalsOf(config: string, sdl?: string): Promise<StartProblem[]> {
  const name = `c${++count}`
  if (sdl !== undefined) writeFileSync(join(folder, `${name}.graphql`), sdl)
  const file = writeConfig(folder, `${name}.config.ts`, config.replaceAll('OWN', `${name}.graphql`))
  const { loaded, problems } = await loadConfig(file)
  if (!loaded) return problems
  const logger = createLogger({ level: 'silent', destination: { write: () => undefined } })
  try {
    openDeclarations({ loaded, logger, now: Date.now })
    return []
  } catch (error) {
    if (error instanceof StartRefusedError) return [...error.problems]
    throw error
  }
}

const withSdl = "export default { systems: {}, schema: ['OWN'] }"
const hubspot = 'headwater.hubspot({ token: headwater.env("G009_SECRET") })'
const system = (datasource: string) => `{ datasource: ${datasource}, owner: 'a', contact: 'b' }`

test.each<[claim: string, config: string, sdl: string | undefined, says: RegExp]>([
  ['no default export', 'export const x = 1', undefined, /has to be an object/],
  ['a mistyped option', 'export default { systms: {} }', undefined, /systems/],
  [
    'a mistyped option of a system',
    `export default { systems: { CRM: { ...${system(hubspot)}, contct: 'x' } } }`,
    undefined,
    /contct/,
  ],
  [
    'no owner',
    `export default { systems: { CRM: { datasource: ${hubspot}, contact: 'b' } } }`,
    undefined,
    /owner/,
  ],
  [
    'no contact',
    `export default { systems: { CRM: { datasource: ${hubspot}, owner: 'b' } } }`,
    undefined,
    /contact/,
  ],
  [
    'no datasource',
    "export default { systems: { CRM: { owner: 'a', contact: 'b' } } }",
    undefined,
    /datasource/,
  ],
  [
    'a secret that is not set',
    "export default { systems: {}, storeUrl: headwater.env('G009_NOT_SET') }",
    undefined,
    /G009_NOT_SET/,
  ],
  [
    'a secret file that is not there',
    "export default { systems: {}, storeUrl: headwater.secretFile('/nope/x') }",
    undefined,
    /nope/,
  ],
  [
    'a secret written down',
    `export default { systems: { CRM: ${system(`headwater.hubspot({ token: '${secret}' })`)} } }`,
    undefined,
    /token/,
  ],
  [
    'an unknown option of a vendor',
    `export default { systems: { CRM: ${system('headwater.hubspot({ token: headwater.env("G009_SECRET"), tokn: 1 })')} } }`,
    undefined,
    /tokn/,
  ],
  ['a port that is none', 'export default { systems: {}, http: { port: 70000 } }', undefined, /65535/],
  ['a limit that is none', 'export default { systems: {}, limits: { maxDepth: -1 } }', undefined, /maxDepth/],
  ['an unknown system', `export default { systems: { CMR: ${system(hubspot)} } }`, undefined, /CMR/],
  [
    'a vendor in a role that it cannot play',
    `export default { systems: { ERP: ${system(hubspot)} } }`,
    undefined,
    /./,
  ],
  [
    'a schema file that is not there',
    "export default { systems: {}, schema: ['nope.graphql'] }",
    undefined,
    /nope\.graphql/,
  ],
  ['a syntax error in the SDL', withSdl, 'extend type Customer {', /Syntax/],
  ['an unknown type', withSdl, 'extend type Customer { a: Nope @owner(system: CRM) }', /Nope/],
  ['an unknown directive', withSdl, 'extend type Customer { a: String @ownr(system: CRM) }', /ownr/],
  ['an unknown system in @owner', withSdl, 'extend type Customer { a: String @owner(system: CRMM) }', /CRMM/],
  [
    'an unknown role',
    withSdl,
    'extend type Customer { a: String @owner(system: CRM) @access(read: [SALESMAN]) }',
    /SALESMAN/,
  ],
  [
    'two owners',
    withSdl,
    'extend type Customer { a: String @owner(system: CRM) @owner(system: ERP) }',
    /two owners/,
  ],
  ['an owner that is no source', withSdl, 'extend type Order { a: String @owner(system: CRM) }', /no source/],
  [
    'a part that is no source',
    withSdl,
    'extend type InventoryItem { a: String @owner(system: ERP, part: "x") }',
    /"x"/,
  ],
  ['a field that already is', withSdl, 'extend type Customer { email: String }', /email/],
  [
    'a non-null field of a system',
    withSdl,
    'extend type Customer { a: String! @owner(system: CRM) }',
    /dead system/,
  ],
  ['a node without an owner', withSdl, 'type Ticket implements Node { id: ID! }', /no owner/],
  [
    'an entity that is no node',
    withSdl,
    'type T @entity(owner: CRM) @source(system: CRM, maxAge: "5m") @access(read: [SALES]) { id: ID! sources: [Source!] }',
    /Node/,
  ],
  ['a duration that is none', withSdl, 'extend type Order @source(system: CRM, maxAge: "60")', /duration/],
  ['a source twice', withSdl, 'extend type Order @source(system: ERP, maxAge: "1m")', /twice/],
  ['a directive on an interface', withSdl, 'extend interface Node @access(read: [SALES])', /./],
  [
    'a connection of nothing',
    withSdl,
    'extend type Customer { more(first: Int, after: String): OrderConnection }',
    /nothing fills/,
  ],
  [
    'an inverse of no field',
    withSdl,
    'extend type Customer { more(first: Int, after: String): OrderConnection @inverse(of: "buyer") }',
    /buyer/,
  ],
  ['a filter field without a field', withSdl, 'extend input CustomerFilter { shoeSize: Int }', /shoeSize/],
  [
    'a comparison of no field',
    withSdl,
    'extend input CustomerFilter { a: Int @compares(field: "shoeSize", with: GT) }',
    /shoeSize/,
  ],
  ['an order by no field', withSdl, 'extend enum CustomerOrderField { SHOE_SIZE }', /SHOE_SIZE|shoeSize/],
  [
    'a match key of no field',
    withSdl,
    'type T implements Node @entity(owner: CRM, match: ["numbr"]) @source(system: CRM, maxAge: "5m") @access(read: [SALES]) { id: ID! number: String sources: [Source!] }',
    /numbr/,
  ],
  [
    'a field of a configured system that nothing maps',
    `export default { systems: { CRM: ${system(hubspot)} }, schema: ['OWN'] }`,
    'extend type Customer { vip: String @owner(system: CRM) @access(read: [SALES]) }',
    /vip/,
  ],
])('%s', async (_claim, config, sdl, says) => {
  const problems = await refusalsOf(config, sdl)
  expect(problems.length).toBeGreaterThan(0)
  const lines = problems.map(formatStartProblem)
  expect(lines.join('\n')).toMatch(says)
  for (const line of lines) {
    expect(line).toMatch(/^\S+:\d+: \S.{10,}$/)
    expect(line).not.toMatch(/\n|\bat \S+:\d+:\d+|undefined|\[object/)
    expect(line).not.toContain(secret)
  }
})

test('from the command line: all problems at once, nothing opened or written, exit code 1, within 3 s', async () => {
  writeFileSync(
    join(folder, 'cli.graphql'),
    'extend type Customer {\n  a: String @owner(system: CRMM)\n  b: Nope\n}\n',
  )
  const config = writeConfig(
    folder,
    'cli.config.ts',
    "export default { systems: {}, schema: ['cli.graphql'] }",
  )
  const dataDir = join(folder, 'never')
  const environment = { HEADWATER_DATA_DIR: dataDir, G009_SECRET: secret }
  const { code, opened, stdout, lines, seconds, workedSeconds } = await watchRefusedStart(config, environment)
  reportFigure(
    `G009: refused after ${seconds.toFixed(1)} s, ${workedSeconds.toFixed(1)} s of them of a processor`,
  )
  // 3 s are promised for a machine with nothing else to do; tests share theirs.
  expect(workedSeconds).toBeLessThan(3)
  expect(seconds).toBeLessThan(20)
  expect([code, opened, stdout]).toEqual([1, false, ''])
  expect(existsSync(dataDir)).toBe(false)
  expect(lines.length).toBeGreaterThanOrEqual(2)
  for (const line of lines) expect(line).toMatch(/cli\.graphql:[23]: /)
})

// In a process of its own, for what Node itself finds while it reads the config.
test.each([
  ['a syntax error', 'export default {{', /:2: SyntaxError/],
  ['syntax that Node does not strip', 'enum A { B }\nexport default {}', /:2: .*enum/],
  ['an import of nothing', "import './nope.ts'\nexport default {}", /:2: .*nope/],
])('from the command line: %s', async (_claim, config, says) => {
  const run = runHeadwater(['check', '--config', writeConfig(folder, `cli${++count}.config.ts`, config)])
  expect(await run.ended).toBe(1)
  expect(run.stderr.trim().split('\n')).toEqual([expect.stringMatching(says)])
})
