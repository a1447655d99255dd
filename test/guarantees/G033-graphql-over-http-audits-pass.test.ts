import { auditServer, type AuditResult } from 'graphql-http'
import { startSandboxGateway, type SandboxGateway } from '../support/sandbox-gateway.ts'
import { sandboxKeys } from '../../src/auth/sandbox-keys.ts'

// G033: the audits of GraphQL over HTTP (graphql-http's) find no error, and at most the three warnings that are decided.

let gateway: SandboxGateway
let guarded: SandboxGateway
beforeAll(async () => {
  gateway = await startSandboxGateway()
  guarded = await startSandboxGateway({ sandbox: false })
}, 240_000)
afterAll(() => Promise.all([gateway, guarded].map((each) => each.close())))

/** A request that is refused before anything is executed is a 400, whatever media type the client reads: there is no `data`. */
const decided = ['572B', 'FDE2', '7B9B']

/** They ask `__type` and want an answer. */
const asking = ['BF61', '2EA1', '28B9', 'D6D5', '6A70']

async function audit({ url }: SandboxGateway, key: string): Promise<AuditResult[]> {
  return auditServer({
    url,
    fetchFn(input: string, init?: RequestInit) {
      const headers = new Headers(init?.headers)
      headers.set('x-api-key', key)
      headers.set('apollo-require-preflight', 'yes')
      return fetch(input, { ...init, headers })
    },
  })
}
const idsOf = (results: AuditResult[], status: AuditResult['status']) =>
  results.filter((result) => result.status === status).map(({ id }) => id)

test('with a developer’s key all 61 pass but three that are decided otherwise', async () => {
  for (const each of [gateway, guarded]) {
    const results = await audit(each, 'sandbox-developer')
    expect(results).toHaveLength(61)
    expect(idsOf(results, 'error')).toEqual([])
    expect(decided).toEqual(expect.arrayContaining(idsOf(results, 'warn')))
  }
})

test.each(
  sandboxKeys.filter(({ principal }) => !principal.roles.includes('DEVELOPER')).map(({ key }) => key),
)('with the key %s the same, but for the audits that ask for the schema where it is hidden', async (key) => {
  expect(idsOf(await audit(gateway, key), 'error')).toEqual([])
  const results = await audit(guarded, key)
  const failed = results
    .filter(({ id, status }) => status !== 'ok' && !decided.includes(id))
    .map(({ id }) => id)
  expect(new Set(failed)).toEqual(new Set(asking))
})
