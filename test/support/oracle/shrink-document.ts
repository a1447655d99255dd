import {
  Kind,
  print,
  validate,
  visit,
  type ArgumentNode,
  type ASTNode,
  type DocumentNode,
  type GraphQLSchema,
  type ObjectFieldNode,
} from 'graphql'
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
  const empty: ASTNode[] = []
  const use = ({ value }: ArgumentNode | ObjectFieldNode) => {
    if (value.kind === Kind.VARIABLE) used.add(`$${value.name.value}`)
  }
  visit(document, {
    FragmentSpread: ({ name }) => {
      used.add(`...${name.value}`)
    },
    Argument: use,
    ObjectField: use,
    SelectionSet: (node) => {
      if (node.selections.length === 0) empty.push(node)
    },
  })
  if (empty.length > 0) return null
  const definitions = document.definitions.filter(
    (one) => one.kind !== Kind.FRAGMENT_DEFINITION || used.has(`...${one.name.value}`),
  )
  if (definitions.length < document.definitions.length) return dropUnused({ ...document, definitions })
  return visit(document, {
    VariableDefinition: ({ variable }) => (used.has(`$${variable.name.value}`) ? undefined : null),
  })
}
