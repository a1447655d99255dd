import {
  GraphQLError,
  Kind,
  visit,
  type ASTNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql'
import { GatewayError } from '../errors/gateway-error.ts'

export interface DocumentLimits {
  /** Deepest nesting of fields; introspection has graphql-js's own limit. */
  maxDepth: number
  /** Most fields and fragment uses of an operation, a fragment's counted each time it is used. */
  maxFields: number
  /** Most root fields of an operation, aliases included. */
  maxRootFields: number
  /** Most aliased fields of an operation, a fragment's counted each time it is used. */
  maxAliases: number
  /** Most directives of an operation, known or not, a fragment's counted each time it is used. */
  maxDirectives: number
}

/** Most tokens of a document, enforced while it is parsed. */
export const maxTokens = 5_000
/** Deepest nesting of lists and objects in a literal: inputs of the schema have 3 levels. */
const maxValueDepth = 10
/** Most times that one place of the reply is selected into: graphql-js compares each with each. */
const maxRepeats = 100
/** What all operations of a document come to together, in `maxFields`: tools send files of several. */
const maxOperationsWorth = 5

/**
 * Why a document's size alone is an attack; null when it is none. This comes before graphql-js's own rules, some of which
 * cost the square of what they check. It walks what would be executed, so fragments that use fragments cannot hide it, and
 * stops at the limit, so that checking costs no more than the limit.
 */
export function findExcess(document: DocumentNode, limits: DocumentLimits): GraphQLError | null {
  const walk = createWalk(document, limits)
  const { definitions } = document
  const operations = definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION)
  const fragments = definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
  const excess =
    findDeepValue(document) ??
    firstOf(operations, walk.into) ??
    // Those that no operation uses are checked by graphql-js all the same.
    firstOf(fragments, (fragment) => (walk.visited.has(fragment) ? null : walk.into(fragment)))
  if (!excess) return null
  const originalError = new GatewayError('BAD_USER_INPUT', excess.reason)
  return new GraphQLError(excess.reason, { nodes: excess.node, originalError })
}

interface Excess {
  reason: string
  node: ASTNode
}

function firstOf<Item>(items: readonly Item[], find: (item: Item) => Excess | null): Excess | null {
  for (const item of items) {
    const found = find(item)
    if (found) return found
  }
  return null
}

function findDeepValue(document: DocumentNode): Excess | null {
  let depth = 0
  const deep: ASTNode[] = []
  const enter = (node: ASTNode): void => {
    if (++depth > maxValueDepth) deep.push(node)
  }
  const leave = (): void => {
    depth--
  }
  visit(document, { ListValue: { enter, leave }, ObjectValue: { enter, leave } })
  const [node] = deep
  return node ? { reason: `A value is nested deeper than ${maxValueDepth} levels.`, node } : null
}

/** One place of the reply, whatever selects it. */
interface Place {
  /** 1 for root fields. */
  depth: number
  fields: Map<string, Place>
  times: number
}

interface Selections {
  set: SelectionSetNode
  /** Where its fields are. */
  place: Place
  /** Fragments around it, so that a cycle (which graphql-js reports) ends. */
  inside: readonly FragmentDefinitionNode[]
}

function createWalk(document: DocumentNode, limits: DocumentLimits) {
  const { maxDepth, maxFields, maxRootFields, maxAliases, maxDirectives } = limits
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition)
  const visited = new Set<FragmentDefinitionNode>()
  let walked = 0

  const into = (root: OperationDefinitionNode | FragmentDefinitionNode): Excess | null => {
    const top: Place = { depth: 1, fields: new Map(), times: 0 }
    const waiting: Selections[] = [{ set: root.selectionSet, place: top, inside: [] }]
    const isOperation = root.kind === Kind.OPERATION_DEFINITION
    let fields = 0
    let rootFields = 0
    let aliases = 0
    let directives = countDirectives(root)
    const tooMuch = (reason: string): Excess => ({ reason, node: root })
    for (let at = waiting.pop(); at; at = waiting.pop()) {
      for (const selection of at.set.selections) {
        if (++fields > maxFields)
          return tooMuch(`The query selects more than ${maxFields} fields, ${eachUse}. Split it.`)
        if (++walked > maxFields * maxOperationsWorth)
          return tooMuch(`The document's operations together select too much. Send fewer at once.`)
        if ((directives += selection.directives?.length ?? 0) > maxDirectives)
          return tooMuch(`The query has more than ${maxDirectives} directives, ${eachUse}. Split it.`)
        if (selection.kind === Kind.INLINE_FRAGMENT) {
          waiting.push({ ...at, set: selection.selectionSet })
          continue
        }
        if (selection.kind === Kind.FRAGMENT_SPREAD) {
          const fragment = fragments.get(selection.name.value)
          if (!fragment || at.inside.includes(fragment)) continue
          visited.add(fragment)
          directives += countDirectives(fragment)
          waiting.push({ ...at, set: fragment.selectionSet, inside: [...at.inside, fragment] })
          continue
        }
        if (selection.alias && ++aliases > maxAliases)
          return tooMuch(`The query has more than ${maxAliases} aliases, ${eachUse}. Split it.`)
        if (at.place.depth === 1 && ++rootFields > maxRootFields && isOperation)
          return tooMuch(`The query has more than ${maxRootFields} root fields. Ask for lists, or split it.`)
        if (at.place.depth > maxDepth && isOperation)
          return tooMuch(`The query is nested deeper than ${maxDepth} levels. Split it.`)
        const isIntrospection = selection.name.value.startsWith('__')
        if (!selection.selectionSet || isIntrospection) continue
        const place = placeBelow(at.place, (selection.alias ?? selection.name).value)
        if (++place.times > maxRepeats)
          return tooMuch(
            `The query selects into one field more than ${maxRepeats} times. Merge the selections.`,
          )
        waiting.push({ ...at, set: selection.selectionSet, place })
      }
    }
    return null
  }
  return { visited, into }
}

const eachUse = 'those of fragments counted each time they are used'

function placeBelow({ depth, fields }: Place, name: string): Place {
  const known = fields.get(name) ?? { depth: depth + 1, fields: new Map<string, Place>(), times: 0 }
  fields.set(name, known)
  return known
}

function countDirectives(definition: OperationDefinitionNode | FragmentDefinitionNode): number {
  const variables =
    definition.kind === Kind.OPERATION_DEFINITION ? (definition.variableDefinitions ?? []) : []
  return [definition, ...variables].reduce((count, { directives }) => count + (directives?.length ?? 0), 0)
}
