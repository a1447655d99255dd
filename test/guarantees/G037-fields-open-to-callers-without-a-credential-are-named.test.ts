import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, temporaryFolder } from '../e2e/run-headwater.ts'
import { startSandboxGateway, type SandboxGateway } from '../support/sandbox-gateway.ts'

const folder = temporaryFolder()
let gateway: SandboxGateway

beforeAll(async () => {
  writeFileSync(
    join(folder, 'website.graphql'),
    'extend schema @accessOf(field: "Query.availability", read: [SUPPORT, FRONTDESK, DEVELOPER, GUEST, ANONYMOUS])\n',
  )
  const configFile = join(folder, 'headwater.config.ts')
  writeFileSync(
    configFile,
    `import own from '${root}headwater.config.ts'\nexport default { ...own, schema: ['website.graphql'] }`,
  )
  gateway = await startSandboxGateway({ configFile, sandbox: false })
})
afterAll(() => gateway.close())

interface Reply {
  data?: Record<string, unknown>
  errors?: { extensions: { code: string; field?: string } }[]
}

async function ask(
  query: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: Reply }> {
  const reply = await fetch(gateway.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  })
  return { status: reply.status, body: (await reply.json()) as Reply }
}

const availability =
  'availability(property: "HWBER", arrival: "2026-12-01", departure: "2026-12-03") { roomType remaining rates { total { amount currency } } }'

test('the field that a company opens is answered without a credential', async () => {
  const { status, body } = await ask(`{ ${availability} }`)
  expect(status).toBe(200)
  expect(body.errors).toBeUndefined()
  expect((body.data?.availability as unknown[]).length).toBeGreaterThan(0)
})

test('every other field is not, and no system is asked for it', async () => {
  await gateway.resetRequests()
  const { body } = await ask(
    `{ me { id } customers { edges { cursor } } node(id: "x") { id } systems { name } inventoryItem(sku: "1") { name } }`,
  )
  expect(body.data).toEqual({ me: null, customers: null, node: null, systems: null, inventoryItem: null })
  expect(body.errors?.map(({ extensions }) => extensions.code)).toEqual(Array(5).fill('FORBIDDEN'))
  expect(gateway.calls()).toEqual([])
})

test('neither is the schema', async () => {
  const { body } = await ask('{ __schema { types { name } } }')
  expect(body.data ?? null).toBeNull()
  expect(body.errors?.[0]?.extensions.code).toBe('FORBIDDEN')
})

test('a credential that is not good is refused, although none would have been served', async () => {
  const wrong: [name: string, value: string][] = [
    ['x-api-key', 'wrong'],
    ['authorization', 'Bearer wrong'],
  ]
  for (const [name, value] of wrong)
    expect((await ask(`{ ${availability} }`, { [name]: value })).status).toBe(401)
})
