import type { Identity } from '../../src/identity/crosswalk.ts'

/** By system: the external id, or the state of the link where there is none. */
export function externalIdsOf(identity: Identity | undefined): Record<string, string> {
  return Object.fromEntries(
    [...(identity?.links ?? [])].map(([system, link]) => [
      system,
      link.state === 'LINKED' ? link.externalId : link.state,
    ]),
  )
}
