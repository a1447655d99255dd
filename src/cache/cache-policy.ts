import type { Catalog, SystemName } from '../schema/catalog.ts'

/** One source record kind: what is read, kept and dropped alike. */
export interface RecordKind {
  system: SystemName
  entity: string
  part: string | null
}

/** As the SDL declares it (`@source`). */
export interface CachePolicy {
  /** 0: never kept, never shown when it is old. */
  readonly maxAgeMs: number
  readonly staleWhileRevalidateMs: number
  readonly staleIfErrorMs: number
}

export const neverKept: CachePolicy = { maxAgeMs: 0, staleWhileRevalidateMs: 0, staleIfErrorMs: 0 }

/** That a system has no such record is known for so long at most: what was just made there is soon found. */
export const maxGoneMs = 10_000

/** The policy of each declared kind; what is not declared is never kept. */
export function createPolicies({ entities }: Pick<Catalog, 'entities'>): (kind: RecordKind) => CachePolicy {
  const byKind = new Map<string, CachePolicy>()
  for (const entity of entities.values())
    for (const source of entity.sources)
      byKind.set(kindName({ ...source, entity: entity.name }), Object.freeze({ ...source }))
  return (kind) => byKind.get(kindName(kind)) ?? neverKept
}

/** How long anything may be of use after it was read, at most. */
export function longestLifeMs({ entities }: Pick<Catalog, 'entities'>): number {
  const lives = [...entities.values()].flatMap(({ sources }) =>
    sources.map((source) => source.maxAgeMs + Math.max(source.staleWhileRevalidateMs, source.staleIfErrorMs)),
  )
  return Math.max(0, ...lives)
}

export function kindName({ system, entity, part }: RecordKind): string {
  return part === null ? `${system} ${entity}` : `${system} ${entity}/${part}`
}
