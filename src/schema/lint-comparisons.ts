import { Kind, parseType, print, type TypeNode } from 'graphql'
import type { Catalog, Comparison, Entity } from './catalog.ts'
import { keyTypeOf } from './key-type.ts'
import { problemAt, type Problem } from './problem.ts'
import { isListType, namedTypeOf, type SdlIndex } from './sdl-index.ts'

const ordered = ['Int', 'Float', 'NonNegativeInt', 'PositiveInt', 'Decimal', 'DateTime', 'LocalDate']
const texts = ['String', 'EmailAddress', 'PhoneNumber']

/** Filters that compare in a way their field's type cannot, and orders by what has no order. */
export function lintComparisons(index: SdlIndex, catalog: Catalog): Problem[] {
  return [...lintFilters(index, catalog), ...lintOrders(index, catalog)]
}

function lintFilters(index: SdlIndex, catalog: Catalog): Problem[] {
  return [...catalog.filters].flatMap(([inputName, fields]) => {
    const input = index.types.get(inputName)
    const entity = entityOf(inputName, index, catalog)
    return (input?.inputFields ?? []).flatMap((node) => {
      const compared = fields.get(node.name.value)
      const fieldType = compared && typeOf(entity, compared.field)
      if (!entity || !compared || !fieldType) return []
      const name = `${inputName}.${compared.name}`
      const field = `${entity.name}.${compared.field}`
      const comparable = keyTypeOf(fieldType, index)
      const possible = comparable === null ? [] : comparisonsOf(comparable, index)
      if (comparable === null || !possible.includes(compared.comparison)) {
        const what = `${name} compares ${field}: ${print(fieldType)} with ${compared.comparison}`
        const fix =
          possible.length > 0 ? `use ${possible.join(', ')}` : 'remove it, no comparison is possible'
        return [problemAt(node, `${what}: ${fix}`)]
      }
      const isList = isListType(node.type)
      const fits = namedTypeOf(node.type) === comparable && isList === (compared.comparison === 'IN')
      const wanted = compared.comparison === 'IN' ? `[${comparable}!]` : comparable
      const what = `${name} is ${print(node.type)}, and ${compared.comparison} with ${field} takes ${wanted}`
      return fits ? [] : [problemAt(node, `${what}: write ${wanted}`)]
    })
  })
}

function lintOrders(index: SdlIndex, catalog: Catalog): Problem[] {
  return [...catalog.orders].flatMap(([enumName, fields]) => {
    const entity = entityOf(enumName, index, catalog)
    return (index.types.get(enumName)?.values ?? []).flatMap((node) => {
      const field = fields.get(node.name.value)
      const type = field === undefined ? null : typeOf(entity, field)
      const kind = type && index.types.get(namedTypeOf(type))?.kind
      if (!entity || !type || (kind !== 'object' && !isListType(type))) return []
      const what = `${enumName}.${node.name.value} sorts by ${entity.name}.${field}: ${print(type)}`
      return [problemAt(node, `${what}, which has no order: remove it`)]
    })
  })
}

function comparisonsOf(typeName: string, index: SdlIndex): Comparison[] {
  if (ordered.includes(typeName)) return ['EQ', 'IN', 'GT', 'GTE', 'LT', 'LTE']
  if (texts.includes(typeName)) return ['EQ', 'IN', 'CONTAINS', 'STARTS_WITH']
  const type = index.types.get(typeName)
  return typeName === 'Boolean' ? ['EQ'] : type?.kind === 'object' ? [] : ['EQ', 'IN']
}

function typeOf(entity: Entity | undefined, fieldName: string): TypeNode | null {
  const field = entity?.fields.get(fieldName)
  return field?.kind === 'value' ? parseType(field.type) : null
}

function entityOf(typeName: string, index: SdlIndex, catalog: Catalog): Entity | undefined {
  const directives = index.types.get(typeName)?.directives ?? []
  const value = directives.find(({ name }) => name.value === 'appliesTo')?.arguments?.[0]?.value
  return value?.kind === Kind.STRING ? catalog.entities.get(value.value) : undefined
}
