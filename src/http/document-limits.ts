import {
  GraphQLError,
  Kind,
  type FragmentDefinitionNode,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql'
import { GatewayError } from '../errors/gateway-error.ts'

export interface DocumentLimits {
  /** Deepest nesting of fields; introspection has graphql-js's own limit. */
  maxDepth: number
  /** Most fields and fragment uses, a fragment's counted each time it is used. */
  maxFields: number
  /** Most root fields, aliases included. */
  maxRootFields: number
}

/** Most tokens of a document, enforced while it is parsed. */
export const maxTokens = 5_000

/**
 * Validation rules that refuse documents whose size alone is an attack. They walk what would be executed, so fragments
 * that use fragments cannot hide it, and stop at the limit, so checking costs no more than the limit.
 */
export function limitDocuments(limits: DocumentLimits): ValidationRule[] {
  return [
    (context) => ({
      OperationDefinition(operation) {
        const reason = findExcess(operation.selectionSet, context, limits)
        if (!reason) return
        const refusal = new GatewayError('BAD_USER_INPUT', reason)
        context.reportError(new GraphQLError(reason, { nodes: operation, originalError: refusal }))
      },
    }),
  ]
}

interface Selections {
  set: SelectionSetNode
  /** Depth of the fields in it: 1 for root fields. */
  depth: number
  /** Fragments around it, so that a cycle (which another rule reports) ends. */
  inside: readonly FragmentDefinitionNode[]
}

function findExcess(
  root: SelectionSetNode,
  context: ValidationContext,
  { maxDepth, maxFields, maxRootFields }: DocumentLimits,
): string | null {
  const waiting: Selections[] = [{ set: root, depth: 1, inside: [] }]
  let fields = 0
  let rootFields = 0
  for (let at = waiting.pop(); at; at = waiting.pop()) {
    for (const selection of at.set.selections) {
      if (++fields > maxFields) {
        return `The query selects more than ${maxFields} fields, fragments counted each time they are used. Split it.`
      }
      if (selection.kind === Kind.FIELD) {
        const isIntrospection = selection.name.value.startsWith('__')
        if (at.depth === 1 && ++rootFields > maxRootFields) {
          return `The query has more than ${maxRootFields} root fields. Ask for lists, or split it.`
        }
        if (at.depth > maxDepth) return `The query is nested deeper than ${maxDepth} levels. Split it.`
        if (selection.selectionSet && !isIntrospection) {
          waiting.push({ ...at, set: selection.selectionSet, depth: at.depth + 1 })
        }
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        waiting.push({ ...at, set: selection.selectionSet })
      } else {
        const fragment = context.getFragment(selection.name.value)
        if (!fragment || at.inside.includes(fragment)) continue
        waiting.push({ ...at, set: fragment.selectionSet, inside: [...at.inside, fragment] })
      }
    }
  }
  return null
}
