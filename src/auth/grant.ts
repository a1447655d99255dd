/** Something about a record that has to be so for a caller to see it; decided at run time, once a record. */
export type Condition =
  | { /** The record belongs to the caller. */ kind: 'self'; key: 'self' }
  | {
      /** A value of the record is among the caller's attribute. */
      kind: 'rule'
      /** Unique within the entity: `property.code of properties`. */
      key: string
      via: { name: string; entity: string } | null
      path: readonly [string, ...string[]]
      attribute: string
    }

/** Conditions that all have to hold. */
export type Way = readonly Condition[]

/** Whether something is granted: always, never, or in any of several ways. */
export type Grant = 'ALWAYS' | 'NEVER' | readonly Way[]

export function grantOf(ways: readonly Way[]): Grant {
  if (ways.length === 0) return 'NEVER'
  if (ways.some((way) => way.length === 0)) return 'ALWAYS'
  return [...new Map(ways.map((way) => [nameOf(way), way])).values()]
}

/** Whether one is granted where the other is, in the same ways. Of grants about one entity. */
export function isSameGrant(one: Grant, other: Grant): boolean {
  if (one === other) return true
  return isConditional(one) && isConditional(other) && nameOfWays(one) === nameOfWays(other)
}

function nameOfWays(ways: readonly Way[]): string {
  return ways.map(nameOf).sort().join(' or ')
}

/** Granted where any of them is. */
export function joinGrants(grants: Iterable<Grant>): Grant {
  const ways: Way[] = []
  for (const grant of grants) {
    if (grant === 'ALWAYS') return grant
    if (grant !== 'NEVER') ways.push(...grant)
  }
  return grantOf(ways)
}

/** Whether conditions hold for a record, by key; what is not in it is not decided. */
export type Decided = ReadonlyMap<string, boolean>

/** Asked for every value of a reply. */
export function isGranted(grant: Grant, decided: Decided): boolean {
  if (grant === 'ALWAYS' || grant === 'NEVER') return grant === 'ALWAYS'
  for (const way of grant) if (allHold(way, decided)) return true
  return false
}

function allHold(way: Way, decided: Decided): boolean {
  for (const { key } of way) if (decided.get(key) !== true) return false
  return true
}

export function isConditional(grant: Grant): grant is readonly Way[] {
  return grant !== 'ALWAYS' && grant !== 'NEVER'
}

/** What has to be decided to know whether any of them is granted, each once. */
export function conditionsOf(grants: Iterable<Grant>): Condition[] {
  const conditions = [...grants].filter(isConditional).flatMap((ways) => ways.flat())
  return [...new Map(conditions.map((condition) => [condition.key, condition])).values()]
}

/** The same for ways that ask the same, whatever the order. */
export function nameOf(way: Way): string {
  return way
    .map((condition) => condition.key)
    .sort()
    .join(' and ')
}
