import { TypeInfo, visit, visitWithTypeInfo, type DocumentNode, type GraphQLSchema } from 'graphql'

/** The deprecated fields that a document uses, as `Type.field`; looked for once a document. */
export function createDeprecationFinder(
  schema: GraphQLSchema,
): (document: DocumentNode) => readonly string[] {
  const known = new WeakMap<DocumentNode, readonly string[]>()
  return (document) => {
    const before = known.get(document)
    if (before) return before
    const found = findDeprecated(schema, document)
    known.set(document, found)
    return found
  }
}

function findDeprecated(schema: GraphQLSchema, document: DocumentNode): string[] {
  const types = new TypeInfo(schema)
  const used = new Set<string>()
  visit(
    document,
    visitWithTypeInfo(types, {
      Field() {
        const parent = types.getParentType()
        const field = types.getFieldDef()
        if (parent && field?.deprecationReason) used.add(`${parent.name}.${field.name}`)
      },
    }),
  )
  return [...used]
}
