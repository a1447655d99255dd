import type { Datasource } from '../datasources/datasource.ts'
import { recordKindKey } from '../datasources/datasource.ts'
import type { Abilities } from '../planner/abilities.ts'
import type { Catalog, SystemName } from '../schema/catalog.ts'
import { maxPageSize, readListQuery, readPageSize } from './page-arguments.ts'

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
  const authorityOf = (name: string): SystemName => {
    const entity = catalog.entities.get(name)
    const systems = entity ? [entity.owner, ...entity.sources.map((source) => source.system)] : []
    return systems.find((system) => sourceOf(system, name, null)) ?? systems[0] ?? ''
  }
  return {
    vendorOf: (system) => datasources.get(system)?.vendor ?? null,
    authorityOf,
    listedBy(list, variables) {
      const entity = catalog.entities.get(list.entity)
      if (!entity) return null
      try {
        const args = list.readArguments(variables)
        return readListQuery(catalog, entity, list, args, authorityOf(entity.name)).system
      } catch {
        // The field itself carries the reason.
        return null
      }
    },
    pageSizeOf(list, variables) {
      let args: Readonly<Record<string, unknown>>
      try {
        args = list.readArguments(variables)
      } catch {
        // Not known yet: as many as there may be.
        return maxPageSize
      }
      return readPageSize(args) ?? 0
    },
    idsOf(root, variables) {
      try {
        const { ids } = root.readArguments(variables)
        return Array.isArray(ids) && ids.length <= maxPageSize ? ids.length : 0
      } catch {
        return maxPageSize
      }
    },
    pagingOf(system, entity, reference) {
      const source = sourceOf(system, entity, null)
      const pages = reference === null ? source?.list : source?.byReference.get(reference)
      return pages?.paging ?? null
    },
    freshnessOf: (system, entity, part) =>
      catalog.entities
        .get(entity)
        ?.sources.find((source) => source.system === system && source.part === part) ?? null,
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
