import { Kind, print, validate, visit, type ASTNode, type DocumentNode, type GraphQLSchema } from 'graphql'
import type { DrawnDocument } from './draw-document.ts'

/** Kinds of which one may be left out, the rest still being a document. */
const removable: ReadonlySet<string> = new Set([
  Kind.FIELD,
  Kind.INLINE_FRAGMENT,
  Kind.FRAGMENT_SPREAD,
  Kind.DIRECTIVE,
  Kind.ARGUMENT,
  Kind.OBJECT_FIELD,
])

/** The same failure with as little of the document as it takes. */
export async function shrinkDocument(
  schema: GraphQLSchema,
  drawn: DrawnDocument,
  fails: (smaller: DrawnDocument) => Promise<boolean>,
): Promise<DrawnDocument> {
  let smallest = drawn
  for (let hasShrunk = true; hasShrunk;) {
    hasShrunk = false
    for (const candidate of candidatesOf(schema, smallest)) {
      if (!(await fails(candidate))) continue
      smallest = candidate
      hasShrunk = true
      break
    }
  }
  return smallest
}

/** Documents that lack one part, the largest parts first. */
function* candidatesOf(
  schema: GraphQLSchema,
  { document, variables }: DrawnDocument,
): Generator<DrawnDocument> {
  const parts: ASTNode[] = []
  visit(document, {
    enter(node) {
      if (removable.has(node.kind)) parts.push(node)
    },
  })
  for (const part of parts) {
    const without = dropUnused(visit(document, { enter: (node) => (node === part ? null : undefined) }))
    if (without && validate(schema, without).length === 0)
      yield { document: without, text: print(without), variables }
  }
}

/** Without fragments and variables that nothing uses any more; null where a selection came to be empty. */
function dropUnused(document: DocumentNode): DocumentNode | null {
  const used = new Set<string>()
  let isEmpty = false
  const look = (of: ASTNode) =>
    visit(of, {
      FragmentSpread: ({ name }) => void used.add(`...${name.value}`),
      Variable: (node, _key, parent) => {
        const isDeclaration = parent && 'kind' in parent && parent.kind === Kind.VARIABLE_DEFINITION
        if (!isDeclaration) used.add(`$${node.name.value}`)
      },
      SelectionSet: ({ selections }) => {
        if (selections.length === 0) isEmpty = true
      },
    })
  look(document)
  if (isEmpty) return null
  const definitions = document.definitions.filter(
    (one) => one.kind !== Kind.FRAGMENT_DEFINITION || used.has(`...${one.name.value}`),
  )
  if (definitions.length < document.definitions.length) return dropUnused({ ...document, definitions })
  return visit(document, {
    VariableDefinition: ({ variable }) => (used.has(`$${variable.name.value}`) ? undefined : null),
  })
}
