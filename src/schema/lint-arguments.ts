import { Kind, type FieldDefinitionNode, type InputValueDefinitionNode } from 'graphql'
import type { Catalog } from './catalog.ts'
import { problemAt, type Problem } from './problem.ts'
import { findDirective } from './read-directive.ts'
import { isEntity, isListType, namedTypeOf, type SdlIndex, type SdlType } from './sdl-index.ts'

/** Arguments that nothing fills, and filters and orders that do not say what they are of. */
export function lintArguments(index: SdlIndex, catalog: Catalog): Problem[] {
  const inside = [...index.types.values()].filter((type) => type.kind === 'object' && !isRootType(type))
  const roots = index.types.get('Query')?.fields ?? []
  return [
    ...inside.flatMap((type) => type.fields.flatMap((field) => lintInner(type, field, index))),
    ...roots.flatMap((field) => {
      const root = catalog.roots.get(field.name.value)
      return root?.kind === 'list' ? lintList(field, root.entity, index) : []
    }),
    ...roots.flatMap((field) => (namedTypeOf(field.type) === 'Node' ? lintNode(field) : [])),
  ]
}

function isRootType({ name }: SdlType): boolean {
  return name === 'Query' || name === 'Mutation' || name === 'Subscription'
}

function lintInner(type: SdlType, field: FieldDefinitionNode, index: SdlIndex): Problem[] {
  const name = `${type.name}.${field.name.value}`
  if (!isEntity(index, type.name) || !findDirective(field, 'inverse')) {
    return (field.arguments ?? []).map((argument) =>
      problemAt(argument, `nothing fills ${name}(${argument.name.value}:): remove the argument`),
    )
  }
  if (isListType(field.type))
    return (field.arguments ?? []).map((argument) => {
      const fix = `remove the argument, or make it a ${namedTypeOf(field.type)}Connection`
      return problemAt(argument, `${name} is a plain list, which has one page: ${fix}`)
    })
  return lintPage(name, field, [])
}

function lintList(field: FieldDefinitionNode, entity: string, index: SdlIndex): Problem[] {
  const name = `Query.${field.name.value}`
  const [filter, orderBy] = ['filter', 'orderBy'].map((wanted) =>
    field.arguments?.find((argument) => argument.name.value === wanted),
  )
  return [
    ...lintPage(name, field, ['filter', 'orderBy']),
    ...(filter ? lintApplies(`${name}(filter:)`, filter, filter, entity, index) : []),
    ...(orderBy ? lintOrder(`${name}(orderBy:)`, orderBy, entity, index) : []),
  ]
}

function lintNode(field: FieldDefinitionNode): Problem[] {
  const names = (field.arguments ?? []).map((argument) => argument.name.value).join()
  const fix = 'give it exactly the argument id: ID!'
  return names === 'id' ? [] : [problemAt(field, `Query.${field.name.value} finds any entity by id: ${fix}`)]
}

/** `first: Int` and `after: String` are there, and nothing besides what else is allowed. */
function lintPage(name: string, field: FieldDefinitionNode, allowed: readonly string[]): Problem[] {
  const page: Readonly<Record<string, string>> = { first: 'Int', after: 'String' }
  const given = field.arguments ?? []
  return [
    ...Object.entries(page)
      .filter(([wanted]) => !given.some((argument) => argument.name.value === wanted))
      .map(([wanted, type]) =>
        problemAt(field, `${name} cannot be paged: add the argument ${wanted}: ${type}`),
      ),
    ...given.flatMap((argument) => {
      const wanted = page[argument.name.value]
      if (wanted === undefined) {
        if (allowed.includes(argument.name.value)) return []
        const fix = `keep to ${[...Object.keys(page), ...allowed].join(', ')}`
        return [problemAt(argument, `nothing fills ${name}(${argument.name.value}:): ${fix}`)]
      }
      const isWanted = namedTypeOf(argument.type) === wanted && !isListType(argument.type)
      return isWanted ? [] : [problemAt(argument, `${name}(${argument.name.value}:): make it ${wanted}`)]
    }),
  ]
}

function lintOrder(
  name: string,
  argument: InputValueDefinitionNode,
  entity: string,
  index: SdlIndex,
): Problem[] {
  const input = index.types.get(namedTypeOf(argument.type))
  const field = input?.inputFields.find((candidate) => candidate.name.value === 'field')
  const direction = input?.inputFields.find((candidate) => candidate.name.value === 'direction')
  if (!field || !direction || namedTypeOf(direction.type) !== 'OrderDirection') {
    const fix = `make it input ${entity}Order { field: ${entity}OrderField!, direction: OrderDirection! = ASC }`
    return [problemAt(argument, `${name} is no order: ${fix}`)]
  }
  return lintApplies(name, argument, field, entity, index)
}

/** The type of `typed` (a filter input, an order's enum) says that it applies to the entity listed. */
function lintApplies(
  name: string,
  argument: InputValueDefinitionNode,
  typed: InputValueDefinitionNode,
  entity: string,
  index: SdlIndex,
): Problem[] {
  const type = index.types.get(namedTypeOf(typed.type))
  if (!type) return []
  const directive = findDirective(type, 'appliesTo')
  if (!directive) {
    const message = `${name} takes ${type.name}, which does not say whose fields it names`
    return [problemAt(type.node, `${message}: add @appliesTo(entity: "${entity}") to it`)]
  }
  const value = directive.arguments?.[0]?.value
  if (value?.kind !== Kind.STRING || value.value === entity) return []
  const message = `${name} takes ${type.name}, which applies to ${value.value}`
  return [problemAt(argument, `${message}: take one that applies to ${entity}`)]
}
