import type { ApiKey } from '../keys/api-key.ts'
import type { KeyAdministration } from '../keys/key-administration.ts'
import { Secret } from '../secrets/secret.ts'
import type { ControlClient } from './control-client.ts'
import { keyPaths } from './key-routes.ts'

/** The keys of a running gateway, over its control socket; the replies are its own, so their shape is that of the routes. */
export function createRemoteKeys(client: ControlClient): KeyAdministration {
  return {
    async create(request) {
      const created = (await client.call(keyPaths.create, request)) as { key: ApiKey; secret: string }
      return { key: created.key, secret: new Secret(created.secret, `API key ${created.key.prefix}`) }
    },
    list: async () => (await client.call(keyPaths.list, null)) as ApiKey[],
    revoke: async (prefix) =>
      (await client.call(keyPaths.revoke, { prefix })) as { key: ApiKey; wasRevoked: boolean },
  }
}
