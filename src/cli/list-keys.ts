import { stateOf, type ApiKey } from '../keys/api-key.ts'
import { formatTable } from './format-table.ts'
import { withKeys } from './with-keys.ts'

/** `headwater keys list`: every key there ever was, oldest first, and what it is good for. @throws GatewayError */
export async function listKeys(options: { config?: string; json?: boolean }): Promise<void> {
  const nothing = (): null => null
  await withKeys(options.config, nothing, async (administration) => {
    const keys = (await administration.list()).map((key) => ({ ...key, state: stateOf(key, Date.now()) }))
    if (options.json) console.log(JSON.stringify(keys))
    else console.log(keys.length === 0 ? none : formatTable([header, ...keys.map(toRow)]))
  })
}

const none = 'There is no key yet. headwater keys create --help says how to make one.'
const header = 'PREFIX NAME ROLES SCOPES ATTRIBUTES CUSTOMER TENANT CREATED EXPIRES STATE'.split(' ')

function toRow(key: ApiKey & { state: string }): string[] {
  const { prefix, name, roles, scopes, customer, tenant, createdAt, expiresAt, state } = key
  const attributes = Object.entries(key.attributes).map(([of, values]) => `${of}=${listOf(values)}`)
  return [
    prefix,
    name,
    listOf(roles),
    listOf(scopes),
    attributes.join(' ') || '-',
    customer === null ? '-' : `${customer.system}:${customer.externalId}`,
    tenant,
    toMinute(createdAt),
    expiresAt === null ? 'never' : toMinute(expiresAt),
    state,
  ]
}

function listOf(values: readonly string[] | 'ALL'): string {
  return values === 'ALL' ? 'ALL' : values.join(',') || '-'
}

/** In UTC, as everything that the gateway prints. */
function toMinute(iso: string): string {
  return `${iso.slice(0, 16)}Z`
}
