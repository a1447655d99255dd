import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { claim } from '../../../src/auth/tokens/claim.ts'
import type { IssuerConfig } from '../../../src/auth/tokens/issuer-config.ts'
import { formatStartProblem } from '../../../src/errors/start-problem.ts'
import { loadConfig } from '../../../src/config/load-config.ts'

const source = new URL('../../../src/', import.meta.url).pathname
const packages = new URL('../../../node_modules/', import.meta.url).pathname
const folder = mkdtempSync(join(tmpdir(), 'headwater-config-'))
afterAll(() => rmSync(folder, { recursive: true }))

let number = 0
/** Each config its own file: modules are loaded once. `lines` stand from line 6 on. */
async function load(lines: string) {
  const file = join(folder, `${++number}.config.ts`)
  writeFileSync(
    file,
    `import { defineConfig } from '${source}config/define-config.ts'
import { env, secretFile } from '${source}config/secret-sources.ts'
import { defineDatasource } from '${source}datasources/define-datasource.ts'
import { z } from '${packages}zod/index.js'
const crm = defineDatasource({ vendor: 'Acme', options: z.strictObject({ token: z.any(), pageSize: z.int().optional() }), open: () => ({ records: [] }) })
${lines}`,
  )
  const { loaded, problems } = await loadConfig(file)
  return {
    loaded,
    lines: problems.map((problem) => formatStartProblem(problem).replace(/^.*\.config\.ts/, 'config')),
  }
}

test('a config that is right comes back as it was written', async () => {
  const { loaded, lines } = await load(`export default defineConfig({
    systems: { CRM: { datasource: crm({ token: 1 }), owner: 'Sales', contact: 'crm@example.com' } },
    sandbox: true,
  })`)
  expect(lines).toEqual([])
  expect(loaded?.config.systems.CRM).toMatchObject({ owner: 'Sales', contact: 'crm@example.com' })
  expect(loaded?.lineOf(['systems', 'CRM'])).toBe(7)
})

test('a config with everything that can be said of an issuer is accepted, as the editor accepts it', async () => {
  const issuer: IssuerConfig = {
    issuer: 'http://localhost:8080/realms/hotel',
    audience: 'urn:headwater:gateway',
    algorithms: ['RS256', 'ES256'],
    types: ['at+jwt'],
    jwksUri: 'https://keys.example.com/jwks?v=1',
    tenant: claim('tenant'),
    roles: claim(['realm_access', 'roles'], { 'hotel-frontdesk': ['FRONTDESK'] }),
    scopes: claim('scope', { 'customers:read': ['read:Customer'] }),
    customer: { system: 'CRM', claim: ['ids', 'crm'] },
    attributes: { properties: claim('properties'), accounts: 'ALL', brands: ['A'] },
    id: claim('client_id'),
  }
  const { loaded, lines } = await load(
    `export default { systems: {}, auth: { issuers: [${JSON.stringify(issuer)}] } }`,
  )
  expect(lines).toEqual([])
  expect(loaded?.config.auth).toEqual({ issuers: [issuer] })
})

test.each<[what: string, config: string, problem: RegExp]>([
  ...(
    [
      ['another scheme', `issuer: 'ftp://example.com'`, /issuer: .*https/],
      ['a user in the URL', `issuer: 'https://user:pw@example.com'`, /issuer: .*https/],
      ['a query', `issuer: 'https://example.com/?tenant=1'`, /issuer: .*query/],
      ['plain http elsewhere', `issuer: 'http://localhost.example.com'`, /issuer: .*https/],
      ['keys over plain http', `jwksUri: 'http://example.com/jwks'`, /jwksUri: .*https/],
      ['no algorithm', `algorithms: []`, /algorithms: needs an algorithm/],
      ['alg none', `algorithms: ['none']`, /algorithms\.0: .*key pair/],
      ['a tenant by a map', `tenant: { path: ['t'], meanings: {} }`, /tenant: .*without a map/],
      ['a map that is none', `roles: { path: ['r'], meanings: { a: 'SALES' } }`, /roles: needs roles/],
      ['a claim without a name', `scopes: { path: [], meanings: null }`, /scopes: needs scopes/],
      [
        'a customer without a claim',
        `customer: { system: 'CRM' }`,
        /customer\.claim: needs the name of a claim/,
      ],
      [
        'an attribute that is a text',
        `attributes: { properties: 'BER' }`,
        /attributes\.properties: needs claim/,
      ],
    ] as const
  ).map(([what, line, problem]): [string, string, RegExp] => [
    `an issuer with ${what}`,
    `export default { systems: {}, auth: { issuers: [{ ...{ issuer: 'https://a.example', audience: 'a', tenant: 't', roles: [], scopes: 'ALL' }, ${line} }] } }`,
    new RegExp(`^config:6: auth\\.issuers\\.0\\.${problem.source}`),
  ]),
  [
    'a mistyped option, with the one that was meant',
    `export default defineConfig({
  systems: {},
  sandboxKey: true,
})`,
    /^config:8: sandboxKey: there is no such option; did you mean sandboxKeys\?/,
  ],
  [
    'a mistyped option of a system, at its own line',
    `export default {
  systems: {
    // ownr: in a comment is not it
    CRM: { datasource: crm({ token: 1 }), owner: 'a', contact: 'b' },
    ERP: {
      datasource: crm({ token: 1 }), owner: 'a', contact: 'b',
      contakt: 'c',
    },
  },
}`,
    /^config:12: systems\.ERP\.contakt: there is no such option; did you mean contact\?/,
  ],
  [
    'a system without an owner, at the line of the system',
    `export default {
  systems: {
    CRM: { datasource: crm({ token: 1 }), contact: 'b' },
  },
}`,
    /^config:8: systems\.CRM\.owner: needs an owner/,
  ],
  [
    'a system without a contact',
    `export default { systems: { CRM: { datasource: crm({ token: 1 }), owner: 'b', contact: ' ' } } }`,
    /^config:6: systems\.CRM\.contact: needs a contact/,
  ],
  [
    'something that is no datasource',
    `export default { systems: { CRM: { datasource: 'hubspot', owner: 'b', contact: 'c' } } }`,
    /^config:6: systems\.CRM\.datasource: needs a datasource/,
  ],
  [
    'an unknown option of a datasource, at the line of the call',
    `export default {
  systems: {
    CRM: {
      datasource: crm({ token: 1, pagesize: 5 }),
      owner: 'b', contact: 'c' } } }`,
    /^config:9: Acme: options: .*pagesize/,
  ],
  [
    'a number out of range',
    `export default { systems: {}, http: { port: 70000 } }`,
    /^config:6: http\.port: .*65535/,
  ],
  ['no default export', `export const config = {}`, /^config:1: The config: has to be an object/],
  [
    'an error thrown by the config',
    `const port = missing`,
    /^config:6: ReferenceError: missing is not defined/,
  ],
])('refuses %s', async (_what, config, problem) => {
  const { loaded, lines } = await load(config)
  expect(loaded).toBeNull()
  expect(lines).toHaveLength(1)
  expect(lines[0]).toMatch(problem)
})

test('reports every missing secret at its line, and other problems with them', async () => {
  const { lines } = await load(`const secrets = [
  env('HEADWATER_TEST_NOT_SET'),
  secretFile('/nonexistent/token'),
]
export default { systems: {}, sandbx: true, storeUrl: secrets[0] }`)
  expect(lines).toEqual([
    'config:7: The environment variable HEADWATER_TEST_NOT_SET is not set. Set it before starting.',
    expect.stringMatching(/^config:8: The secret file \/nonexistent\/token cannot be read \(ENOENT\)/),
    expect.stringMatching(/^config:10: sandbx: there is no such option; did you mean sandbox\?/),
  ])
})

test('never prints the value of a secret', async () => {
  process.env.HEADWATER_TEST_TOKEN = 'hunter2-hunter2'
  const { loaded, lines } = await load(
    `export default { systems: { CRM: { datasource: 1, owner: env('HEADWATER_TEST_TOKEN'), contact: 'c' } } }`,
  )
  delete process.env.HEADWATER_TEST_TOKEN
  expect(loaded).toBeNull()
  expect(lines.length).toBeGreaterThan(0)
  expect(lines.join('\n')).not.toContain('hunter2')
})

test('a missing file is one problem that says how to name another', async () => {
  const { problems } = await loadConfig(join(folder, 'none.ts'))
  expect(problems.map(formatStartProblem)).toEqual([
    expect.stringMatching(/none\.ts: There is no config file.*--config/),
  ])
})
