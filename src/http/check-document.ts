import { GraphQLError, specifiedRules, validate, type DocumentNode, type GraphQLSchema } from 'graphql'
import { findExcess, type DocumentLimits } from './document-limits.ts'

/** Why a document cannot be run; empty when it can. `hidesSchema`: nothing is suggested to a caller who may not explore. */
export type DocumentCheck = (
  document: DocumentNode,
  caller: { hidesSchema: boolean },
) => readonly GraphQLError[]

/** As many as are looked for; of more it is only said that there are more. */
const maxFound = 100

/**
 * Apollo Server's validation with our limits first: it runs rules side by side, so a limit of ours could only be found
 * beside what it is to prevent. Documents that are found good are remembered, as long as they are kept.
 */
export function createDocumentCheck(schema: GraphQLSchema, limits: DocumentLimits): DocumentCheck {
  const good = new WeakSet<DocumentNode>()
  return (document, { hidesSchema }) => {
    if (good.has(document)) return []
    const excess = findExcess(document, limits)
    if (excess) return [excess]
    const options = { maxErrors: maxFound, hideSuggestions: hidesSchema }
    const errors = validate(schema, document, specifiedRules, options)
    if (errors.length === 0) good.add(document)
    return errors.map(
      ({ message, nodes, source, positions }) =>
        new GraphQLError(message, { nodes, source, positions, extensions: invalid }),
    )
  }
}

const invalid = { code: 'GRAPHQL_VALIDATION_FAILED' }
