import type { KnownLinks, LinkAdministration } from '../identity/link-administration.ts'
import type { ControlClient } from './control-client.ts'
import { linkPaths } from './link-routes.ts'

/** The links of a running gateway, over its control socket; the replies have the shape of its routes. */
export function createRemoteLinks(client: ControlClient): LinkAdministration {
  return {
    findById: async (entity, id) => (await client.call(linkPaths.byId, { entity, id })) as KnownLinks | null,
    findByRecord: async (entity, { system, externalId }) =>
      (await client.call(linkPaths.byRecord, { entity, system, externalId })) as KnownLinks | null,
    async recordShown(shown) {
      await client.call(linkPaths.shown, shown)
    },
  }
}
