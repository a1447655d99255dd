import { setTimeout as delay } from 'node:timers/promises'
import { claim } from '../../src/auth/tokens/claim.ts'
import { createTokens, type Tokens } from '../../src/auth/tokens/create-tokens.ts'
import type { IssuerConfig } from '../../src/auth/tokens/issuer-config.ts'
import type { TokenEvent } from '../../src/observability/token-event.ts'
import { freePorts } from '../e2e/run-headwater.ts'
import { describeNeeding, needsFolder, needsVariables } from '../support/needs.ts'
import { startSandboxGateway, type SandboxGateway } from '../support/sandbox-gateway.ts'
import { createProvider, getToken, providerFolder, type Provider } from './oidc-provider.ts'

const needs = () => needsFolder(providerFolder)() ?? needsVariables('OIDC_ISSUER', 'OIDC_AUDIENCE')()

const configOf = (issuer: string): IssuerConfig => ({
  issuer,
  audience: process.env.OIDC_AUDIENCE ?? '',
  types: ['at+jwt'],
  tenant: claim('tenant'),
  roles: claim('roles', { admin: ['DEVELOPER'], agent: ['SUPPORT'], service: ['SALES', 'FINANCE'] }),
  attributes: { accounts: 'ALL' },
  scopes: claim('scope', {
    'customers:read': ['read:Customer'],
    'orders:read': ['read:Order', 'read:InventoryItem'],
  }),
  customer: { system: 'CRM', claim: 'customer_id' },
})

/** Tokens of an issuer by a clock that can be ahead: so that no test waits for the pause between two readings of keys. */
function openTokens(issuer: string) {
  const clock = { aheadMs: 0 }
  const events: TokenEvent[] = []
  const tokens: Tokens = createTokens({
    issuers: [configOf(issuer)],
    now: () => Date.now() + clock.aheadMs,
    onEvent: (event) => void events.push(event),
  })
  return { clock, events, identify: tokens.identify!, close: tokens.close }
}

describeNeeding(needs, 'a real OpenID provider', () => {
  const issuer = process.env.OIDC_ISSUER ?? ''

  describe('and the tokens that it gives', () => {
    const { identify, close } = openTokens(issuer)
    afterAll(close)

    test('client credentials: the roles that a service has here, within the scopes that it asked for', async () => {
      expect(await identify(await getToken(issuer, 'client', 'internal-tool', 'customers:read'))).toEqual({
        id: 'internal-tool',
        client: 'internal-tool',
        roles: ['SALES', 'FINANCE'],
        scopes: ['read:Customer'],
        tenant: '',
        customer: null,
        attributes: { accounts: 'ALL' },
      })
    })

    test('a customer who logged in (code with PKCE) is that customer, without a role', async () => {
      expect(await identify(await getToken(issuer, 'user', 'carl'))).toMatchObject({
        id: 'carl',
        roles: [],
        scopes: ['read:Customer', 'read:Order', 'read:InventoryItem'],
        tenant: 'north',
        customer: { system: 'CRM', externalId: 'C0001' },
      })
    })

    test('an agent has the role that agents have here; a viewer, whom the config does not name, none', async () => {
      expect(await identify(await getToken(issuer, 'user', 'agnes'))).toMatchObject({ roles: ['SUPPORT'] })
      expect(await identify(await getToken(issuer, 'user', 'vera'))).toMatchObject({
        roles: [],
        tenant: 'south',
      })
    })

    test('a token whose scope was dropped has no scope claim, and is good for nothing', async () => {
      const token = await getToken(issuer, 'client', 'internal-tool', 'nonsense:read')
      const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
      expect(claims).not.toHaveProperty('scope')
      expect(await identify(token)).toMatchObject({ roles: ['SALES', 'FINANCE'], scopes: [] })
    })
  })

  describe('that restarts', () => {
    let provider: Provider
    beforeAll(async () => {
      provider = createProvider(await freePorts(1))
      await provider.start()
    }, 120_000)
    afterAll(() => provider.close())

    test('with new keys: the new are accepted once the keys may be read again, the old no more', async () => {
      const { identify, clock, close } = openTokens(provider.issuer)
      const old = await getToken(provider.issuer, 'client', 'reporting', 'orders:read')
      await expect(identify(old)).resolves.toMatchObject({ id: 'reporting' })
      await provider.start({ keys: 'NEW' })
      const renewed = await getToken(provider.issuer, 'client', 'reporting', 'orders:read')
      await expect(identify(renewed)).rejects.toThrow(/a key that its issuer does not publish/)
      clock.aheadMs = 31_000
      await expect(identify(renewed)).resolves.toMatchObject({ id: 'reporting' })
      await expect(identify(old)).rejects.toThrow(/a key that its issuer does not publish/)
      await close()
    }, 60_000)

    test('with ES256', async () => {
      await provider.start({ alg: 'ES256' })
      const { identify, close } = openTokens(provider.issuer)
      const token = await getToken(provider.issuer, 'user', 'alice')
      expect(JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString())).toMatchObject({
        alg: 'ES256',
      })
      await expect(identify(token)).resolves.toMatchObject({ id: 'alice', roles: ['DEVELOPER'] })
      await close()
    }, 60_000)

    test('with tokens that end after 2 s: good at first, then expired', async () => {
      await provider.start({ tokenSeconds: 2 })
      const { identify, close } = openTokens(provider.issuer)
      const token = await getToken(provider.issuer, 'client', 'reporting')
      await expect(identify(token)).resolves.toBeDefined()
      // Clocks may differ by 5 s.
      await delay(8_000)
      await expect(identify(token)).rejects.toThrow(/expired/)
      await close()
    }, 60_000)

    test('while it is down the tokens that it gave are good, and known to no gateway that starts meanwhile', async () => {
      await provider.start()
      const { identify, clock, events, close } = openTokens(provider.issuer)
      const token = await getToken(provider.issuer, 'client', 'reporting')
      await identify(token)
      await provider.stop()
      clock.aheadMs = 30 * 60_000
      await expect(identify(token)).resolves.toMatchObject({ id: 'reporting' })
      expect(
        events.find((event) => event.type === 'ISSUER_KEYS' && event.outcome === 'FAILED'),
      ).toMatchObject({
        problem: 'UNREACHABLE',
      })
      const late = openTokens(provider.issuer)
      await expect(late.identify(token)).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' })
      await provider.start()
      late.clock.aheadMs = 31_000
      await expect(late.identify(token)).resolves.toMatchObject({ id: 'reporting' })
      await Promise.all([close(), late.close()])
    }, 60_000)
  })

  describe('before a gateway', () => {
    let gateway: SandboxGateway
    beforeAll(async () => {
      gateway = await startSandboxGateway({ auth: { issuers: [configOf(issuer)] } })
    }, 120_000)
    afterAll(() => gateway.close())

    const ask = async (token: string) => {
      const reply = await fetch(gateway.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: '{"query":"{ __typename }"}',
      })
      return [reply.status, JSON.parse(await reply.text()).data]
    }

    test('its tokens are answered, and nothing else is', async () => {
      const token = await getToken(issuer, 'user', 'alice')
      expect(await ask(token)).toEqual([200, { __typename: 'Query' }])
      expect(await ask(token.replace(/.{9}$/, 'AAAAAAAAA'))).toEqual([401, undefined])
      expect(gateway.log()).toContain('"principal":"alice"')
      expect(gateway.log()).not.toContain(token.split('.')[2])
    })
  })
})
