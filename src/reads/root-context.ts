import type { Principal } from '../auth/principal.ts'
import type { Rights } from '../auth/rights.ts'
import type { Call, Datasource } from '../datasources/datasource.ts'
import type { Crosswalk } from '../identity/crosswalk.ts'
import type { Catalog, SystemName } from '../schema/catalog.ts'
import type { Guard } from './guard.ts'
import type { HandleBook } from './handle-book.ts'
import type { NodeLoader } from './load-node.ts'
import type { Loaders } from './loaders.ts'

export type Arguments = Readonly<Record<string, unknown>>

/** Answers of root fields that the gateway gives itself, by field name. */
export type GatewayRoots = Readonly<
  Record<string, (args: Arguments, caller: { principal: Principal }) => Promise<unknown>>
>

/** What the engine is made of, for all requests. */
export interface EngineParts {
  catalog: Catalog
  datasources: ReadonlyMap<SystemName, Datasource>
  crosswalk: Crosswalk
  gatewayRoots: GatewayRoots
  /** The system that lists an entity and decides on newly seen records of it. */
  authorityOf: (entity: string) => SystemName
  now: () => number
}

/** The same, and what one request has of its own. */
export interface RootContext extends EngineParts, HandleBook {
  principal: Principal
  rights: Rights
  loaders: Loaders
  guard: Guard
  nodes: NodeLoader
  call: Call
}
