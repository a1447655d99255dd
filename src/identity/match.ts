/**
 * Whether a record of one system (the origin) and one of another (the target) are the same entity, decided from match
 * keys alone. Pure: the read engine does the look-ups and stores the decision. The rules:
 *
 * 1. Keys are tried strongest first; the first that finds a candidate decides, and weaker ones are not looked at.
 * 2. A candidate has the very same normalised key. Whatever else a vendor's search returned does not count.
 * 3. A record whose stronger key is present and different is no candidate: one phone, two e-mails is two people.
 * 4. Linked is only a pair of which neither side could be anyone else: one candidate in the target, and, where the
 *    origin can be asked, no other record there that the candidate could be. Everything else is ambiguous.
 * 5. A candidate that a stronger key gives to another record of the origin is not ours: without any other candidate the
 *    target has none.
 *
 * With the same data, both directions decide alike (4 and 5 look at both sides).
 */
export type MatchDecision =
  | { kind: 'linked'; externalId: string; matchedBy: string }
  | { kind: 'absent' }
  | { kind: 'ambiguous'; matchedBy: string; candidates: readonly string[]; reason: string }

/** What matching needs of a SourceRecord. */
export interface MatchRecord {
  readonly externalId: string
  readonly matchKeys: Readonly<Record<string, string>>
}

export interface MatchQuestion {
  /** Names of the match keys, strongest first. */
  keys: readonly string[]
  from: MatchRecord
  /** Key → what the target answered for our key. */
  forward: ReadonlyMap<string, readonly MatchRecord[]>
  /** Key → what the origin answered for `originQuestions`; null or absent where it cannot be asked by that key. */
  reverse: ReadonlyMap<string, readonly MatchRecord[] | null>
}

export function decideMatch({ keys, from, forward, reverse }: MatchQuestion): MatchDecision {
  for (const [index, key] of keys.entries()) {
    const stronger = keys.slice(0, index)
    const candidates = recordsLike(from, key, stronger, forward.get(key) ?? [])
    const [candidate] = candidates
    if (!candidate) continue

    const isClaimed = (record: MatchRecord) => claims(record, from, stronger, reverse)
    if (candidates.every(isClaimed)) return { kind: 'absent' }

    const ambiguous = (reason: string): MatchDecision => ({
      kind: 'ambiguous',
      matchedBy: key,
      candidates: candidates.map(({ externalId }) => externalId).toSorted(),
      reason,
    })
    if (candidates.length > 1) return ambiguous(`${candidates.length} records have the same ${key}`)
    const rivals = recordsLike(candidate, key, stronger, reverse.get(key) ?? []).filter(
      ({ externalId }) => externalId !== from.externalId,
    )
    if (rivals.length > 0)
      return ambiguous(`${rivals.length + 1} records of the system that was asked from have the same ${key}`)
    return { kind: 'linked', externalId: candidate.externalId, matchedBy: key }
  }
  return { kind: 'absent' }
}

/**
 * What to ask the origin once the target has answered: key → values. Our own keys that found something, and the
 * candidates' stronger keys that we lack.
 */
export function originQuestions({
  keys,
  from,
  forward,
}: Omit<MatchQuestion, 'reverse'>): ReadonlyMap<string, readonly string[]> {
  for (const [index, key] of keys.entries()) {
    const stronger = keys.slice(0, index)
    const candidates = recordsLike(from, key, stronger, forward.get(key) ?? [])
    if (candidates.length === 0) continue
    const own = keyOf(from, key)
    const questions = stronger.map((name) => {
      const values = candidates.flatMap((candidate) => keyOf(candidate, name) ?? [])
      return [name, keyOf(from, name) === undefined ? [...new Set(values)] : []] as const
    })
    return new Map(
      [...questions, [key, own === undefined ? [] : [own]] as const].filter(([, v]) => v.length > 0),
    )
  }
  return new Map()
}

/** Those with the same key and no stronger key that differs, each once. */
function recordsLike(
  record: MatchRecord,
  key: string,
  stronger: readonly string[],
  others: readonly MatchRecord[],
): MatchRecord[] {
  const value = keyOf(record, key)
  if (value === undefined) return []
  const alike = others.filter((other) => {
    const differs = stronger.some((name) => {
      const [ours, theirs] = [keyOf(record, name), keyOf(other, name)]
      return ours !== undefined && theirs !== undefined && ours !== theirs
    })
    return keyOf(other, key) === value && !differs
  })
  return [...new Map(alike.map((other) => [other.externalId, other])).values()]
}

/** Whether another record of the origin has a stronger key of the candidate, one that we lack. */
function claims(
  candidate: MatchRecord,
  from: MatchRecord,
  stronger: readonly string[],
  reverse: MatchQuestion['reverse'],
): boolean {
  return stronger.some(
    (key, index) =>
      keyOf(from, key) === undefined &&
      recordsLike(candidate, key, stronger.slice(0, index), reverse.get(key) ?? []).length > 0,
  )
}

function keyOf({ matchKeys }: MatchRecord, key: string): string | undefined {
  return Object.hasOwn(matchKeys, key) ? matchKeys[key] : undefined
}
