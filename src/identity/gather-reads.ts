import { setImmediate } from 'node:timers/promises'
import { refuseInsideTransaction } from '../store/kysely-dialect.ts'
import type { Identity } from './crosswalk.ts'
import { chunkSize } from './recall-identities.ts'

type Identities = ReadonlyMap<string, Identity>
type Read = (names: readonly string[]) => Promise<Identities>

/** Up to 2,000 names of one kind (`${entity}`, `${entity}\0${system}`); gives the names that `read` found. */
export type Gather = (kind: string, names: readonly string[], read: Read) => Promise<Map<string, Identity>>

interface Gathering {
  names: Set<string>
  found: Promise<Identities>
}

/**
 * One statement for all of a kind that is asked for in one turn of the event loop, whoever asks: under load, the replies of
 * several requests come in one turn, and a statement costs more than the names in it.
 */
export function createGather(): Gather {
  const gatherings = new Map<string, Gathering>()

  const begin = (kind: string, read: Read): Gathering => {
    const names = new Set<string>()
    const readLater = async () => {
      // After all that came in this turn.
      await setImmediate()
      if (gatherings.get(kind) === gathering) gatherings.delete(kind)
      return read([...names])
    }
    const gathering = { names, found: readLater() }
    gatherings.set(kind, gathering)
    return gathering
  }

  return async (kind, names, read) => {
    // Each for itself: the statement may be another's.
    refuseInsideTransaction()
    let gathering = gatherings.get(kind)
    if (!gathering || gathering.names.size + names.length > chunkSize) gathering = begin(kind, read)
    for (const name of names) gathering.names.add(name)
    const found = await gathering.found
    const mine = new Map<string, Identity>()
    for (const name of names) {
      const identity = found.get(name)
      if (identity) mine.set(name, identity)
    }
    return mine
  }
}
