import { PGlite } from '@electric-sql/pglite'
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { unpackFolder } from '../../src/store/store-template.ts'
import { freePorts, root, temporaryFolder } from './run-headwater.ts'

// The package as a company gets it: packed, installed in an empty folder outside the project, run by npx.

const parent = temporaryFolder()
const company = join(parent, 'company')
const installMs = 180_000

// What npm gave to this test run is for the project; a company's folder has its own. This Node comes first.
const environment: NodeJS.ProcessEnv = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name))),
  PATH: `${dirname(process.execPath)}:${process.env.PATH ?? ''}`,
  NODE_OPTIONS: '',
  HEADWATER_DEBUG: '',
}

interface Packed {
  filename: string
  files: { path: string; size: number }[]
}

interface Outcome {
  code: number
  stdout: string
  /** Without npm's own notices. */
  stderr: string[]
}

let packed: Packed
let ports: Record<'PORT' | 'SANDBOX_PORT', string>

async function run(folder: string, [command = '', ...args]: string[], more: Record<string, string> = {}) {
  const options = { cwd: folder, env: { ...environment, ...more }, maxBuffer: 10_000_000 }
  const outcome = await promisify(execFile)(command, args, options).then(
    (printed) => ({ code: 0, ...printed }),
    (error: unknown) => error as { code: number; stdout: string; stderr: string },
  )
  const stderr = outcome.stderr
    .split('\n')
    .filter((line) => line !== '' && !/^npm (?:warn|notice)/.test(line))
  return { code: outcome.code, stdout: outcome.stdout, stderr } satisfies Outcome
}

const headwater = (args: string[], more?: Record<string, string>) =>
  run(company, ['npx', '--no-install', 'headwater', ...args], more)

beforeAll(async () => {
  mkdirSync(company)
  const made = await run(root, ['npm', 'pack', '--json', '--pack-destination', parent])
  expect(made).toMatchObject({ code: 0 })
  // What `prepare` prints comes first.
  ;[packed] = JSON.parse(made.stdout.slice(made.stdout.indexOf('[\n'))) as [Packed]
  const tarball = join(parent, packed.filename)
  const installed = await run(company, [
    'npm',
    'install',
    '--prefer-offline',
    '--no-audit',
    '--no-fund',
    tarball,
  ])
  expect(installed).toMatchObject({ code: 0 })
  const port = await freePorts(6)
  ports = { PORT: String(port), SANDBOX_PORT: String(port + 1) }
}, installMs)

test('it is less than 13 MB unpacked, the page aside', () => {
  const sizes = packed.files.filter(({ path }) => !path.startsWith('dist/page/')).map(({ size }) => size)
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(13_000_000)
})

test('it holds what runs and nothing else', () => {
  const unexpected = packed.files.filter(
    ({ path }) =>
      !/^(?:package\.json|LICENSE|README\.md|bin\/headwater\.js|headwater\.config\.ts)$/.test(path) &&
      !/^src\/schema\/(?:model\/)?[\w-]+\.graphql$/.test(path) &&
      !/^dist\/(?:THIRD-PARTY-NOTICES\.txt|(?:src|sandbox)\/[\w/.-]+\.d\.ts)$/.test(path) &&
      !/^dist\/(?:src\/(?:main|index|conformance\/public-api)|sandbox\/(?:main|connection)|chunks\/[\w.-]+)\.js$/.test(
        path,
      ) &&
      path !== 'dist/store-template.zst' &&
      !/^examples\/skeleton\/[\w.-]+\.(?:ts|graphql|md)$/.test(path) &&
      !path.startsWith('dist/page/'),
  )
  expect(unexpected).toEqual([])
})

test('init writes a config, and check finds it right', async () => {
  expect(await headwater(['init'])).toMatchObject({ code: 0, stderr: [] })
  expect(await headwater(['check'])).toEqual({
    code: 0,
    stdout: expect.stringMatching(/^OK: .* over CRM \(HubSpot.* DATABASE \(PostgreSQL\)$/m),
    stderr: [],
  })
})

test('new-datasource writes a datasource that conforms', async () => {
  expect(await headwater(['new-datasource', 'loyalty-cards'])).toMatchObject({ code: 0, stderr: [] })
  const file = 'loyalty-cards/loyalty-cards-conformance.ts'
  expect(await headwater(['conformance', file])).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/\d+ passed, 0 failed, \d+ skipped/),
    stderr: [],
  })
}, 60_000)

test('the editor checks the config’s types', async () => {
  // As a company has it that ran: npm install --save-dev @types/node
  const typeRoots = [join(root, 'node_modules/@types')]
  const tsconfig = {
    compilerOptions: {
      module: 'nodenext',
      target: 'es2024',
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      types: ['node'],
      typeRoots,
    },
    files: ['headwater.config.ts', 'mistake.ts'],
  }
  writeFileSync(join(company, 'tsconfig.json'), JSON.stringify(tsconfig))
  const mistake = ["import { hubspot } from 'headwater'", 'hubspot({', '  token: 1 })']
  writeFileSync(join(company, 'mistake.ts'), mistake.join('\n'))
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  const { stdout } = await run(company, [process.execPath, tsc, '-p', '.', '--pretty', 'false'])
  const errors = stdout.trim().split('\n')
  expect(errors).toEqual([expect.stringMatching(/^mistake\.ts\(3,\d+\): error TS2322: .*'Secret'/)])
})

test.each<[what: string, lines: string[], problem: RegExp]>([
  [
    'a config with a typing error',
    [
      "import { defineConfig } from 'headwater'",
      'export default defineConfig({',
      '  systms: {}, systems: {} })',
    ],
    /^bad\.ts:3: systms: there is no such option; did you mean systems/,
  ],
  [
    'a missing secret',
    ["import { env } from 'headwater'", 'export default {', "  systems: {}, storeUrl: env('NOT_THERE') }"],
    /^bad\.ts:3: The environment variable NOT_THERE is not set\. Set it/,
  ],
  [
    'an unknown option of a vendor',
    [
      "import { hubspot, Secret } from 'headwater'",
      'hubspot({',
      "  token: new Secret('', ''),",
      '  rgion: 1 })',
    ],
    /^bad\.ts:4: HubSpot CRM v3: .*rgion.*Correct/,
  ],
])(
  '%s is one line with its place',
  async (_what, lines, problem) => {
    writeFileSync(join(company, 'bad.ts'), lines.join('\n'))
    const { code, stderr } = await headwater(['check', '--config', 'bad.ts'])
    expect(code).toBe(1)
    expect(stderr).toEqual([expect.stringMatching(problem)])
  },
  60_000,
)

describe('started', () => {
  let gateway: ChildProcess
  let printed = ''

  beforeAll(async () => {
    gateway = spawn(join(company, 'node_modules/.bin/headwater'), ['start'], {
      cwd: company,
      env: { ...environment, ...ports },
    })
    gateway.stdout?.on('data', (chunk: Buffer) => (printed += chunk.toString()))
    gateway.stderr?.on('data', (chunk: Buffer) => (printed += chunk.toString()))
    for (let i = 0; i < 600 && !printed.includes('Ctrl-C') && gateway.exitCode === null; i++) await delay(100)
    expect(printed).toContain('is ready')
  })

  afterAll(() => void gateway.kill('SIGKILL'))

  const unpacked = join(company, 'template')
  const store = join(company, 'data/store')

  test('its store is unpacked, which takes less time than to make one', async () => {
    await unpackFolder(
      readFileSync(join(company, 'node_modules/headwater/dist/store-template.zst')),
      unpacked,
    )
    // What PostgreSQL tells one set of files from another by, drawn when they are made.
    const identifierOf = (folder: string) =>
      readFileSync(join(folder, 'global/pg_control')).readBigUInt64LE(0).toString()
    expect(identifierOf(store)).toBe(identifierOf(unpacked))
  })

  test('it answers from four systems', async () => {
    const reply = await fetch(`http://127.0.0.1:${ports.PORT}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': 'sandbox-developer' },
      body: JSON.stringify({
        query: `{ customer(email: "clara.winterfeld@example.com") {
          givenName customerNumber vipLevel loyaltyPoints } }`,
      }),
    })
    expect(await reply.json()).toEqual({
      data: {
        customer: {
          givenName: 'Clara',
          customerNumber: 'C10010',
          vipLevel: expect.any(String),
          loyaltyPoints: 12_480,
        },
      },
    })
  })

  test('a second start on the same data folder is one line that names the holder', async () => {
    const port = String(await freePorts(1))
    expect(await headwater(['start'], { ...ports, PORT: port })).toEqual({
      code: 1,
      stdout: '',
      stderr: [expect.stringMatching(new RegExp(`in use by process ${gateway.pid}.*HEADWATER_DATA_DIR`))],
    })
  })

  test('a port in use is one line', async () => {
    const other = { ...ports, HEADWATER_DATA_DIR: join(parent, 'other-data') }
    expect(await headwater(['start'], other)).toEqual({
      code: 1,
      stdout: '',
      stderr: [`Port ${ports.PORT} is in use. Stop what uses it, or set PORT to another.`],
    })
  })

  test('Ctrl-C ends it with code 0, and frees its ports', async () => {
    const ended = new Promise((resolve) => gateway.once('exit', resolve))
    gateway.kill('SIGINT')
    expect(await ended).toBe(0)
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(Number(ports.PORT), '127.0.0.1', resolve))
    server.close()
    await expect(fetch(`http://127.0.0.1:${Number(ports.SANDBOX_PORT) + 1}/__sandbox`)).rejects.toThrow()
  })

  test('it was a deployment of its own, not that of the template', async () => {
    const [own, template] = [await deploymentOf(store), await deploymentOf(unpacked)]
    expect(own).toMatch(/^[0-9a-f-]{36}$/)
    expect(own).not.toBe(template)
  })
})

async function deploymentOf(folder: string): Promise<string> {
  const database = await PGlite.create({ dataDir: folder })
  const { rows } = await database.query<{ id: string }>('select id from headwater.deployment')
  await database.close()
  return rows[0]!.id
}

test('on a Node that is too old, the installed command says in one line which it needs', async () => {
  // Debian 12's own, where the tests run; elsewhere this Node says that it is an old one.
  const debians = '/usr/bin/node'
  const version = existsSync(debians) ? (await run(parent, [debians, '--version'])).stdout.trim() : ''
  const isOld = /^v(?:1\d|2[0-3])\./.test(version)
  const pretend = 'data:text/javascript,Object.defineProperty(process,"versions",{value:{node:"18.19.1"}})'
  const command = isOld ? [debians] : [process.execPath, '--import', pretend]
  const bin = join(company, 'node_modules/headwater/bin/headwater.js')
  expect(await run(company, [...command, bin, 'start'])).toEqual({
    code: 1,
    stdout: '',
    stderr: [
      expect.stringMatching(
        new RegExp(`^Headwater needs Node 24 .* Node ${isOld ? version.slice(1) : '18.19.1'}\\.`),
      ),
    ],
  })
})
