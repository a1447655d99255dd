import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isObjectType,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql'

/** Draws a whole number from 0 to `max`. */
export type Draw = (max: number) => number

const conditions = [
  '',
  '',
  '',
  '',
  ' @include(if: $yes)',
  ' @skip(if: $no)',
  ' @include(if: false)',
  ' @skip(if: $yes)',
]
const variables = { id: 'ID!', other: 'ID!', yes: 'Boolean!', no: 'Boolean = false', first: 'Int' }
const firsts = ['', '(first: 1)', '(first: 2)', '(first: $first)', '(first: 0)']

/**
 * A query over whatever the schema has: nested selections, aliases, fragments of both kinds, directives and variables
 * ($yes, $no, $first and what `roots` use). It may select the same twice with other arguments, which no schema allows.
 *
 * @param roots how root fields may be asked, e.g. `customer(id: $id)`
 */
export function drawDocument(schema: GraphQLSchema, roots: readonly string[], draw: Draw): string {
  const fragments: string[] = []
  let names = 0
  const pick = <T>(items: readonly [T, ...T[]] | readonly T[]): T => items[draw(items.length - 1)] as T

  const drawSet = (type: GraphQLCompositeType, depth: number): string => {
    const fields = 'getFields' in type ? Object.values(type.getFields()) : []
    const fitting = fields.filter((field) => depth > 0 || !isCompositeType(getNamedType(field.type)))
    const parts = Array.from({ length: 1 + draw(4) }, () => {
      const kind = draw(9)
      if (kind === 0 || fitting.length === 0) return '__typename'
      if (kind === 1 && depth > 0)
        return `... ${onType(type)}${pick(conditions)} { ${drawSet(narrow(type), depth - 1)} }`
      if (kind === 2 && depth > 0) return spread(type, depth)
      return drawField(pick(fitting), depth)
    })
    return parts.join(' ')
  }
  /** Fragments on an interface or a type of its own; on one type, for an interface, as often as not. */
  let narrowed: GraphQLCompositeType | null = null
  const onType = (type: GraphQLCompositeType): string => {
    narrowed = type
    if (isAbstractType(type) && draw(3) > 0) narrowed = pick(schema.getPossibleTypes(type))
    else if (isObjectType(type) && draw(4) === 0) narrowed = type.getInterfaces()[0] ?? type
    return `on ${narrowed.name}`
  }
  const narrow = (type: GraphQLCompositeType): GraphQLCompositeType => narrowed ?? type
  const spread = (type: GraphQLCompositeType, depth: number): string => {
    const name = `F${++names}`
    const condition = onType(type)
    const set = drawSet(narrow(type), depth - 1)
    fragments.push(`fragment ${name} ${condition} { ${set} }`)
    return `...${name}${pick(conditions)} ...${name}`
  }
  const drawField = (field: GraphQLField<unknown, unknown>, depth: number): string => {
    const args = field.args.some(({ name }) => name === 'first') ? pick(firsts) : ''
    const alias = args !== '' || draw(5) === 0 ? `a${++names}: ` : ''
    return `${alias}${field.name}${args}${pick(conditions)}${below(getNamedType(field.type), depth)}`
  }
  const below = (type: GraphQLNamedType, depth: number): string =>
    isCompositeType(type) ? ` { ${drawSet(type, depth - 1)} }` : ''

  const queryType = schema.getQueryType()
  const asked = Array.from({ length: 1 + draw(1) }, () => {
    const root = pick(roots)
    const field = queryType?.getFields()[root.split('(')[0] ?? '']
    return `r${++names}: ${root}${field ? below(getNamedType(field.type), 6) : ''}`
  })
  const text = `${asked.join(' ')} } ${fragments.join(' ')}`
  const used = Object.entries(variables).filter(([name]) => new RegExp(`\\$${name}\\b`).test(text))
  const declared = used.map(([name, type]) => `$${name}: ${type}`).join(', ')
  return `query ${declared && `(${declared})`} { ${text}`
}
