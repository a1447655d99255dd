import type { SourceCache } from '../cache/source-cache.ts'
import type { Call } from '../datasources/datasource.ts'
import type { Plan } from '../planner/plan.ts'
import type { SystemName } from '../schema/catalog.ts'
import { countPendingOf, type CountPending } from './count-pending.ts'
import type { EntityHandle } from './entity-handle.ts'
import { createOwnerFinder, type FindOwner } from './find-owner.ts'
import { createGuard } from './guard.ts'
import { createLinker } from './link-entities.ts'
import { createHandleBook, type HandleBook } from './handle-book.ts'
import { createNodeLoader } from './load-node.ts'
import { loadRoot } from './load-roots.ts'
import { createLoaders } from './loaders.ts'
import { outcomeOf, type Outcome } from './outcome.ts'
import type { Arguments, Caller, EngineParts } from './root-context.ts'

export interface ReadEngineOptions extends EngineParts {
  /** Without it nothing is kept. */
  cache?: SourceCache | null
  /** Without it nothing is ever written. */
  countPending?: CountPending | undefined
  /** Something that went wrong beside the answer, e.g. a link that could not be ended. */
  onProblem: (message: string, error: unknown) => void
}

/** What one operation read: resolvers take everything from here, synchronously. */
export interface ReadResult extends Pick<HandleBook, 'handleOfReference' | 'referred'> {
  /** A root field's answer, by `stepKeyOf` the field; undefined when the plan did not load it. */
  root(stepKey: string): Outcome<unknown> | undefined
  findOwner: FindOwner
  /** The arguments of some field could not be read, so that GraphQL refuses it: nothing was loaded for it. */
  hasUnreadable: boolean
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
      const { handleOf, handleOfReference, referred } = handles
      const finding = { catalog, crosswalk, loaders, linker, now, handleOf, handleOfReference }
      const guard = createGuard({ ...finding, caller: principal })
      const counted = new Set<EntityHandle>()
      const onPendingAsked = (asked: readonly EntityHandle[]): void =>
        asked.forEach((one) => counted.add(one))
      const roots = new Map<string, Outcome<unknown>>()
      const result: ReadResult = {
        root: (stepKey) => roots.get(stepKey),
        handleOfReference,
        referred,
        findOwner: createOwnerFinder(handles.handles),
        hasUnreadable: false,
      }
      const onUnreadable = (): void => {
        result.hasUnreadable = true
      }
      const asking = { variables, onPendingAsked, onUnreadable }
      const nodes = createNodeLoader({ loaders, linker, guard, handles, ...asking })
      const context = { ...parts, principal, rights, loaders, guard, ...handles, nodes, call }

      await Promise.all(
        plan.roots.map(async (step) => {
          let args: Arguments
          try {
            args = step.readArguments(variables)
          } catch {
            onUnreadable()
            return
          }
          const answer = await outcomeOf(() => loadRoot(context, step, args))
          roots.set(step.field + step.argumentsText, answer)
        }),
      )
      if (ended.length > 0) await endLinks(ended)
      if (countPending && counted.size > 0) await countPendingOf(counted, countPending)
      return result
    },
  }

  async function endLinks(
    ended: readonly { entity: string; system: SystemName; externalId: string }[],
  ): Promise<void> {
    const links = ended.map(({ entity, ...key }) => ({ entity, key }))
    try {
      await crosswalk.endLinks(links)
    } catch (error) {
      onProblem('links of records that are gone could not be ended; the next read tries again', error)
    }
  }
}
