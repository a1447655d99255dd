import type { Call } from '../datasources/datasource.ts'
import { GatewayError } from '../errors/gateway-error.ts'
import { readingOf } from '../planner/reading-of.ts'
import { EntityHandle } from '../reads/entity-handle.ts'
import type { Entity } from '../schema/catalog.ts'
import { ownCaller } from './locate-record.ts'
import type { WriteParts } from './write-parts.ts'

/**
 * The canonical id of the entity that has one of these keys, the strongest first: as the crosswalk matches records. A key
 * that several have tells them not apart, and is passed over.
 *
 * @throws GatewayError when the system that would know does not answer: whether there is one is then not known
 */
export async function findByMatchKeys(
  { catalog, reads }: Pick<WriteParts, 'catalog' | 'reads'>,
  entity: Entity,
  valueOf: (key: string) => unknown,
  call: Call,
): Promise<string | null> {
  for (const key of entity.match) {
    const value = valueOf(key)
    if (typeof value !== 'string') continue
    const node = {
      ...{
        entity: entity.name,
        needsId: true,
        needsLinks: false,
        needsPendingWrites: false,
        conditions: [],
        visible: 'ALWAYS' as const,
      },
      ...readingOf([], []),
    }
    const args = { [key]: value }
    const step = {
      kind: 'lookup',
      field: 'match',
      argumentsText: '',
      entity: entity.name,
      keys: [key],
      node,
    } as const
    const plan = { roots: [{ ...step, readArguments: () => args }], denied: [] }
    const outcome = (await reads.read(plan, {}, ownCaller(catalog), call)).root(step.field)
    if (outcome?.kind === 'failed') {
      if (outcome.failure.error instanceof GatewayError && outcome.failure.error.code === 'CONFLICT') continue
      throw outcome.failure.error
    }
    const handle = outcome?.value
    if (handle instanceof EntityHandle && handle.id !== null) return handle.id
  }
  return null
}
