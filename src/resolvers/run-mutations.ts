import type { Call } from '../datasources/datasource.ts'
import type { EntityNode, Plan, RootStep } from '../planner/plan.ts'
import type { EntityHandle } from '../reads/entity-handle.ts'
import { outcomeOf, type Outcome } from '../reads/outcome.ts'
import type { ReadEngine, ReadResult } from '../reads/read-engine.ts'
import type { Caller } from '../reads/root-context.ts'
import type { Catalog } from '../schema/catalog.ts'
import { readIdempotencyKey } from '../writes/idempotency-key.ts'
import { presentWrite, type ReceiptView, type WriteView } from '../writes/present-write.ts'
import type { UserError, WriteEngine } from '../writes/write-engine.ts'

/** What a mutation answers with: fields of all payload types; each takes its own. */
export interface Payload {
  writeId: string
  write: WriteView
  receipts: ReceiptView[]
  userErrors: readonly UserError[]
  /** What was read after the write; null: nothing was asked for, or there is nothing yet. */
  entity: Outcome<EntityHandle | null> | null
}

export interface Mutated {
  payload: Payload
  /** What the fields below the payload's entity are answered from. */
  reads: ReadResult
}

/** Runs one field of `Mutation`, by its name in the response. @throws GatewayError where it was not recorded */
export type Mutate = (responseName: string, args: Readonly<Record<string, unknown>>) => Promise<Mutated>

/** What nothing was loaded for answers nothing. */
export const noReads: ReadResult = {
  root: () => undefined,
  handleOfReference: () => {
    throw new Error('nothing was read')
  },
  referred: () => undefined,
  findOwner: () => undefined,
  hasUnreadable: false,
}

/** Where an operation is no mutation. */
export const noMutate: Mutate = () => Promise.reject(new Error('not a mutation'))

/** The mutations of one request, each with what is to be read of its entity afterwards. */
export function createMutate(options: {
  plan: Plan
  /** Coerced. */
  variables: Readonly<Record<string, unknown>>
  catalog: Catalog
  engine: ReadEngine
  writes: WriteEngine
  caller: Caller
  /** Of the header. */
  idempotencyKey: string | null
  call: Call
}): Mutate {
  const { plan, variables, catalog, engine, writes, caller, idempotencyKey, call } = options
  const steps = plan.roots.filter((step) => step.kind === 'mutation')

  return async (responseName, args) => {
    const step = steps.find((one) => one.responseName === responseName)
    const mutation = step && catalog.mutations.get(step.field)
    if (!step || !mutation) throw new Error(`Mutation.${responseName} was not in the plan`)
    const key = keyOf(step, args.idempotencyKey)
    const { write, userErrors } = await writes.run({ mutation, args, caller, idempotencyKey: key, call })
    const { id: writeId, entityId } = write
    const view = presentWrite(write, caller)
    const payload = { writeId, write: view, receipts: view.receipts, userErrors }
    if (step.node === null || entityId === null)
      return { payload: { ...payload, entity: null }, reads: noReads }
    const read = await readAnew(step.node, entityId)
    return { payload: { ...payload, entity: read.entity }, reads: read.reads }
  }

  /**
   * A key counts for one field of Mutation. Of a field that is there several times, each has a key of its own: the same
   * request again has the same names. `#` and what is not visible ASCII cannot be in it, a name has neither.
   */
  function keyOf(
    { field, responseName }: Extract<RootStep, { kind: 'mutation' }>,
    given: unknown,
  ): string | null {
    // Said of this mutation alone, so it wins.
    if (given !== undefined && given !== null) return readIdempotencyKey(given, 'idempotencyKey')
    const isAlone = steps.filter((one) => one.field === field).length === 1
    return idempotencyKey === null || isAlone ? idempotencyKey : `${idempotencyKey}#${responseName}`
  }

  /** That it cannot be read is an error of the entity alone: the write stands. */
  async function readAnew(
    node: EntityNode,
    id: string,
  ): Promise<Pick<Mutated, 'reads'> & Pick<Payload, 'entity'>> {
    const args = { id }
    const root: RootStep = {
      ...{ kind: 'lookup', field: 'changed', argumentsText: '', readArguments: () => args },
      ...{ entity: node.entity, keys: ['id'], node },
    }
    const read = await outcomeOf(() => engine.read({ roots: [root], denied: [] }, variables, caller, call))
    if (read.kind === 'failed') return { entity: read, reads: noReads }
    // The interface of root answers leaves their kind open; of a look-up it is a handle.
    const entity = read.value.root(root.field) as Outcome<EntityHandle | null> | undefined
    return { entity: entity ?? null, reads: read.value }
  }
}
