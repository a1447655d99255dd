import { GatewayError } from '../errors/gateway-error.ts'
import type { KeyChangeEvent } from '../observability/logger.ts'
import type { Catalog } from '../schema/catalog.ts'
import type { Secret } from '../secrets/secret.ts'
import { retryConflicts } from '../store/store-error.ts'
import type { ApiKey, KeyRequest } from './api-key.ts'
import { checkKeyRequest } from './check-key-request.ts'
import type { KeyRepository } from './key-repository.ts'
import { digestOf, makeKeyText } from './key-text.ts'

/** What may be done with keys: here over the store, elsewhere over the control socket of who has it. */
export interface KeyAdministration {
  /** `secret` is the key itself: it is nowhere else, and never again. @throws GatewayError BAD_USER_INPUT, STORE_UNAVAILABLE */
  create(request: KeyRequest): Promise<{ key: ApiKey; secret: Secret }>
  /** Oldest first. @throws GatewayError STORE_UNAVAILABLE */
  list(): Promise<readonly ApiKey[]>
  /** Also of a key that is revoked already. @throws GatewayError NOT_FOUND, STORE_UNAVAILABLE */
  revoke(prefix: string): Promise<{ key: ApiKey; wasRevoked: boolean }>
}

export interface KeyAdministrationOptions {
  repository: Pick<KeyRepository, 'insert' | 'list' | 'revoke'>
  catalog: Catalog
  /** ms since epoch. */
  now: () => number
  /** Told of what is stored already; awaited before the answer. */
  onChange: (change: KeyChangeEvent) => void | Promise<void>
}

/** Every gateway holds all valid keys in memory, and reads them all when one changes. */
const maxLiveKeys = 10_000

export function createKeyAdministration(options: KeyAdministrationOptions): KeyAdministration {
  const { repository, catalog, now, onChange } = options
  return {
    async create(request) {
      const problems = checkKeyRequest(request, catalog)
      if (problems.length > 0) throw new GatewayError('BAD_USER_INPUT', problems.join(' '))
      // A prefix that is taken is a conflict, too; the next attempt has another.
      const created = await retryConflicts(async () => {
        const { prefix, key: secret } = makeKeyText()
        const key = describeNew(request, prefix, now())
        const outcome = await repository.insert({ digest: digestOf(secret.reveal()), key }, maxLiveKeys)
        if (outcome === 'FULL') throw full()
        return { key, secret }
      })
      await onChange(changeOf('CREATED', created.key))
      return created
    },
    list: () => repository.list(),
    async revoke(prefix) {
      const revoked = await repository.revoke(prefix, new Date(now()))
      if (!revoked) {
        const message = `There is no key with the prefix ${prefix}. headwater keys list shows them all.`
        throw new GatewayError('NOT_FOUND', message)
      }
      if (!revoked.wasRevoked) await onChange(changeOf('REVOKED', revoked.key))
      return revoked
    },
  }
}

function describeNew({ expiresInMs, ...request }: KeyRequest, prefix: string, nowMs: number): ApiKey {
  return {
    ...request,
    prefix,
    createdAt: new Date(nowMs).toISOString(),
    expiresAt: expiresInMs === null ? null : new Date(nowMs + expiresInMs).toISOString(),
    revokedAt: null,
  }
}

function changeOf(change: KeyChangeEvent['change'], { prefix, name, roles }: ApiKey): KeyChangeEvent {
  return { change, prefix, name, roles }
}

function full(): GatewayError {
  const message = `There are ${maxLiveKeys} keys that are good already, and no more fit. Revoke those that nobody uses: headwater keys revoke.`
  return new GatewayError('CONFLICT', message)
}
