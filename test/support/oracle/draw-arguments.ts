import { getNamedType, isEnumType, type GraphQLArgument } from 'graphql'
import type { Identities } from './identities.ts'
import type { Prng } from './prng.ts'
import type { EntityRules, Rules } from './read-rules.ts'
import { properties } from './make-world.ts'
import type { World } from './world.ts'

/** A literal that is an enum's name, not a text. */
export class EnumName {
  readonly name: string

  constructor(name: string) {
    this.name = name
  }
}

export interface ArgumentSource {
  rules: Rules
  world: World
  identities: Identities
  prng: Prng
}

/** Arguments of a field that make sense, most of the time. */
export function drawArguments(
  source: ArgumentSource,
  field: { name: string; args: readonly GraphQLArgument[] },
  entity: EntityRules | null,
): Record<string, unknown> {
  const { prng } = source
  const names = field.args.map(({ name }) => name)
  if (names.includes('filter') || names.includes('first')) return drawPage(source, field.name, names, entity)
  if (field.name === 'node') return { id: drawId(source, null) }
  if (field.name === 'customerByExternalId') return drawExternalId(source)
  if (field.name === 'availability')
    return { property: prng.pick(properties).code, arrival: '2026-05-01', departure: '2026-05-03' }
  const [, key] = names
  if (!entity || key === undefined) return {}
  if (prng.chance(0.04)) return {}
  const byId = prng.chance(0.6)
  return {
    ...(byId && { id: drawId(source, entity.name) }),
    ...(!byId && { [key]: drawKey(source, entity, key) }),
  }
}

export function drawId({ identities, prng }: ArgumentSource, entity: string | null): string {
  const known = [...identities.byId].filter(([, thing]) => entity === null || thing.entity === entity)
  if (prng.chance(0.06)) return prng.pick(['11111111-1111-5111-8111-111111111111', 'nothing'])
  if (prng.chance(0.05)) return prng.pick([...identities.byId])[0]
  return prng.pick(known)[0]
}

function drawExternalId({ world, prng }: ArgumentSource): Record<string, unknown> {
  const { system, id } = prng.pick(world.records.filter(({ entity }) => entity === 'Customer'))
  return { system: new EnumName(system), id: prng.chance(0.1) ? `${id}9` : id }
}

function drawKey({ world, prng }: ArgumentSource, entity: EntityRules, key: string): unknown {
  const { system } = entity.fields.get(key)!
  const records = world.records.filter(
    (record) => record.entity === entity.name && record.system === system && record.part === null,
  )
  return prng.chance(0.1) ? 'zq999999@nobody.example' : prng.pick(records).values[key]
}

function drawPage(
  source: ArgumentSource,
  name: string,
  names: readonly string[],
  entity: EntityRules | null,
): Record<string, unknown> {
  const { prng, identities } = source
  const filter = entity && names.includes('filter') && prng.chance(0.5) ? drawFilter(source, entity) : null
  const orderBy = entity && names.includes('orderBy') && prng.chance(0.3) ? drawOrder(source, entity) : null
  const cursors = [...identities.cursors].filter(([key]) => key.startsWith(`${name} `))
  const after = prng.chance(0.15) && cursors.length > 0 ? prng.pick(cursors)[1] : null
  return {
    ...(prng.chance(0.7) && {
      first: entity !== null && prng.chance(0.03) ? prng.pick([0, 101]) : 1 + prng.below(6),
    }),
    ...(after !== null && { after }),
    ...(filter !== null && { filter }),
    ...(orderBy !== null && { orderBy }),
  }
}

function drawOrder({ prng }: ArgumentSource, entity: EntityRules): object {
  const field = new EnumName(prng.pick([...entity.orders.keys()]))
  const direction = new EnumName(prng.pick(['ASC', 'DESC']))
  return prng.chance(0.5) ? { field, direction } : { field }
}

/** One or two conditions, with values that occur. */
function drawFilter(source: ArgumentSource, entity: EntityRules): Record<string, unknown> {
  const { prng } = source
  const known = [...entity.filters.keys()].filter((name) => valuesOf(source, entity, name).length > 0)
  const [first, second] = [prng.pick(known), prng.pick(known)]
  const names = prng.chance(0.3) ? [...new Set([first, second])] : [first]
  return Object.fromEntries(names.map((name) => [name, drawCompared(source, entity, name)]))
}

/** What records hold of the field that a filter compares. */
function valuesOf({ world }: ArgumentSource, entity: EntityRules, name: string): unknown[] {
  const { field } = entity.filters.get(name)!
  const { system } = entity.fields.get(field)!
  return world.records
    .filter((record) => record.entity === entity.name && record.system === system && record.part === null)
    .map(({ values: of }) => of[field])
    .filter((value) => value !== null && value !== undefined)
    .map((value) => (typeof value === 'object' && 'code' in value ? value.code : value))
}

function drawCompared(source: ArgumentSource, entity: EntityRules, name: string): unknown {
  const { rules, prng } = source
  const { field, comparison } = entity.filters.get(name)!
  const values = valuesOf(source, entity, name)
  const type = rules.schema.getType(entity.name)
  const named = type && 'getFields' in type ? getNamedType(type.getFields()[field]!.type) : null
  const value = prng.pick(values)
  const literal = isEnumType(named) ? new EnumName(String(value)) : value
  if (comparison === 'CONTAINS') return String(value).slice(1, 4)
  return comparison === 'IN' ? [literal] : literal
}
