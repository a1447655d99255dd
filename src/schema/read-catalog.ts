import type { FieldDefinitionNode } from 'graphql'
import type { Catalog, Entity, Mutation, Root, SubscriptionRoot } from './catalog.ts'
import { lintSdl } from './lint-sdl.ts'
import type { SdlFile } from './load-sdl.ts'
import { locationOf, problemAt, sortProblems, type Problem } from './problem.ts'
import { noAccess, readAccess, readOverrides } from './read-access.ts'
import { readFilter, readOrder } from './read-comparisons.ts'
import { findDirective, valuesOfEnum, type Reading } from './read-directive.ts'
import { readEntity } from './read-entity.ts'
import { readInput } from './read-input.ts'
import { readMutation } from './read-mutation.ts'
import { readRoot } from './read-root.ts'
import { indexSdl, type SdlIndex, type SdlType } from './sdl-index.ts'

/**
 * Reads the SDL into the catalog and finds everything that it is refused for, sorted by file and line. With problems,
 * the catalog is what could be read, and not to be used. Only syntax errors hide other problems.
 */
export function readCatalog(files: readonly SdlFile[]): { catalog: Catalog; problems: Problem[] } {
  const { index, problems } = indexSdl(files)
  const found = [...problems]
  const overrides = readOverrides({ index, problems: found })
  const reading: Reading = { index, problems: found, overrides }
  const catalog = readDeclarations(index, reading)
  // With a file left out, everything that it declares would be reported as missing.
  if (problems.length > 0) return { catalog, problems: sortProblems(problems) }
  return { catalog, problems: sortProblems([...reading.problems, ...lintSdl(index, catalog)]) }
}

function readDeclarations(index: SdlIndex, reading: Reading): Catalog {
  const types = [...index.types.values()]
  const appliesTo = (type: SdlType): boolean => findDirective(type, 'appliesTo') !== undefined
  const entities = new Map<string, Entity>(
    types
      .filter((type) => type.kind === 'object' && findDirective(type, 'entity'))
      .map((type) => [type.name, readEntity(type, reading)]),
  )
  const filters = types.filter((type) => type.kind === 'input' && appliesTo(type))
  const orders = types.filter((type) => type.kind === 'enum' && appliesTo(type))
  const inputs = types.filter((type) => type.kind === 'input' && findDirective(type, 'sets'))
  const mutations = fieldsOf('Mutation', index).map((field) => readMutation(field, entities, reading))
  const subscriptions = fieldsOf('Subscription', index).map((field) => readSubscription(field, reading))
  const roots = fieldsOf('Query', index).map((field) => readRoot(field, entities, reading))
  return {
    systems: new Set(valuesOfEnum(index, 'System')),
    roles: new Set(valuesOfEnum(index, 'Role')),
    entities,
    filters: new Map(filters.map((input) => [input.name, readFilter(input, entities, reading)])),
    orders: new Map(orders.map((type) => [type.name, readOrder(type, entities, reading)])),
    roots: new Map(roots.flatMap((root): [string, Root][] => (root ? [[root.name, root]] : []))),
    mutations: new Map(mutations.flatMap((one): [string, Mutation][] => (one ? [[one.name, one]] : []))),
    inputs: new Map(inputs.map((input) => [input.name, readInput(input, entities, reading)])),
    subscriptions: new Map(subscriptions.map((one) => [one.name, one])),
  }
}

function fieldsOf(typeName: string, { types }: SdlIndex): readonly FieldDefinitionNode[] {
  return types.get(typeName)?.fields ?? []
}

function readSubscription(field: FieldDefinitionNode, reading: Reading): SubscriptionRoot {
  const name = field.name.value
  const access = readAccess(`Subscription.${name}`, field, reading)
  if (!access) {
    const message = `Subscription.${name} says nobody may read it: add @access(read: [...])`
    reading.problems.push(problemAt(field, message))
  }
  return { name, declaredAt: locationOf(field), access: access ?? noAccess }
}
