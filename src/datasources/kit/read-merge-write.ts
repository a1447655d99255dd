import { UpstreamError } from '../failures.ts'

/** How often a record is read anew when somebody else was faster. */
const maxMerges = 3

export interface MergeOptions<Current> {
  /** The version that the caller wants; null: whichever there is. */
  ifVersion: string | null
  load(): Promise<Current>
  versionOf(current: Current): string
  /** What to throw when the record has another version than is wanted. */
  conflict(): Error
}

/**
 * For systems that take whole records, or changes that depend on what a record holds: they are worked out from the record as it
 * is, and refused by the vendor (CONFLICT) when it is another by then. Who named no version wants them made from the newer one.
 *
 * @param write sends the change with the version that it was worked out from, on which the vendor insists
 */
export async function readMergeWrite<Current>(
  { ifVersion, load, versionOf, conflict }: MergeOptions<Current>,
  write: (current: Current, version: string) => Promise<void>,
): Promise<void> {
  for (let merges = 1; ; merges++) {
    const current = await load()
    const version = versionOf(current)
    if (ifVersion !== null && ifVersion !== version) throw conflict()
    try {
      await write(current, version)
      return
    } catch (error) {
      const isStale = error instanceof UpstreamError && error.failure === 'CONFLICT'
      if (!isStale || ifVersion !== null || merges === maxMerges) throw error
    }
  }
}
