import { createAuthentication } from '../auth/authenticate.ts'
import { anonymous } from '../auth/held-roles.ts'
import type { Authenticate, Identify } from '../auth/principal.ts'
import { createRights, standingOf } from '../auth/rights.ts'
import { sandboxKeys } from '../auth/sandbox-keys.ts'
import { createStaticKeys } from '../auth/static-keys.ts'
import { createTokens } from '../auth/tokens/create-tokens.ts'
import type { Settings } from '../config/settings.ts'
import type { Catalog } from '../schema/catalog.ts'
import type { OpenedDeclarations } from './open-declarations.ts'

/** Everything that says who asks: API keys, the sandbox's among them, the issuers' tokens, callers without a credential. */
export function createAuthenticator(options: {
  opened: OpenedDeclarations
  settings: Settings
  now: () => number
  /** Who the company's own keys stand for. */
  keys: Identify
}): { authenticate: Authenticate; close(): Promise<void> } {
  const { opened, settings, now, keys } = options
  const { loaded, catalog } = opened.declarations
  const { issuers = [] } = loaded.config.auth ?? {}
  const tokens = createTokens({ issuers, now, onEvent: opened.observers.token })
  const authenticate = createAuthentication({
    keys: [createStaticKeys(settings.sandboxKeys ? sandboxKeys : []), keys],
    token: tokens.identify,
    anonymous: servesAnonymous(catalog) ? anonymous : null,
  })
  return { authenticate, close: () => tokens.close() }
}

/** Only where a company has declared fields for callers without a credential. */
function servesAnonymous(catalog: Catalog): boolean {
  const rights = createRights(catalog, standingOf(anonymous))
  return (
    [...catalog.roots.keys()].some((root) => rights.mayAsk(root)) ||
    [...catalog.subscriptions.keys()].some((one) => rights.mayFollow(one)) ||
    [...catalog.mutations.keys()].some((mutation) => rights.mutation(mutation) !== 'NEVER')
  )
}
