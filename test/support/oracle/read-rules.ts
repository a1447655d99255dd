import {
  buildASTSchema,
  concatAST,
  isListType,
  isNonNullType,
  isObjectType,
  getNamedType,
  Kind,
  parse,
  valueFromASTUntyped,
  type ConstDirectiveNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql'

/** The permission rules as the .graphql files state them: the oracle's own reading, which shares nothing with the catalog. */
export interface Rules {
  schema: GraphQLSchema
  entities: ReadonlyMap<string, EntityRules>
  /** Root field → its own access list; null where it has none. */
  roots: ReadonlyMap<string, readonly string[] | null>
  /** Fields of `Mutation` → their own write list. */
  mutations: ReadonlyMap<string, readonly string[]>
}

export interface EntityRules {
  name: string
  owner: string
  sources: readonly { system: string; part: string | null }[]
  fields: ReadonlyMap<string, FieldRules>
  /** The field that says whose the record is; null where nothing is anybody's. */
  self: string | null
  restrictions: readonly Restriction[]
  /** Name in a filter input → what it compares. */
  filters: ReadonlyMap<string, { field: string; comparison: Comparison }>
  /** Name in an order enum → the field it sorts by. */
  orders: ReadonlyMap<string, string>
}

export type Comparison = 'EQ' | 'IN' | 'GT' | 'GTE' | 'LT' | 'LTE' | 'CONTAINS' | 'STARTS_WITH'

export interface FieldRules {
  entity: string
  name: string
  read: readonly string[]
  masked: readonly string[]
  mask: string | null
  system: string
  part: string | null
  /** The entity that a reference or collection leads to. */
  leadsTo: string | null
  /** Of a collection: the reference of the other entity. */
  inverseOf: string | null
  /** Known to the gateway itself: no record holds it. */
  isOwn: boolean
}

export interface Restriction {
  roles: readonly string[]
  path: readonly string[]
  attribute: string
}

type Args = Record<string, unknown>

/** @throws Error where the files are no SDL. */
export function readRules(texts: readonly string[]): Rules {
  const document = concatAST(texts.map((text) => parse(text)))
  const schema = buildASTSchema(document)
  const directives = new Map<string, ConstDirectiveNode[]>()
  const overrides: Args[] = []
  for (const node of document.definitions) {
    if (node.kind === Kind.SCHEMA_EXTENSION || node.kind === Kind.SCHEMA_DEFINITION) {
      overrides.push(...argsOf(node.directives, 'accessOf'))
    } else if ('name' in node && node.name && 'directives' in node) {
      const known = directives.get(node.name.value) ?? []
      directives.set(node.name.value, [...known, ...((node.directives ?? []) as ConstDirectiveNode[])])
    }
  }
  const overrideOf = (coordinate: string) => overrides.findLast(({ field }) => field === coordinate)
  const types = Object.values(schema.getTypeMap()).filter(isObjectType)
  const entityNames = new Set(
    types.filter(({ name }) => argsOf(directives.get(name), 'entity').length > 0).map(({ name }) => name),
  )
  const targets = comparedEntities(schema, directives)
  const systemOf = (entity: string, field: string) => {
    const type = schema.getType(entity) as GraphQLObjectType
    const own = argsOf(type.getFields()[field]?.astNode?.directives, 'owner')[0]
    return {
      system: String(own?.system ?? argsOf(directives.get(entity), 'entity')[0]?.owner),
      part: (own?.part as string | undefined) ?? null,
    }
  }

  const readField = (type: GraphQLObjectType, field: GraphQLField<unknown, unknown>): FieldRules => {
    const own = field.astNode?.directives
    const access =
      overrideOf(`${type.name}.${field.name}`) ??
      argsOf(own, 'access')[0] ??
      argsOf(directives.get(type.name), 'access')[0]
    const inverseOf = (argsOf(own, 'inverse')[0]?.of as string | undefined) ?? null
    const named = getNamedType(field.type)
    const leadsTo = inverseOf === null ? named.name : nodeTypeOf(named as GraphQLObjectType)
    return {
      entity: type.name,
      name: field.name,
      read: (access?.read ?? []) as string[],
      masked: (access?.masked ?? []) as string[],
      mask: (access?.mask as string | undefined) ?? null,
      ...(inverseOf === null ? systemOf(type.name, field.name) : systemOf(leadsTo, inverseOf)),
      leadsTo: entityNames.has(leadsTo) ? leadsTo : null,
      inverseOf,
      isOwn: field.name === 'id' || named.name === 'Source',
    }
  }

  const entities = types
    .filter(({ name }) => entityNames.has(name))
    .map((type): [string, EntityRules] => {
      const own = directives.get(type.name)
      const fields = Object.values(type.getFields()).map((field) => readField(type, field))
      return [
        type.name,
        {
          name: type.name,
          owner: String(argsOf(own, 'entity')[0]?.owner),
          sources: argsOf(own, 'source').map(({ system, part }) => ({
            system: String(system),
            part: (part as string | undefined) ?? null,
          })),
          fields: new Map(fields.map((field) => [field.name, field])),
          self: (argsOf(own, 'self')[0]?.field as string | undefined) ?? null,
          restrictions: argsOf(own, 'restrict').map(({ roles, field, to }) => ({
            roles: roles as string[],
            path: String(field).split('.'),
            attribute: String(to),
          })),
          filters: targets.filters.get(type.name) ?? new Map(),
          orders: targets.orders.get(type.name) ?? new Map(),
        },
      ]
    })
  const roots = Object.values(schema.getQueryType()!.getFields()).map((field): [string, string[] | null] => {
    const access = overrideOf(`Query.${field.name}`) ?? argsOf(field.astNode?.directives, 'access')[0]
    return [field.name, (access?.read as string[] | undefined) ?? null]
  })
  const mutations = Object.values(schema.getMutationType()!.getFields()).map((field): [string, string[]] => {
    const access = overrideOf(`Mutation.${field.name}`) ?? argsOf(field.astNode?.directives, 'access')[0]
    return [field.name, (access?.write ?? []) as string[]]
  })
  return {
    schema,
    entities: new Map(entities),
    roots: new Map(roots),
    mutations: new Map(mutations),
  }
}

/** Which entity each filter input and order enum is about, and the field behind each name. */
function comparedEntities(schema: GraphQLSchema, directives: ReadonlyMap<string, ConstDirectiveNode[]>) {
  const filters = new Map<string, Map<string, { field: string; comparison: Comparison }>>()
  const orders = new Map<string, Map<string, string>>()
  for (const type of Object.values(schema.getTypeMap())) {
    const entity = argsOf(directives.get(type.name), 'appliesTo')[0]?.entity as string | undefined
    if (entity === undefined) continue
    if ('getValues' in type) {
      orders.set(entity, new Map(type.getValues().map(({ name }) => [name, camelCase(name)])))
    } else if ('getFields' in type && !('getInterfaces' in type)) {
      const fields = Object.values(type.getFields()).map((field) => {
        const compares = argsOf(field.astNode?.directives, 'compares')[0]
        const isList = isListType(isNonNullType(field.type) ? field.type.ofType : field.type)
        const comparison = (compares?.with ?? (isList ? 'IN' : 'EQ')) as Comparison
        return [
          field.name,
          { field: (compares?.field as string | undefined) ?? field.name, comparison },
        ] as const
      })
      filters.set(entity, new Map(fields))
    }
  }
  return { filters, orders }
}

function nodeTypeOf(connection: GraphQLObjectType): string {
  const edge = getNamedType(connection.getFields().edges!.type) as GraphQLObjectType
  return getNamedType(edge.getFields().node!.type).name
}

function argsOf(nodes: readonly ConstDirectiveNode[] | undefined, name: string): Args[] {
  return (nodes ?? [])
    .filter((node) => node.name.value === name)
    .map((node) =>
      Object.fromEntries(
        (node.arguments ?? []).map((one) => [one.name.value, valueFromASTUntyped(one.value)]),
      ),
    )
}

function camelCase(name: string): string {
  return name.toLowerCase().replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
}
