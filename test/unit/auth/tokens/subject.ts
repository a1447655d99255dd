import { claim } from '../../../../src/auth/tokens/claim.ts'
import { createTokens } from '../../../../src/auth/tokens/create-tokens.ts'
import type { IssuerConfig } from '../../../../src/auth/tokens/issuer-config.ts'
import { KeysUnreadError } from '../../../../src/auth/tokens/keys-unread-error.ts'
import type { TokenEvent } from '../../../../src/observability/token-event.ts'
import { createForge, publishedKeys, type Forge } from '../../../support/token-table.ts'

export const issuer = 'https://login.example.com/'

/** Tokens of one issuer that is asked in memory, by a clock that the test turns. */
export function openSubject(forge: Forge, change: Partial<IssuerConfig> = {}) {
  const clock = { now: forge.nowSeconds * 1_000 }
  const documents = new Map<string, unknown>([
    [`${issuer}.well-known/openid-configuration`, { issuer, jwks_uri: `${issuer}jwks` }],
    [`${issuer}jwks`, publishedKeys(forge)],
  ])
  const fetched: string[] = []
  const events: TokenEvent[] = []
  const state = { isDown: false }
  const config: IssuerConfig = {
    issuer,
    audience: forge.audience,
    tenant: 'north',
    roles: claim('roles', { 'hotel-developer': ['DEVELOPER'] }),
    scopes: claim('scope', { 'everything:read': ['read:*'] }),
    ...change,
  }
  const tokens = createTokens({
    issuers: [config],
    now: () => clock.now,
    onEvent: (event) => void events.push(event),
    fetcher: {
      async fetchJson(url) {
        fetched.push(url)
        // Later, as over a network.
        await new Promise((resolve) => setImmediate(resolve))
        if (state.isDown) throw new KeysUnreadError('UNREACHABLE')
        if (!documents.has(url)) throw new KeysUnreadError('STATUS', 404)
        return documents.get(url)
      },
      close: async () => undefined,
    },
  })
  return {
    clock,
    events,
    state,
    documents,
    identify: tokens.identify!,
    /** How often the keys were asked for. */
    keyFetches: () => fetched.filter((url) => url === `${issuer}jwks`).length,
    fetches: () => fetched.length,
  }
}

/** One for a file: keys take a while to make. */
export const forge = createForge(issuer, 1_790_000_000)
