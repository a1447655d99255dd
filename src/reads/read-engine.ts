import type { SourceCache } from '../cache/source-cache.ts'
import type { Call } from '../datasources/datasource.ts'
import type { Plan } from '../planner/plan.ts'
import type { SystemName } from '../schema/catalog.ts'
import { countPendingOf, type CountPending } from './count-pending.ts'
import { stepKey, type EntityHandle } from './entity-handle.ts'
import { createGuard } from './guard.ts'
import { createLinker } from './link-entities.ts'
import { createHandleBook } from './handle-book.ts'
import { createNodeLoader } from './load-node.ts'
import { loadRoot } from './load-roots.ts'
import { createLoaders } from './loaders.ts'
import { outcomeOf, type Outcome } from './outcome.ts'
import type { Caller, EngineParts } from './root-context.ts'

export interface ReadEngineOptions extends EngineParts {
  /** Without it nothing is kept. */
  cache?: SourceCache | null
  /** Without it nothing is ever written. */
  countPending?: CountPending | undefined
  /** Something that went wrong beside the answer, e.g. a link that could not be ended. */
  onProblem: (message: string, error: unknown) => void
}

/** What one operation read: resolvers take everything from here, synchronously. */
export interface ReadResult {
  /** A root field's answer; undefined when the plan did not load it. */
  root(field: string, args: Readonly<Record<string, unknown>>): Outcome<unknown> | undefined
  handleOf(entity: string, system: SystemName, externalId: string): EntityHandle
}

export interface ReadEngine {
  read(
    plan: Plan,
    variables: Readonly<Record<string, unknown>>,
    caller: Caller,
    call: Call,
  ): Promise<ReadResult>
}

/** The one way that anything is read: plan → load by waves → ready for the resolvers. */
export function createReadEngine(options: ReadEngineOptions): ReadEngine {
  const { onProblem, countPending, cache = null, ...parts } = options
  const { catalog, datasources, crosswalk, authorityOf, now } = parts
  return {
    async read(plan, variables, { principal, rights }, call) {
      // All state of a request is made here and goes with it: nothing is shared between callers.
      const ended: { entity: string; system: SystemName; externalId: string }[] = []
      const loaders = createLoaders({ datasources, cache, call, now, onGone: (gone) => ended.push(gone) })
      const linker = createLinker({ catalog, crosswalk, loaders, authorityOf, now })
      const handles = createHandleBook(now)
      const { handleOf } = handles
      const guard = createGuard({ catalog, caller: principal, loaders, linker, crosswalk, handleOf, now })
      const counted = new Set<EntityHandle>()
      const onPendingAsked = (asked: readonly EntityHandle[]): void =>
        asked.forEach((one) => counted.add(one))
      const nodes = createNodeLoader({ loaders, linker, guard, handleOf, variables, onPendingAsked })
      const context = { ...parts, principal, rights, loaders, guard, ...handles, nodes, call }

      const roots = new Map<string, Outcome<unknown>>()
      await Promise.all(
        plan.roots.map(async (step) => {
          const args = await outcomeOf(() => step.readArguments(variables))
          // Arguments that cannot be read never reach a resolver either: graphql-js refuses the field by itself.
          if (args.kind === 'failed') return
          const answer = await outcomeOf(() => loadRoot(context, step, args.value))
          roots.set(stepKey(step.field, args.value), answer)
        }),
      )
      await Promise.all([endLinks(ended), countPending && countPendingOf(counted, countPending)])
      return { root: (field, args) => roots.get(stepKey(field, args)), handleOf }
    },
  }

  async function endLinks(
    ended: readonly { entity: string; system: SystemName; externalId: string }[],
  ): Promise<void> {
    if (ended.length === 0) return
    const links = ended.map(({ entity, ...key }) => ({ entity, key }))
    try {
      await crosswalk.endLinks(links)
    } catch (error) {
      onProblem('links of records that are gone could not be ended; the next read tries again', error)
    }
  }
}
