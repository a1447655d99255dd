import type { Members, MemberSchema } from '../inspection.ts'

/** The member at a path; null: there is none. UNKNOWN: it is inside of what the system does not describe. */
export function memberAt(members: Members, path: readonly string[]): MemberSchema | 'UNKNOWN' | null {
  const [key, ...rest] = path
  if (key === undefined) return 'UNKNOWN'
  const member = members.get(key)
  if (!member) return null
  if (rest.length === 0) return member
  return member.members ? memberAt(member.members, rest) : 'UNKNOWN'
}

/** A raw record as a system with these members would send it, filled where an example is typical. */
export function exampleRecord(
  members: Members,
  paths: readonly (readonly string[])[],
): Record<string, unknown> {
  const below = Map.groupBy(
    paths.filter((path) => path.length > 0),
    ([key = '']) => key,
  )
  const entries = [...below].flatMap(([key, asked]): [string, unknown][] => {
    const member = members.get(key)
    if (!member) return []
    const inner = asked.map((path) => path.slice(1)).filter((path) => path.length > 0)
    const isWhole = inner.length === 0 || !member.members
    const value = isWhole ? (member.example ?? null) : exampleRecord(member.members ?? new Map(), inner)
    return [[key, member.isList && !isWhole ? [value] : value]]
  })
  return Object.fromEntries(entries)
}
