import { UpstreamError } from './failures.ts'

/** How often a record is read anew when somebody else was faster. */
const maxMerges = 3

/**
 * Changes that depend on what the record holds: they are worked out from the record as it is, and refused by the vendor
 * when it is another by then. Who named no version of it wants them made from the newer one.
 *
 * @param ifVersion the version that the caller wants; CONFLICT when the record has another
 */
export async function mergeInto<Current>(
  options: {
    ifVersion: string | null
    load: () => Promise<Current>
    versionOf: (current: Current) => string
    conflict: () => Error
  },
  change: (current: Current, version: string) => Promise<void>,
): Promise<void> {
  const { ifVersion, load, versionOf, conflict } = options
  for (let merges = 1; ; merges++) {
    const current = await load()
    const version = versionOf(current)
    if (ifVersion !== null && ifVersion !== version) throw conflict()
    try {
      await change(current, version)
      return
    } catch (error) {
      const isStale = error instanceof UpstreamError && error.failure === 'CONFLICT'
      if (!isStale || ifVersion !== null || merges === maxMerges) throw error
    }
  }
}
