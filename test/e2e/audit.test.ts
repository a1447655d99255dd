import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { freePorts, runHeadwater, temporaryFolder, writeConfig, type Run } from './run-headwater.ts'

const folder = temporaryFolder()
const config = writeConfig(
  folder,
  'audit.config.ts',
  "export default headwater.defineConfig({ systems: {}, http: { host: '127.0.0.1' } })",
)
let environment: Record<string, string>
let url: string
let gateway: Run

const headwater = async (...args: string[]) => {
  const run = runHeadwater([...args, '--config', config], environment)
  return { code: await run.ended, stdout: run.stdout, stderr: run.stderr.trim() }
}
const audit = (...args: string[]) => headwater('audit', ...args)
const verified = async () => {
  const { code, stdout } = await audit('verify', '--json')
  expect(code).toBe(0)
  return JSON.parse(stdout) as { entries: number; head: { position: number; hash: string } }
}

beforeAll(async () => {
  const port = await freePorts(1)
  environment = { PORT: String(port), HEADWATER_DATA_DIR: join(folder, 'data') }
  url = `http://127.0.0.1:${port}/graphql`
  gateway = runHeadwater(['start', '--config', config], environment)
  await gateway.saw('is ready')
})
afterAll(async () => {
  gateway.child.kill('SIGTERM')
  await gateway.ended
})

test('a denial is sealed within seconds, listed with its request, and the head is found again', async () => {
  const headers = { 'content-type': 'application/json', 'x-api-key': 'wrong', 'x-request-id': 'denied-1' }
  expect((await fetch(url, { method: 'POST', headers, body: '{"query":"{ __typename }"}' })).status).toBe(401)
  await delay(2_500)
  const { entries, head } = await verified()
  expect(entries).toBe(1)

  const listed = await audit('list', '--event', 'denied', '--since', '1h', '--json')
  expect(JSON.parse(listed.stdout)).toMatchObject({
    event: 'denied',
    requestId: 'denied-1',
    principal: null,
    facts: { kind: 'authentication', times: 1 },
    position: 1,
  })
  expect((await audit('list', '--principal', 'nobody')).stdout).toBe('There is no such entry.\n')

  const again = await audit('verify', '--head', head.hash)
  expect(again).toMatchObject({ code: 0, stderr: '' })
  expect(again.stdout).toBe(`The audit trail is whole: 1 entry.\nhead ${head.hash}\n`)
})

test('a head that is not in the chain is exit code 1 and one line', async () => {
  const { code, stdout, stderr } = await audit('verify', '--head', createHash('sha256').digest('hex'))
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr.split('\n')).toEqual([expect.stringContaining('is not the one that had this head')])
})

test.each([
  [['verify', '--head', 'abc'], '64 hexadecimal digits'],
  [['list', '--since', 'yesterday'], '--since'],
  [['list', '--limit', '5000'], '--limit'],
  [['erase', '--customer', 'ada'], '--yes'],
  [['erase', '--customer', 'ada', '--yes'], 'no values of a customer ada'],
])(
  '%j is refused in one line',
  async (args, reason) => {
    const { code, stderr } = await audit(...args)
    expect(code).toBe(1)
    expect(stderr.split('\n')).toEqual([expect.stringContaining(reason)])
  },
  60_000,
)
