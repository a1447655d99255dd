import { prepareStore } from '../support/prepare-store.ts'
import { freePorts, runHeadwater, temporaryFolder, type Run } from './run-headwater.ts'

const dataDir = temporaryFolder()
let environment: Record<string, string>
let gateway: Run
let url: string

beforeAll(async () => {
  await prepareStore(dataDir)
  const port = await freePorts(5)
  environment = { PORT: String(port), SANDBOX_PORT: String(port + 1), HEADWATER_DATA_DIR: dataDir }
  url = `http://127.0.0.1:${port}`
  gateway = runHeadwater(['start'], environment)
  await gateway.saw('Ctrl-C stops everything')
})

afterAll(() => void gateway.child.kill('SIGKILL'))

test('it prints the address, the systems with their owners, the sample keys and a query', () => {
  expect(gateway.stdout).toContain(`${url}/graphql`)
  for (const system of ['CRM', 'ERP', 'CRS', 'DATABASE']) {
    expect(gateway.stdout).toMatch(new RegExp(`${system} .* owned by .* \\S+@example\\.com`))
  }
  expect(gateway.stdout).toContain('sandbox-developer')
  expect(gateway.stdout).toContain('curl -s')
})

test('it says after how long it was ready', () => {
  expect(gateway.stdout).toMatch(/ready after \d+\.\d s/)
})

test('the printed query gives one customer from four systems', async () => {
  const [, body] = /-d '(.*)'/.exec(gateway.stdout) ?? []
  const reply = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': 'sandbox-developer' },
    body: body!,
  })
  const { data, errors } = JSON.parse(await reply.text())
  expect(errors).toBeUndefined()
  expect(data.customer).toMatchObject({
    givenName: 'Clara',
    familyName: 'Winterfeld',
    creditLimit: { currency: 'EUR' },
    loyaltyPoints: 12_480,
    vipLevel: expect.any(String),
  })
  expect(data.customer.bookings.edges).toHaveLength(3)
  expect(data.customer.orders.edges).toHaveLength(3)
})

test('a second start on the same folder is refused at once, naming the holder', async () => {
  const second = runHeadwater(['start'], environment)
  expect(await second.ended).toBe(1)
  expect(second.stderr.trim().split('\n')).toEqual([
    expect.stringMatching(`in use by process ${gateway.child.pid}`),
  ])
})

test('a port in use is one line', async () => {
  const second = runHeadwater(['start'], { ...environment, HEADWATER_DATA_DIR: `${dataDir}/other` })
  expect(await second.ended).toBe(1)
  expect(second.stderr.trim().split('\n')).toEqual([expect.stringMatching(/^Port \d+ is in use/)])
})

test('--reset of a folder in use wipes nothing', async () => {
  const reset = runHeadwater(['start', '--reset'], environment)
  expect(await reset.ended).toBe(1)
  expect((await fetch(`${url}/readyz`)).status).toBe(200)
})

test('Ctrl-C ends it with code 0, and the simulators with it', async () => {
  gateway.child.kill('SIGINT')
  expect(await gateway.ended).toBe(0)
  const simulator = `http://127.0.0.1:${Number(environment.SANDBOX_PORT) + 1}/__sandbox`
  await expect(fetch(simulator)).rejects.toThrow()
  expect(gateway.stderr).not.toMatch(/ended by itself|Error/)
})

test('--reset starts afresh on the same folder', async () => {
  gateway = runHeadwater(['start', '--reset'], environment)
  await gateway.saw('is ready')
  gateway.child.kill('SIGTERM')
  expect(await gateway.ended).toBe(0)
})
