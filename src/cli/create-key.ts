import type { ApiKey } from '../keys/api-key.ts'
import { readKeyRequest, type CreateKeyOptions } from './read-key-request.ts'
import { withKeys } from './with-keys.ts'

/**
 * `headwater keys create`: prints the new key, once. With `quiet` nothing else, with `json` what it is good for too.
 *
 * @throws StartRefusedError, GatewayError
 */
export async function createKey(
  options: CreateKeyOptions & { config?: string; quiet?: boolean; json?: boolean },
): Promise<void> {
  const read = readKeyRequest.bind(null, options)
  await withKeys(options.config, read, async (administration, request, { port }) => {
    const { key, secret } = await administration.create(request)
    if (options.json) console.log(JSON.stringify({ ...key, key: secret.reveal() }))
    else if (options.quiet) console.log(secret.reveal())
    else console.log(describe(key, secret.reveal(), port))
  })
}

function describe({ prefix, expiresAt }: ApiKey, secret: string, port: number): string {
  const end = expiresAt === null ? 'until it is revoked' : `until ${expiresAt}`
  return `${secret}

This is the only time that it is shown: put it where the caller keeps its secrets. It is good at once, ${end}.

  read -rs HEADWATER_KEY   # then paste it, so that it stays out of the shell's history
  curl -s http://localhost:${port}/graphql -H 'content-type: application/json' -H "x-api-key: $HEADWATER_KEY" -d '{"query":"{ __typename }"}'

The log names what it does as key:${prefix}. To end it: headwater keys revoke ${prefix}`
}
