import { sourceKey, type SystemName } from '../schema/catalog.ts'
import type { Abilities } from './abilities.ts'
import type { Edge, EntityNode, Plan, RootStep } from './plan.ts'

type Variables = Readonly<Record<string, unknown>>

/** References that a list inside a record is taken to hold (an order's lines): nothing bounds how many there are. */
const assumedListLength = 10
/** A hundred entities weigh as much as a call: they are memory and time here, however few calls brought them. */
const entitiesAsACall = 100

/**
 * What answering can cost at most: one for each upstream call, lists taken as full as they may be, and one for every 100
 * entities. Calls are counted as `summarizePlan` prints them: links known, nothing repeated, parents in the batches that the
 * vendor declares.
 */
export function pricePlan(plan: Plan, abilities: Abilities, variables: Variables): number {
  const { calls, entities } = sum(plan.roots.map((root) => billRoot(root, abilities, variables)))
  return calls + Math.floor(entities / entitiesAsACall)
}

/** The price of a plan with an operation's variables. */
export type Pricer = (variables: Variables) => number

/** Reckoned once where no list is as long as a variable says, and every time where one is. */
export function createPricer(plan: Plan, abilities: Abilities): Pricer {
  if (plan.roots.some(hasVariableSize)) return (variables) => pricePlan(plan, abilities, variables)
  const price = pricePlan(plan, abilities, {})
  return () => price
}

function hasVariableSize(root: RootStep): boolean {
  switch (root.kind) {
    case 'lookupMany':
    case 'list':
    case 'lookupMany':
      return root.argumentsText.includes('$') || hasVariableEdges(root.node)
    case 'lookup':
    case 'byExternalId':
    case 'self':
      return hasVariableEdges(root.node)
    case 'node':
      return [...root.nodes.values()].some(hasVariableEdges)
    case 'mutation':
      return root.node !== null && hasVariableEdges(root.node)
    case 'operation':
    case 'gateway':
      return false
  }
}

function hasVariableEdges({ edges }: EntityNode): boolean {
  return edges.some(
    (edge) => (edge.kind === 'collection' && edge.argumentsText.includes('$')) || hasVariableEdges(edge.node),
  )
}

interface Bill {
  calls: number
  entities: number
}

const nothing: Bill = { calls: 0, entities: 0 }

function billRoot(root: RootStep, abilities: Abilities, variables: Variables): Bill {
  const bill = (node: EntityNode, count: number, system: SystemName | null) =>
    billNode(node, { count, system, abilities, variables })
  switch (root.kind) {
    case 'lookup': {
      if (/\bid:/.test(root.argumentsText)) return bill(root.node, 1, null)
      return sum([{ calls: 1, entities: 0 }, bill(root.node, 1, abilities.authorityOf(root.entity))])
    }
    case 'lookupMany':
      return bill(root.node, abilities.idsOf(root, variables), null)
    case 'byExternalId':
    case 'self':
      return bill(root.node, 1, null)
    case 'node':
      // The id is of one of them.
      return [...root.nodes.values()].map((node) => bill(node, 1, null)).reduce(dearer, nothing)
    case 'list': {
      const size = abilities.pageSizeOf(root, variables)
      const system = abilities.listedBy(root, variables)
      if (system === null || size === 0) return nothing
      return sum([{ calls: 1, entities: 0 }, bill(root.node, size, system)])
    }
    case 'operation':
      return { calls: 1, entities: 0 }
    case 'gateway':
      return nothing
    case 'mutation':
      return sum([{ calls: 1, entities: 0 }, root.node ? bill(root.node, 1, null) : nothing])
  }
}

interface Position {
  /** Entities that are here at most. */
  count: number
  /** The system whose call brought their records. */
  system: SystemName | null
  abilities: Abilities
  variables: Variables
}

function billNode(node: EntityNode, position: Position): Bill {
  const { count, system, abilities } = position
  const records = node.records.map(({ system: owner, part }) => {
    const came = sourceKey(owner, part) === system
    return came ? 0 : Math.ceil(count / abilities.idsPerCall(owner, node.entity, part))
  })
  const own = { calls: records.reduce((calls, more) => calls + more, 0), entities: count }
  return sum([own, ...node.edges.map((edge) => billEdge(edge, position))])
}

function billEdge(edge: Edge, position: Position): Bill {
  const { count, abilities, variables } = position
  if (edge.kind === 'reference') {
    const reached = edge.inList ? count * assumedListLength : count
    return billNode(edge.node, { ...position, count: reached, system: null })
  }
  const size = edge.atMost ?? abilities.pageSizeOf(edge, variables)
  if (size === 0) return nothing
  const calls = Math.ceil(count / abilities.parentsPerCall(edge.owner, edge.node.entity, edge.inverseOf))
  const below = billNode(edge.node, { ...position, count: count * size, system: edge.owner })
  return sum([{ calls, entities: 0 }, below])
}

function sum(bills: readonly Bill[]): Bill {
  return bills.reduce((a, b) => ({ calls: a.calls + b.calls, entities: a.entities + b.entities }), nothing)
}

function dearer(a: Bill, b: Bill): Bill {
  const weight = ({ calls, entities }: Bill) => calls * entitiesAsACall + entities
  return weight(b) > weight(a) ? b : a
}
