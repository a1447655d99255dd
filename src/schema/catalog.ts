/**
 * The catalog: what the canonical SDL declares, read once at start (read-catalog.ts). Routing, permissions, caching,
 * error handling and docs are all derived from it; nothing else reads the directives.
 */

/** A role that an upstream plays, e.g. `CRM`: a value of `enum System`. */
export type SystemName = string
/** A value of `enum Role`. `SELF` is the caller who is this customer. */
export type RoleName = string

/** Where a declaration stands, for messages: `src/schema/model/customer.graphql:12`. */
export interface SourceLocation {
  file: string
  line: number
}

export interface Access {
  read: readonly RoleName[]
  write: readonly RoleName[]
  /** How the value is shown to those in `masked`. */
  mask: MaskName | null
  /** Roles that may see only part of the value. */
  masked: readonly RoleName[]
}

/** A value of `enum Mask`. */
export type MaskName = 'EMAIL' | 'PHONE' | 'TAX_ID' | 'LAST4'

/** A record rule: what these roles may do, only with records whose value is among the caller's attribute. */
export interface Restriction {
  roles: readonly RoleName[]
  /** As written, e.g. `customer.accountManager`. */
  field: string
  /** A reference field of the entity that leads to the entity which has the value; null: the entity itself. */
  via: { name: string; entity: string } | null
  /** The value field, and the path inside its value, e.g. `['property', 'code']`. */
  path: readonly [string, ...string[]]
  /** Name of the caller's attribute. */
  to: string
}

/** One source record kind of an entity: loaded, cached, written, and failing as a unit. */
export interface SourceDeclaration {
  system: SystemName
  /** A named part of what the system knows, e.g. `stock`; null for the main record. */
  part: string | null
  maxAgeMs: number
  staleIfErrorMs: number
  whenDown: 'QUEUE' | 'REJECT'
}

interface FieldDeclaration {
  name: string
  description: string
  access: Access
  declaredAt: SourceLocation
}

/** A value held by one source record of the entity: a scalar, an enum, or a tree of value types. */
export interface ValueField extends FieldDeclaration {
  kind: 'value'
  owner: SystemName
  part: string | null
  /** The SDL type as printed, e.g. `[OrderLine!]`. */
  type: string
  /** Systems that get a copy once the owner has confirmed a change, and are created with it. */
  copiedTo: readonly SystemName[]
}

/** An edge to one entity; the source record holds the other's key (a `Reference` value). */
export interface ReferenceField extends FieldDeclaration {
  kind: 'reference'
  owner: SystemName
  part: string | null
  entity: string
}

/** An edge to many: the `entity`s whose reference field `inverseOf` is this one. `owner` is that field's owner. */
export interface CollectionField extends FieldDeclaration {
  kind: 'collection'
  owner: SystemName
  entity: string
  inverseOf: string
  /** Most entities of a plain list; null: a connection, of which a client asks page after page. */
  atMost: number | null
}

/** `id` and `sources`: answered by the gateway from the crosswalk and from what it read. */
export interface GatewayField extends FieldDeclaration {
  kind: 'id' | 'sources'
}

export type EntityField = ValueField | ReferenceField | CollectionField | GatewayField

export interface Entity {
  name: string
  description: string
  /** Decides creation, and every field that names no other owner. */
  owner: SystemName
  /** Match keys for linking on first sight, strongest first, e.g. `['email', 'phone']`. */
  match: readonly string[]
  /** MINTED by the gateway; SHARED: the number that it has in every system. */
  ids: 'MINTED' | 'SHARED'
  sources: readonly SourceDeclaration[]
  /** For `SELF`: `id`, or the reference to the customer that it belongs to; null where it belongs to nobody. */
  self: string | null
  restrictions: readonly Restriction[]
  fields: ReadonlyMap<string, EntityField>
  declaredAt: SourceLocation
}

export type Comparison = 'EQ' | 'IN' | 'GT' | 'GTE' | 'LT' | 'LTE' | 'CONTAINS' | 'STARTS_WITH'

/** A field of a filter input: compares one entity field with the given value. */
export interface FilterField {
  name: string
  field: string
  comparison: Comparison
}

interface RootDeclaration {
  name: string
  declaredAt: SourceLocation
}

export type Root = RootDeclaration &
  (
    | {
        /** One of `keys` is given: `id`, or a natural key. */ kind: 'lookup'
        entity: string
        keys: readonly string[]
      }
    | { /** Many by the argument `ids`, a plain list in its order. */ kind: 'lookupMany'; entity: string }
    | { /** Arguments `system` and `id`. */ kind: 'byExternalId'; entity: string }
    | { /** A connection over all entities of the kind. */ kind: 'list'; entity: string }
    | { /** `node(id:)`. */ kind: 'node' }
    | { /** The customer that the caller is. */ kind: 'self'; entity: string }
    | {
        /** An operation that its owner answers, e.g. availability. */ kind: 'operation'
        owner: SystemName
        access: Access
      }
    | { /** Answered by the gateway itself, e.g. identityReviews. */ kind: 'gateway'; access: Access }
  )

/** A field of `Mutation`: what it does, to which entity, who may, and what the audit calls it. */
export type Mutation = RootDeclaration & {
  /** What the audit calls it, e.g. `customer.updated`. */
  audit: string
  /** Name of the type that it answers with. */
  payload: string
  /** The payload's field that holds the entity, e.g. `customer`; null: it has none. */
  payloadField: string | null
} & (
    | {
        /** A new entity from `input`: each field of it needs write access to the entity field behind it. */
        kind: 'create'
        entity: string
        input: string
      }
    | {
        /** Changes fields of the entity with the argument `id`, from `input`. */ kind: 'update'
        entity: string
        input: string
      }
    | {
        /** One operation of the entity's owner; every other argument is a parameter of it. */
        kind: 'action'
        entity: string
        action: string
        /** The named part of the owner's record that it is about, e.g. `stock`. */
        part: string | null
        /** Arguments that name another entity by its canonical id, e.g. `duplicate`: a `Customer`. */
        references: ReadonlyMap<string, string>
        access: Access
      }
    | {
        /** Done by the gateway itself, or put together from the others: retryWrite, linkRecord, submitEnquiry. */ kind: 'gateway'
        access: Access
      }
  )

/** A field of an input that sets an entity field. */
export interface InputField {
  name: string
  /** The entity field that it sets. */
  field: string
  /**
   * Where its value names other entities by canonical id: paths of members, lists on the way walked, e.g. `['item']` of
   * an order's lines; the empty path is the value itself.
   */
  references: readonly { path: readonly string[]; entity: string }[]
}

/** A field of `Subscription`: answered by the gateway. */
export type SubscriptionRoot = RootDeclaration & { access: Access }

export interface Catalog {
  systems: ReadonlySet<SystemName>
  roles: ReadonlySet<RoleName>
  entities: ReadonlyMap<string, Entity>
  /** Filter input type name → its fields by name. */
  filters: ReadonlyMap<string, ReadonlyMap<string, FilterField>>
  /** Order enum type name → enum value → entity field. */
  orders: ReadonlyMap<string, ReadonlyMap<string, string>>
  /** Fields of `Query` by name. */
  roots: ReadonlyMap<string, Root>
  /** Fields of `Mutation` by name. */
  mutations: ReadonlyMap<string, Mutation>
  /** Input type that sets fields of an entity → its fields by name. */
  inputs: ReadonlyMap<string, ReadonlyMap<string, InputField>>
  /** Fields of `Subscription` by name. */
  subscriptions: ReadonlyMap<string, SubscriptionRoot>
}

/** The entity that callers can be themselves (`@self(field: "id")`). */
export function findCustomerEntity({ entities }: Pick<Catalog, 'entities'>): Entity | undefined {
  return [...entities.values()].find(({ self }) => self === 'id')
}

/** Key of a source record kind within an entity: `ERP`, or `ERP/stock` for a part. */
export function sourceKey(system: SystemName, part: string | null): string {
  return part === null ? system : `${system}/${part}`
}

/** Entities that have the same id in every system. */
export function entitiesWithSharedIds({ entities }: Pick<Catalog, 'entities'>): ReadonlySet<string> {
  return new Set([...entities.values()].filter(({ ids }) => ids === 'SHARED').map(({ name }) => name))
}
