import type { SourceDeclaration, SystemName } from '../schema/catalog.ts'
import type { RootStep, StepBase } from './plan.ts'

type Variables = Readonly<Record<string, unknown>>

/** What the configured systems can do, as far as a plan's reader wants to know. */
export interface Abilities {
  /** Vendor of a system; null when it is not configured. */
  vendorOf(system: SystemName): string | null
  /** The system that knows an entity's natural keys: its owner, or who stands in for it. */
  authorityOf(entity: string): SystemName
  /** The system that a list is asked of; null when its arguments are refused, e.g. a filter over two owners. */
  listedBy(list: Extract<RootStep, { kind: 'list' }>, variables: Variables): SystemName | null
  /** Most entities that one page of a list has; 0 when its `first` is refused. */
  pageSizeOf(list: Pick<StepBase, 'readArguments'>, variables: Variables): number
  /** How many entities a look-up of many names; 0 when it is refused for that. */
  idsOf(root: Pick<StepBase, 'readArguments'>, variables: Variables): number
  /** Whether cursors survive records that come and go: of a list, or of the entities that refer to one. */
  pagingOf(system: SystemName, entity: string, reference: string | null): 'STABLE' | 'SHIFTING' | null
  /** For how long records of a kind are shown without asking again; null: it is not declared. */
  freshnessOf(
    system: SystemName,
    entity: string,
    part: string | null,
  ): Pick<SourceDeclaration, 'maxAgeMs' | 'staleWhileRevalidateMs' | 'staleIfErrorMs'> | null
  /** Most ids a call takes for a record kind. */
  idsPerCall(system: SystemName, entity: string, part: string | null): number
  /** Most parents a call takes for the entities that refer to them. */
  parentsPerCall(system: SystemName, entity: string, reference: string): number
}
