import type { MemoryGateway } from '../memory-gateway.ts'
import type { Rules } from './read-rules.ts'
import type { World, WorldRecord } from './world.ts'

/** What the gateway itself adds to the records, as an all-seeing caller was told once: all of it is free of protected values. */
export interface Identities {
  /** Canonical id → entity and its number in the world. */
  byId: ReadonlyMap<string, { entity: string; number: number }>
  /** `Customer 3` → canonical id. */
  idOf: ReadonlyMap<string, string>
  /** `customers CRM 3` → the cursor after the third record that this connection reads from this system. */
  cursors: ReadonlyMap<string, string>
  /** What the gateway answers by itself, by root field. */
  own: Readonly<Record<string, unknown>>
}

export function numberOf(externalId: string): number {
  return Number(externalId.slice(externalId.lastIndexOf('-') + 1))
}

/** Meets every record, so that afterwards no look-up by match key is made and every id is known. @throws Error where the gateway and the world do not fit. */
export async function learnIdentities(
  rules: Rules,
  world: World,
  gateway: MemoryGateway,
): Promise<Identities> {
  const byId = new Map<string, { entity: string; number: number }>()
  const idOf = new Map<string, string>()
  const meet = async (record: WorldRecord, root: string) => {
    const { data, errors } = await gateway.run(
      `{ met: ${root} { id ${oneFieldASystem[record.entity] ?? ''} } }`,
    )
    if (errors) throw new Error(`${root}: ${errors.map(String).join('; ')}`)
    const { id } = data!.met as { id: string }
    const number = numberOf(record.id)
    const name = `${record.entity} ${number}`
    if ((idOf.get(name) ?? id) !== id) throw new Error(`${record.id} is not ${name}: it was to be linked`)
    byId.set(id, { entity: record.entity, number })
    idOf.set(name, id)
  }
  for (const record of world.records) {
    if (record.part !== null) continue
    const { system, entity, id, values } = record
    if (entity === 'Customer') await meet(record, `customerByExternalId(system: ${system}, id: "${id}")`)
    else if (system === rules.entities.get(entity)?.owner) {
      const [root, key] = naturalKeyRoots[entity]!
      await meet(record, `${root}(${key}: "${String(values[key])}")`)
    }
  }
  return { byId, idOf, cursors: await learnCursors(rules, world, gateway), own: await learnOwn(gateway) }
}

/** The look-up of each entity by its natural key. */
const naturalKeyRoots: Readonly<Record<string, readonly [root: string, key: string]>> = {
  Booking: ['booking', 'confirmationNumber'],
  Order: ['order', 'number'],
  InventoryItem: ['inventoryItem', 'sku'],
}

/** Selections that need each system's record. */
const oneFieldASystem: Readonly<Record<string, string>> = {
  Customer: 'givenName customerNumber vipLevel customerKey',
  Booking: 'status attribution { name }',
}

async function learnCursors(
  rules: Rules,
  world: World,
  gateway: MemoryGateway,
): Promise<Map<string, string>> {
  const cursors = new Map<string, string>()
  const learn = (name: string, system: string, connection: unknown) => {
    const { edges } = connection as { edges: { cursor: string }[] }
    for (const [index, { cursor }] of edges.entries()) cursors.set(`${name} ${system} ${index + 1}`, cursor)
  }
  const page = '{ edges { cursor node { id } } }'
  for (const entity of rules.entities.values()) {
    const root = listRootOf(entity.name)
    const learnList = async (args: string, system: string) => {
      const { data } = await gateway.run(`{ all: ${root}(first: 100${args}) ${page} }`)
      learn(root, system, data!.all)
    }
    for (const [name, { field, comparison }] of entity.filters) {
      const { system } = entity.fields.get(field)!
      const value = world.records.find((one) => one.entity === entity.name && one.values[field])?.values[
        field
      ]
      if (comparison === 'EQ' && typeof value === 'string') {
        await learnList(`, filter: { ${name}: "${value}" }`, system)
      }
    }
    await learnList('', entity.owner)
    for (const [name, field] of entity.orders) {
      await learnList(`, orderBy: { field: ${name} }`, entity.fields.get(field)!.system)
    }
  }
  const { data } = await gateway.run(
    `{ all: customers(first: 100) { edges { node { bookings(first: 100) ${page} orders(first: 100) ${page} } } } }`,
  )
  for (const { node } of (data!.all as { edges: { node: Record<string, unknown> }[] }).edges) {
    for (const name of ['bookings', 'orders']) {
      const { system } = rules.entities.get('Customer')!.fields.get(name)!
      if (node[name]) learn(name, system, node[name])
    }
  }
  return cursors
}

export function listRootOf(entity: string): string {
  return `${entity.charAt(0).toLowerCase()}${entity.slice(1)}s`
}

async function learnOwn(gateway: MemoryGateway): Promise<Record<string, unknown>> {
  const { data, errors } = await gateway.run(`{
    systems { name vendor owner contact status since breaker lastError { code operation at upstreamRequestId }
      rateLimit { waits refused pausedUntil } latency { p50Ms p95Ms calls } credentialExpiresAt
      drifts { entity field path problem firstSeenAt } }
    identityReviews { edges { cursor node { entity id system matchedBy candidates reason seenAt } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`)
  if (errors) throw new Error(errors.map(String).join('; '))
  return data!
}
