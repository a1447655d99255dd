import { compareUnavailable } from './compare-unavailable.ts'
import type { RecordRead } from '../call.ts'
import { recordKindKey } from '../datasource.ts'
import type { InspectionFinding, Members, MemberSchema } from '../inspection.ts'

/**
 * What records as they came say of their kind, where the system says nothing itself: whether what is declared unavailable is
 * among what it sends. What else is wrong with them, reading them has told.
 *
 * @returns findings by record kind
 */
export function inspectSamples(
  system: string,
  reads: readonly RecordRead[],
): ReadonlyMap<string, readonly InspectionFinding[]> {
  const byMapping = Map.groupBy(reads, ({ mapping }) => mapping)
  return new Map(
    [...byMapping].map(([mapping, ofKind]) => [
      recordKindKey(mapping.entity, mapping.part),
      compareUnavailable(system, mapping, {}, membersOf(ofKind.map(({ raw }) => raw))),
    ]),
  )
}

/** All that any of these objects has. */
function membersOf(values: readonly unknown[]): Members {
  const entries = values.flatMap((value) => (isPlain(value) ? Object.entries(value) : []))
  return new Map(
    [...Map.groupBy(entries, ([key]) => key)].map(([key, found]): [string, MemberSchema] => {
      const inside = found.map(([, value]) => value).filter(isPlain)
      return [key, { type: 'sample', ...(inside.length > 0 && { members: membersOf(inside) }) }]
    }),
  )
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
