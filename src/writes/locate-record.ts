import { everyRight } from '../auth/rights.ts'
import type { Principal } from '../auth/principal.ts'
import type { Call } from '../datasources/datasource.ts'
import { GatewayError } from '../errors/gateway-error.ts'
import type { LinkView } from '../reads/entity-handle.ts'
import type { Caller } from '../reads/root-context.ts'
import type { Catalog, SystemName } from '../schema/catalog.ts'
import { refsOf, replaceRefs } from './read-changes.ts'
import { readSubject, type Subject } from './read-subject.ts'
import type { WriteParts } from './write-parts.ts'

/** The gateway on its own behalf: what was permitted when it was accepted is delivered, whoever asked for it. */
export function ownCaller(catalog: Catalog): Caller {
  const principal: Principal = {
    id: 'gateway',
    roles: [],
    scopes: 'ALL',
    tenant: 'default',
    customer: null,
    attributes: {},
  }
  return { principal, rights: everyRight(catalog) }
}

export interface RecordLocator {
  /** What links the entity to a system now; asked and matched there, where that has not been done yet. */
  linkOf(entity: string, id: string, system: SystemName, call: Call): Promise<LinkView>
  /** Values with external ids of `system` in the place of references. @throws GatewayError where one has no record there */
  toExternal(
    values: Readonly<Record<string, unknown>>,
    system: SystemName,
    call: Call,
  ): Promise<Record<string, unknown>>
}

export function createRecordLocator(
  parts: Pick<WriteParts, 'catalog' | 'crosswalk' | 'reads'>,
): RecordLocator {
  const { catalog, crosswalk } = parts
  const caller = ownCaller(catalog)

  const linkOf: RecordLocator['linkOf'] = async (name, id, system, call) => {
    const known = (await crosswalk.findByIds(name, [id])).get(id)?.links.get(system)
    if (known?.state === 'LINKED') return known
    const entity = catalog.entities.get(name)
    if (!entity) throw new GatewayError('INTERNAL', `${name} is no entity.`)
    const records = [{ system, part: null }]
    const subject: Subject = await readSubject(
      parts,
      { entity, id, records, conditions: [], visible: 'ALWAYS', caller },
      call,
    )
    return subject.linkAt(system) ?? { state: 'ABSENT' }
  }

  return {
    linkOf,
    async toExternal(values, system, call) {
      const ids = new Map<string, string>()
      for (const ref of refsOf(Object.values(values))) {
        const link = await linkOf(ref.$entity, ref.id, system, call)
        ids.set(keyOf(ref), externalIdIn(link, ref.$entity, system))
      }
      return replaceRefs(values, (ref) => ids.get(keyOf(ref))) as Record<string, unknown>
    },
  }
}

/** @throws GatewayError why the entity has no record at the system that could be written */
export function externalIdIn(link: LinkView, entity: string, system: SystemName): string {
  switch (link.state) {
    case 'LINKED':
      return link.externalId
    case 'UNRESOLVED':
      throw link.failure.error
    case 'ABSENT':
      throw new GatewayError('NOT_FOUND', `${system} has no record of this ${entity}.`, { system })
    case 'AMBIGUOUS':
      throw new GatewayError(
        'CONFLICT',
        `More than one record at ${system} could be this ${entity}; a person has to decide (identityReviews).`,
        { system },
      )
  }
}

function keyOf({ $entity, id }: { $entity: string; id: string }): string {
  return `${$entity} ${id}`
}
