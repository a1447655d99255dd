import type { Datasource } from '../datasources/datasource.ts'
import { recordKindKey } from '../datasources/datasource.ts'
import type { Abilities } from '../planner/explain.ts'
import type { Catalog, SystemName } from '../schema/catalog.ts'

/** What the planner asks of the configured systems. */
export interface Configured extends Abilities {
  /** Whether the owner of a field is configured and has it. */
  isReadable(entity: string, field: string): boolean
}

export function describeConfigured(
  catalog: Catalog,
  datasources: ReadonlyMap<SystemName, Datasource>,
): Configured {
  const sourceOf = (system: SystemName, entity: string, part: string | null) =>
    datasources.get(system)?.records.get(recordKindKey(entity, part))
  return {
    vendorOf: (system) => datasources.get(system)?.vendor ?? null,
    authorityOf(name) {
      const entity = catalog.entities.get(name)
      const systems = entity ? [entity.owner, ...entity.sources.map((source) => source.system)] : []
      return systems.find((system) => sourceOf(system, name, null)) ?? systems[0] ?? ''
    },
    idsPerCall: (system, entity, part) => sourceOf(system, entity, part)?.byId?.max ?? 1,
    parentsPerCall: (system, entity, reference) =>
      sourceOf(system, entity, null)?.byReference.get(reference)?.batch?.max ?? 1,
    isReadable(entity, name) {
      const field = catalog.entities.get(entity)?.fields.get(name)
      if (field?.kind !== 'value' && field?.kind !== 'reference') return false
      return sourceOf(field.owner, entity, field.part)?.mapped.has(name) ?? false
    },
  }
}
