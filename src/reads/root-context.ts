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

/** For whom something is read. */
export interface Caller {
  principal: Principal
  /** Those that the plan was made with. */
  rights: Rights
}

/** Answers of root fields that the gateway gives itself, by field name. */
export type GatewayRoots = Readonly<Record<string, (args: Arguments, caller: Caller) => Promise<unknown>>>

/** Where the events of fields of `Subscription` come from, by field name. What is opened has to be taken or returned. */
export type EventSources = Readonly<
  Record<string, (args: Arguments, caller: Caller) => AsyncGenerator<unknown, void, void>>
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
export interface RootContext extends EngineParts, HandleBook, Caller {
  loaders: Loaders
  guard: Guard
  nodes: NodeLoader
  call: Call
}
