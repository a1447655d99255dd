import {
  getNamedType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql'
import { GatewayError } from '../errors/gateway-error.ts'
import type { Catalog, Entity, Mutation } from '../schema/catalog.ts'
import type { EntityRef } from './write.ts'

/** What is to be set, by entity field: canonical, and with an EntityRef wherever another entity is meant. */
export type Changes = ReadonlyMap<string, unknown>

type Values = Readonly<Record<string, unknown>>

/** The changes that the `input` of a mutation asks for. Absent is not null: a member that is left out changes nothing. */
export function readChanges(
  { catalog, schema }: { catalog: Catalog; schema: GraphQLSchema },
  mutation: Extract<Mutation, { kind: 'create' | 'update' }>,
  entity: Entity,
  input: Values,
): Changes {
  const fields = catalog.inputs.get(mutation.input)
  const changes = new Map<string, unknown>()
  for (const [name, value] of Object.entries(input)) {
    const field = fields?.get(name)?.field
    if (value === undefined || field === undefined) continue
    changes.set(field, withReferences({ catalog, schema }, entity, field, value))
  }
  if (changes.size > 0) return changes
  throw new GatewayError('BAD_USER_INPUT', 'The input sets no field, so there is nothing to do.', {
    field: 'input',
  })
}

/** Arguments of an action that are none of its own. */
const frameArgs: ReadonlySet<string> = new Set(['id', 'idempotencyKey', 'confirm', 'notAfter', 'ifVersion'])

/** Parameters of an action; one of type ID names another entity of the same kind. */
export function readActionArgs(
  schema: GraphQLSchema,
  mutation: Extract<Mutation, { kind: 'action' }>,
  args: Values,
): Changes {
  const parameters = schema.getMutationType()?.getFields()[mutation.name]?.args ?? []
  return new Map(
    parameters
      .filter(({ name }) => !frameArgs.has(name) && args[name] !== undefined)
      .map(({ name, type }) => {
        const value = args[name]
        return [
          name,
          getNamedType(type).name === 'ID' && value !== null ? refTo(mutation.entity, value) : value,
        ]
      }),
  )
}

/** A reference is given by its canonical id. */
function withReferences(
  { catalog, schema }: { catalog: Catalog; schema: GraphQLSchema },
  entity: Entity,
  field: string,
  value: unknown,
): unknown {
  const declared = entity.fields.get(field)
  if (declared?.kind === 'reference') return value === null ? null : refTo(declared.entity, value)
  const type = schema.getType(entity.name)
  const output = isObjectType(type) ? type.getFields()[field]?.type : undefined
  return output ? refsIn(catalog, output, value) : value
}

/** Follows the type that the value will be read as: an order's line refers to its item. */
function refsIn(catalog: Catalog, type: GraphQLOutputType, value: unknown): unknown {
  if (value === null || value === undefined) return value
  if (isNonNullType(type)) return refsIn(catalog, type.ofType as GraphQLOutputType, value)
  if (isListType(type) && Array.isArray(value))
    return value.map((element) => refsIn(catalog, type.ofType as GraphQLOutputType, element))
  const named = getNamedType(type)
  if (catalog.entities.has(named.name)) return refTo(named.name, value)
  if (!isObjectType(named) || typeof value !== 'object') return value
  const fields = named.getFields()
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([name, member]) => [name, fields[name] ? refsIn(catalog, fields[name].type, member) : member]),
  )
}

function refTo(entity: string, id: unknown): EntityRef {
  return { $entity: entity, id: String(id) }
}

export function isRef(value: unknown): value is EntityRef {
  return typeof value === 'object' && value !== null && '$entity' in value
}

/** All entities that values refer to, each once. */
export function refsOf(values: Iterable<unknown>): EntityRef[] {
  const found = new Map<string, EntityRef>()
  const walk = (value: unknown): void => {
    if (isRef(value)) found.set(`${value.$entity} ${value.id}`, value)
    else if (typeof value === 'object' && value !== null)
      for (const member of Object.values(value)) walk(member)
  }
  for (const value of values) walk(value)
  return [...found.values()]
}

/** The same values with something else in the place of each reference. */
export function replaceRefs(value: unknown, replace: (ref: EntityRef) => unknown): unknown {
  if (isRef(value)) return replace(value)
  if (Array.isArray(value)) return value.map((element) => replaceRefs(element, replace))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, replaceRefs(member, replace)]),
  )
}
