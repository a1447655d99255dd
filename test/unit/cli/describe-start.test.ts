import { describeStart } from '../../../src/cli/describe-start.ts'
import { resolveSettings } from '../../../src/config/settings.ts'

const datasource = { vendor: 'Acme CRM v1', open: () => Promise.reject(new Error('not opened')) } as never
const config = { systems: { CRM: { datasource, owner: 'Sales', contact: 'crm@example.com' } } }

function describe(
  more: { sandbox?: boolean; sandboxKeys?: boolean; http?: { host: string } },
  email: string | null,
) {
  const loaded = { config: { ...config, ...more }, file: '/c/headwater.config.ts', lineOf: () => null }
  const { settings } = resolveSettings(loaded, {})
  return describeStart({
    metricsPort: 9_464,
    port: 4000,
    loaded,
    settings: settings!,
    showcaseEmail: email,
    readyAfterMs: 1_234,
  })
}

test('a company sees its systems, and no sandbox key', () => {
  const text = describe({}, null)
  expect(text).toContain('ready after 1.2 s: http://localhost:4000/graphql')
  expect(text).toContain('CRM  Acme CRM v1  owned by Sales  crm@example.com')
  expect(text).not.toMatch(/sandbox-|curl/)
  expect(text).toContain('headwater keys create')
})

test('the sandbox sees the keys and a call that a shell can run', () => {
  const text = describe({ sandbox: true, sandboxKeys: true }, 'clara@example.com')
  expect(text).toMatch(/sandbox-guest +SELF/)
  const [, body] = /-d '(.*)'/.exec(text) ?? []
  expect(JSON.parse(body!).query).toContain('customer(email: "clara@example.com")')
})
