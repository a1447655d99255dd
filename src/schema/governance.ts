import { Kind, visit, type ASTNode, type DocumentNode } from 'graphql'

/** The directives that carry the governance; only read-catalog.ts reads them. */
export const governanceDirectives: ReadonlySet<string> = new Set([
  'entity',
  'source',
  'owner',
  'access',
  'accessOf',
  'self',
  'restrict',
  'inverse',
  'appliesTo',
  'compares',
  'copiedTo',
  'mutation',
  'sets',
])

/** Roles that follow from who asks, or from which record is asked for: no key and no token can be given them. */
export const derivedRoles: ReadonlySet<string> = new Set(['SELF', 'GUEST', 'ANONYMOUS'])

/**
 * The SDL as clients see it: without the governance directives and the enums that only they use (roles, masks,
 * policies). Introspection could not show where a directive is applied, so its definition would tell a client
 * nothing; what matters of it stands in the descriptions (describe.ts). `System` stays: clients send and get it.
 */
export function toPublicDocument(document: DocumentNode): DocumentNode {
  const inner = innerTypes(document)
  const isInner = (node: { name: { value: string } }): null | undefined =>
    inner.has(node.name.value) ? null : undefined
  const isGovernance = (node: { name: { value: string } }): null | undefined =>
    governanceDirectives.has(node.name.value) ? null : undefined
  // null removes the node, undefined keeps it.
  return visit(document, {
    Directive: isGovernance,
    DirectiveDefinition: isGovernance,
    EnumTypeDefinition: isInner,
    EnumTypeExtension: isInner,
    // A company's @accessOf stands there and nothing else may: the roots are ours.
    SchemaExtension: () => null,
  })
}

/** Types named by a governance directive's arguments and by nothing else. */
function innerTypes(document: DocumentNode): ReadonlySet<string> {
  const inner = new Set<string>()
  const outer = new Set<string>()
  for (const definition of document.definitions) {
    const isGovernance =
      definition.kind === Kind.DIRECTIVE_DEFINITION && governanceDirectives.has(definition.name.value)
    for (const name of typesNamedIn(definition)) (isGovernance ? inner : outer).add(name)
  }
  return inner.difference(outer)
}

function typesNamedIn(node: ASTNode): string[] {
  const names: string[] = []
  visit(node, { NamedType: (type) => void names.push(type.name.value) })
  return names
}
