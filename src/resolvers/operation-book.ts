import type { DocumentNode, OperationDefinitionNode } from 'graphql'
import type { Rights } from '../auth/rights.ts'
import type { Abilities } from '../planner/abilities.ts'
import { conditionVariables, makePlan, type PlanRequest } from '../planner/make-plan.ts'
import type { Plan } from '../planner/plan.ts'
import { createPricer, type Pricer } from '../planner/price-plan.ts'
import { createFindProgram, type FindProgram } from './find-program.ts'

type Variables = Readonly<Record<string, unknown>>

/** What is kept of an operation that comes again, for one outcome of its `@skip` and `@include`. */
export interface KnownOperation {
  planFor(rights: Rights): PricedPlan
  findProgram: FindProgram
}

export interface PricedPlan {
  plan: Plan
  priceOf: Pricer
}

/** Of one document: outcomes of its `@skip` and `@include`, and of each of them, rights that it was planned for. */
const maxOutcomes = 20
const maxPlans = 50

/** Plans live as long as their parsed document, which Apollo Server keeps for documents that come again. */
export function createOperationBook({
  abilities,
  ...options
}: Pick<PlanRequest, 'schema' | 'catalog' | 'isReadable'> & { abilities: Abilities }) {
  const documents = new WeakMap<DocumentNode, KnownDocument>()

  const learn = (
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Variables,
  ): KnownOperation => {
    const plans = new Map<string, PricedPlan>()
    return {
      findProgram: createFindProgram(options.schema, document, operation, variables),
      planFor(rights) {
        const known = plans.get(rights.key)
        if (known) return known
        const plan = makePlan({ ...options, document, operation, variables, rights })
        const priced = { plan, priceOf: createPricer(plan, abilities) }
        if (plans.size >= maxPlans) plans.clear()
        plans.set(rights.key, priced)
        return priced
      },
    }
  }

  /** @param variables coerced */
  return (
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Variables,
  ): KnownOperation => {
    let book = documents.get(document)
    if (!book)
      documents.set(document, (book = { conditions: conditionVariables(document), known: new Map() }))
    const { conditions, known } = book
    const name = operation.name?.value ?? ''
    const key =
      conditions.length === 0 ? name : JSON.stringify([name, ...conditions.map((one) => variables[one])])
    let found = known.get(key)
    if (!found) {
      // What the caller sent beside them is not to be kept.
      const decisive = Object.fromEntries(conditions.map((one) => [one, variables[one]]))
      found = learn(document, operation, decisive)
      if (known.size >= maxOutcomes) known.clear()
      known.set(key, found)
    }
    return found
  }
}

interface KnownDocument {
  /** Variables that `@skip` and `@include` read. */
  conditions: readonly string[]
  known: Map<string, KnownOperation>
}
