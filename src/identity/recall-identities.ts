import { GatewayError } from '../errors/gateway-error.ts'
import { isStorableId } from './canonical-id.ts'
import type { Identity, Known } from './crosswalk.ts'
import type { Find } from './identity-memory.ts'
import { PartlyHeldError } from './partly-held-error.ts'

export interface Recall {
  believe(find: Find): Known
  /** From memory what is believed there, the rest by `read`. @throws PartlyHeldError when the store is away and memory lacks something */
  recall(
    wanted: readonly string[],
    find: Find,
    read: (missing: readonly string[]) => Promise<ReadonlyMap<string, Identity>>,
  ): Promise<Map<string, Identity>>
}

interface Freshness {
  now: () => number
  /** How old what is fresh may be while changes are not heard of. */
  maxAgeMs: number
  /** What was read after that (ms since epoch) is fresh until a change of it is heard of; null: changes are not heard of now. */
  hearingSince: () => number | null
}

/** Memory is believed while it is fresh; if the store is away, however old it is. */
export function createRecall({ now, maxAgeMs, hearingSince }: Freshness): Recall {
  const believe = (find: Find): Known => {
    const freshFrom = hearingSince() ?? now() - maxAgeMs
    return (name) => {
      const remembered = find(name)
      return remembered && remembered.readAt > freshFrom ? remembered.identity : null
    }
  }
  const recall: Recall['recall'] = async (wanted, find, read) => {
    const found = new Map<string, Identity>()
    const missing = new Set<string>()
    const known = believe(find)
    for (const asked of wanted) {
      const identity = known(asked)
      if (identity) found.set(asked, identity)
      else if (isStorableId(asked)) missing.add(asked)
    }
    let unavailable: GatewayError | null = null
    for (const part of chunked([...missing])) {
      try {
        for (const [asked, identity] of await read(part)) found.set(asked, identity)
      } catch (error) {
        if (!isStoreUnavailable(error)) throw error
        for (const asked of part) {
          const held = find(asked)?.identity
          if (held) found.set(asked, held)
          else unavailable = error
        }
      }
    }
    if (unavailable) throw new PartlyHeldError(unavailable, found)
    return found
  }
  return { believe, recall }
}

/** The most rows that one statement touches; PGlite runs it on our own thread. */
export const chunkSize = 2_000

export function chunked<T>(items: readonly T[]): T[][] {
  const chunks: T[][] = []
  for (let start = 0; start < items.length; start += chunkSize)
    chunks.push(items.slice(start, start + chunkSize))
  return chunks
}

function isStoreUnavailable(error: unknown): error is GatewayError {
  return error instanceof GatewayError && error.code === 'STORE_UNAVAILABLE'
}
