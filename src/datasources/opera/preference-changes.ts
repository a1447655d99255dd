import { listAt, valueAt } from '../mapping.ts'

/** OPERA's groups of preferences, as its calls that add some take them. */
export interface PreferenceGroup {
  preferenceType: string
  preference: { preferenceValue: string; description?: string; global: true }[]
}

export interface Preference {
  kind: string
  value: string
  description?: string | null
}

/** What is to be added to the stored groups, and removed, so that they hold the wanted preferences and no other. */
export function preferenceChanges(
  stored: readonly unknown[],
  wanted: readonly Preference[],
): { added: readonly PreferenceGroup[]; removed: readonly { kind: string; value: string }[] } {
  const known = stored.flatMap((group) => {
    const kind = valueAt(group, ['preferenceType'])
    return listAt(group, 'preference').flatMap((one) => {
      const value = valueAt(one, ['preferenceValue'])
      return typeof kind === 'string' && typeof value === 'string' ? [{ kind, value }] : []
    })
  })
  return {
    added: groupsOf(wanted.filter((one) => !known.some((other) => isSame(one, other)))),
    removed: known.filter((one) => !wanted.some((other) => isSame(one, other))),
  }
}

export function groupsOf(preferences: readonly Preference[]): readonly PreferenceGroup[] {
  return [...Map.groupBy(preferences, ({ kind }) => kind)].map(([preferenceType, ones]) => ({
    preferenceType,
    preference: ones.map(({ value, description }) => ({
      preferenceValue: value,
      ...(typeof description === 'string' && { description }),
      global: true as const,
    })),
  }))
}

function isSame(one: Preference, other: Preference): boolean {
  return one.kind === other.kind && one.value === other.value
}
