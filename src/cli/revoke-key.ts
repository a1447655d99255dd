import { StartRefusedError } from '../errors/start-problem.ts'
import { withKeys } from './with-keys.ts'

/** `headwater keys revoke`: ends a key, again if need be. @throws StartRefusedError, GatewayError */
export async function revokeKey(given: string, options: { config?: string }): Promise<void> {
  const read = (): string => readPrefix(given)
  await withKeys(options.config, read, async (administration, prefix) => {
    const { key, wasRevoked } = await administration.revoke(prefix)
    const what = wasRevoked ? `was revoked at ${key.revokedAt}` : 'is revoked: every gateway refuses it'
    console.log(`${key.prefix} (${key.name}) ${what}.`)
  })
}

/** Also out of a whole key, which is what somebody in a hurry has at hand; what is none is not repeated. */
function readPrefix(given: string): string {
  const [, prefix] = /^(?:hw_)?([a-z0-9]{8})(?:_.*)?$/.exec(given) ?? []
  if (prefix !== undefined) return prefix
  const message = 'A prefix is the 8 characters behind hw_ in a key. headwater keys list shows them all.'
  throw new StartRefusedError([{ file: null, line: null, message }])
}
