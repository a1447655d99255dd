import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

const tool = resolve(import.meta.dirname, '../../../tools/check-layers.ts')

/** Runs the gate over a repository that holds just these files. */
const checkLayers = (files: Record<string, string>): { status: number | null; problems: string[] } => {
  const root = mkdtempSync(join(tmpdir(), 'layers-'))
  try {
    execFileSync('git', ['init', '--quiet'], { cwd: root })
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, file)), { recursive: true })
      writeFileSync(join(root, file), text)
    }
    const { status, stderr } = spawnSync(process.execPath, [tool, root], { encoding: 'utf8' })
    return { status, problems: stderr.split('\n').filter((line) => line !== '') }
  } finally {
    rmSync(root, { recursive: true })
  }
}

test('imports that the table allows pass', () => {
  const { status, problems } = checkLayers({
    'src/errors/failure.ts': 'export interface Failure { code: string }\n',
    'src/reads/load.ts':
      "import type { Failure } from '../errors/failure.ts'\nexport type Loaded = Failure\n",
    'src/http/server.ts': "export { createServer } from 'node:http'\n",
  })
  expect(problems).toEqual([])
  expect(status).toBe(0)
})

test('nothing to check is a problem', () => {
  const { status, problems } = checkLayers({ 'README.md': '# Empty\n' })
  expect(problems).toEqual([expect.stringContaining('nothing was checked')])
  expect(status).toBe(1)
})

describe('a repository with one violation of each kind', () => {
  let status: number | null
  let problems: string[]

  beforeAll(() => {
    ;({ status, problems } = checkLayers({
      'src/planner/plan.ts': 'export interface Plan { waves: number }\n',
      'src/errors/type-only.ts': "import type { Plan } from '../planner/plan.ts'\nexport type A = Plan\n",
      'src/errors/inline-type.ts': "export type A = import('../planner/plan.ts').Plan\n",
      'src/errors/ping.ts': "import type { Pong } from './pong.ts'\nexport type Ping = Pong[]\n",
      'src/errors/pong.ts': "import type { Ping } from './ping.ts'\nexport type Pong = Ping[]\n",
      'src/errors/orphan.ts': 'export const unused = 1\n',
      'src/config/load.ts': "export const load = 'config'\n",
      'src/datasources/three.ts': "export { load } from '../config/load.ts'\n",
      'src/datasources/one/mapping.ts': 'export const mapping = {}\n',
      'src/datasources/two/two.ts': "export { mapping } from '../one/mapping.ts'\n",
      'src/datasources/registry.ts': "export { mapping } from './one/mapping.ts'\n",
      'src/planner/driver.ts': "export { Pool } from 'pg'\n",
      'src/planner/server.ts': "export { createServer } from 'node:http'\n",
      'src/reads/simulated.ts': "export { world } from '../../sandbox/world.ts'\n",
      'src/reads/tested.ts': "export { clock } from '../../test/support/clock.ts'\n",
      'src/misc/thing.ts': "export type { Plan } from '../planner/plan.ts'\n",
      'src/node_modules/unseen.ts': 'export {}\n',
      'sandbox/world.ts': 'export const world = {}\n',
      'sandbox/curious.ts': "export type { Plan } from '../src/planner/plan.ts'\n",
      'test/support/clock.ts': 'export const clock = {}\n',
    }))
  })

  test.each([
    ['a type-only import', 'src/errors/type-only.ts → src/planner/plan.ts: layer errors '],
    ['an inline type import', 'src/errors/inline-type.ts → src/planner/plan.ts: layer errors '],
    ['a cycle of type-only imports', 'src/errors/ping.ts → src/errors/pong.ts: no circular imports '],
    ['an orphan', 'src/errors/orphan.ts: no orphans '],
    ['vendor to vendor', 'src/datasources/two/two.ts → src/datasources/one/mapping.ts: layer datasources/* '],
    [
      'a file beside the one that is allowed',
      'src/datasources/three.ts → src/config/load.ts: layer datasources ',
    ],
    ['port to vendor', 'src/datasources/registry.ts → src/datasources/one/mapping.ts: layer datasources '],
    ['a database driver outside its edge', 'src/planner/driver.ts → pg: edge pg '],
    ['a server outside its edge', 'src/planner/server.ts → http: edge http '],
    [
      'the sandbox outside the commands',
      'src/reads/simulated.ts → sandbox/world.ts: sandbox from the commands',
    ],
    ['a test from the sources', 'src/reads/tested.ts → test/support/clock.ts: nothing from outside '],
    ['an unknown folder', 'src/misc/thing.ts → src/planner/plan.ts: no unknown folder '],
    ['the gateway from the sandbox', 'sandbox/curious.ts → src/planner/plan.ts: sandbox apart '],
    ['a file that the check did not see', 'src/node_modules/unseen.ts: git has it, the check did not see it'],
  ])('%s is a problem', (_kind, problem) => {
    expect(problems).toContainEqual(expect.stringContaining(problem))
  })

  test('the gate fails, and nothing innocent is a problem', () => {
    expect(status).toBe(1)
    const innocent = ['src/planner/plan.ts:', 'src/datasources/one/', 'sandbox/world.ts', 'test/']
    expect(problems.filter((problem) => innocent.some((file) => problem.startsWith(file)))).toEqual([])
  })
})
