import { GatewayError } from '../errors/gateway-error.ts'
import type { Catalog, Mutation } from '../schema/catalog.ts'
import type { EntityRef } from './write.ts'

/** What is to be set, by entity field: canonical, and with an EntityRef wherever another entity is meant. */
export type Changes = ReadonlyMap<string, unknown>

type Values = Readonly<Record<string, unknown>>

/** The changes that the `input` of a mutation asks for. Absent is not null: a member that is left out changes nothing. */
export function readChanges({ inputs }: Pick<Catalog, 'inputs'>, inputType: string, input: Values): Changes {
  const fields = inputs.get(inputType)
  const changes = new Map<string, unknown>()
  for (const [name, value] of Object.entries(input)) {
    const field = fields?.get(name)
    if (value === undefined || !field) continue
    changes.set(
      field.field,
      field.references.reduce<unknown>((whole, { path, entity }) => referAt(whole, path, entity), value),
    )
  }
  if (changes.size > 0) return changes
  throw new GatewayError('BAD_USER_INPUT', 'The input sets no field, so there is nothing to do.', {
    field: 'input',
  })
}

/** Arguments of an action that are none of its own. */
const frameArgs: ReadonlySet<string> = new Set(['id', 'idempotencyKey', 'confirm', 'notAfter', 'ifVersion'])

/** The arguments that an owner's action gets. */
export function readActionArgs({ references }: Extract<Mutation, { kind: 'action' }>, args: Values): Changes {
  const own = Object.entries(args).filter(([name, value]) => !frameArgs.has(name) && value !== undefined)
  return new Map(
    own.map(([name, value]) => {
      const entity = references.get(name)
      return [name, entity === undefined ? value : referAt(value, [], entity)]
    }),
  )
}

/** An EntityRef in the place of a canonical id; lists on the way are walked. */
function referAt(value: unknown, path: readonly string[], entity: string): unknown {
  if (value === null || value === undefined) return value
  if (Array.isArray(value)) return value.map((element) => referAt(element, path, entity))
  const [name, ...rest] = path
  if (name === undefined) return { $entity: entity, id: value as string } satisfies EntityRef
  const members = value as Record<string, unknown>
  return name in members ? { ...members, [name]: referAt(members[name], rest, entity) } : members
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
