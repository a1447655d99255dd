import { statSync } from 'node:fs'
import { join } from 'node:path'
import { freePorts, runHeadwater, temporaryFolder, writeConfig, type Run } from './run-headwater.ts'
import { prepareStore } from '../support/prepare-store.ts'

const folder = temporaryFolder()
const config = writeConfig(
  folder,
  'keys.config.ts',
  "export default headwater.defineConfig({ systems: {}, http: { host: '127.0.0.1' } })",
)
let environment: Record<string, string>
let url: string
let gateway: Run

const start = async (more: Record<string, string> = {}): Promise<Run> => {
  const run = runHeadwater(['start', '--config', config], { ...environment, ...more })
  await run.saw('is ready')
  return run
}
/** What a `headwater keys` command printed, once it has ended. */
const keys = async (args: readonly string[], more: Record<string, string> = {}) => {
  const run = runHeadwater(['keys', ...args, '--config', config], { ...environment, ...more })
  return { code: await run.ended, stdout: run.stdout, stderr: run.stderr.trim() }
}
const create = [
  'create',
  '--name',
  'nightly export',
  '--role',
  'SALES',
  '--attribute',
  'accounts=ALL',
  '--scope',
  'read:Customer',
]
const ask = async (key: string): Promise<number> => {
  const headers = { 'content-type': 'application/json', 'x-api-key': key }
  return (await fetch(url, { method: 'POST', headers, body: '{"query":"{ __typename }"}' })).status
}

beforeAll(async () => {
  const port = await freePorts(1)
  environment = { PORT: String(port), HEADWATER_DATA_DIR: join(folder, 'data') }
  url = `http://127.0.0.1:${port}/graphql`
  await prepareStore(environment.HEADWATER_DATA_DIR!)
  gateway = await start()
})
afterAll(async () => {
  gateway.child.kill('SIGKILL')
  await gateway.ended
})

test('a key is good once it is printed, listed, and refused once it is revoked', async () => {
  const made = await keys([...create, '--quiet'])
  expect(made).toMatchObject({ code: 0, stderr: '' })
  const key = made.stdout.trimEnd()
  const [, prefix] = /^hw_([a-z0-9]{8})_[\w-]{43}$/.exec(key) ?? []
  expect(await ask(key)).toBe(200)

  const listed = await keys(['list'])
  expect(listed.stdout.split('\n')[0]).toMatch(
    /^PREFIX +NAME +ROLES +SCOPES +ATTRIBUTES +CUSTOMER +TENANT +CREATED +EXPIRES +STATE$/,
  )
  expect(listed.stdout).toMatch(
    new RegExp(
      `^${prefix}  nightly export  SALES  read:Customer  accounts=ALL  +-  +default  \\S+Z  never +ACTIVE$`,
      'm',
    ),
  )

  expect(await keys(['revoke', prefix!])).toMatchObject({
    code: 0,
    stdout: `${prefix} (nightly export) is revoked: every gateway refuses it.\n`,
  })
  expect(await ask(key)).toBe(401)
  expect((await keys(['list'])).stdout).toMatch(new RegExp(`^${prefix} .* REVOKED$`, 'm'))
  expect(await keys(['revoke', prefix!])).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/was revoked at 20/),
  })

  const said = gateway.stdout + gateway.stderr + listed.stdout + listed.stderr
  expect(said).not.toContain(key.slice(12))
  const lines = gateway.stderr.split('\n').filter((line) => line.includes('"API key"'))
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    expect.objectContaining({ change: 'CREATED', prefix, name: 'nightly export', roles: ['SALES'] }),
    expect.objectContaining({ change: 'REVOKED', prefix, name: 'nightly export', roles: ['SALES'] }),
  ])
  expect(gateway.stderr).toContain(`"principal":"key:${prefix}"`)
})

test('what is printed without --quiet says how to use the key, and --json all of it', async () => {
  const made = await keys([...create, '--expires', '90d', '--customer', 'CRM:401001'])
  const [key, ...text] = made.stdout.split('\n')
  expect(await ask(key!)).toBe(200)
  expect(text.join('\n')).toMatch(/only time[^]*until 20[^]*x-api-key[^]*headwater keys revoke [a-z0-9]{8}/)
  expect(text.join('\n')).not.toContain(key!.slice(12))

  const json = JSON.parse(
    (await keys([...create, '--attribute', 'properties=BER,HAM', '--json'])).stdout,
  ) as {
    key: string
  }
  expect(json).toMatchObject({
    name: 'nightly export',
    attributes: { properties: ['BER', 'HAM'] },
    expiresAt: null,
  })
  expect(await ask(json.key)).toBe(200)
})

test('a mistake is a line with its fix and code 1, and makes no key', async () => {
  const before = (await keys(['list'])).stdout
  const refused = await keys(['create', '--name', 'x', '--role', 'SALSE'])
  expect(refused).toMatchObject({ code: 1, stdout: '' })
  expect(refused.stderr.split('\n')).toEqual([
    expect.stringMatching(/^SALSE is no role: did you mean SALES\?/),
    expect.stringMatching(/^A key without a scope .*--all-scopes/),
  ])
  expect(await keys(['revoke', 'zzzzzzzz'])).toEqual({
    code: 1,
    stdout: '',
    stderr: 'There is no key with the prefix zzzzzzzz. headwater keys list shows them all.',
  })
  const pasted = `hw_nosuchkey_${'a'.repeat(43)}`
  expect((await keys(['revoke', pasted])).stderr).toMatch(/^A prefix is the 8 characters/)
  expect((await keys(['list'])).stdout).toBe(before)
})

test('keys outlive a kill, after which the socket that was left is replaced', async () => {
  const key = (await keys([...create, '--quiet'])).stdout.trimEnd()
  gateway.child.kill('SIGKILL')
  await gateway.ended
  const socket = join(environment.HEADWATER_DATA_DIR!, 'control.sock')
  expect(statSync(socket).isSocket()).toBe(true)
  expect(await keys(['list'])).toEqual({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(
      /^No gateway runs on the data folder .*ended without closing.*headwater start/,
    ),
  })

  gateway = await start()
  expect(statSync(socket).mode & 0o777).toBe(0o600)
  expect(await ask(key)).toBe(200)
  expect((await keys(['list'])).stdout).toContain(key.slice(3, 11))
})

test('without a gateway nothing is opened: one line says to start it', async () => {
  const dataDir = join(folder, 'nobody')
  const refused = await keys(['list'], { HEADWATER_DATA_DIR: dataDir })
  expect(refused).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(/^No gateway runs on .*headwater start/),
  })
  expect(refused.stderr.split('\n')).toHaveLength(1)
  expect(() => statSync(dataDir)).toThrow(/ENOENT/)
})

test('a data folder with a path too long for a socket works the same', async () => {
  const dataDir = join(folder, 'n'.repeat(90), 'data')
  await prepareStore(dataDir)
  const more = { HEADWATER_DATA_DIR: dataDir, PORT: String(await freePorts(1)) }
  const other = await start(more)
  try {
    expect(await keys([...create, '--quiet'], more)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^hw_/),
    })
  } finally {
    other.child.kill('SIGTERM')
    await other.ended
  }
  expect((await keys(['list'], more)).stderr).toMatch(/^No gateway runs/)
})
