import { valueAt } from '../mapping.ts'

/** What OPERA's own ids look like, of profiles and of reservations. */
export const idPattern = /^\d{1,20}$/

/** OPERA's records carry all their ids in one list of `{ id, type }`. */
export function idOfType(raw: unknown, list: string, type: string): string | null {
  const ids = valueAt(raw, [list])
  const found: unknown = Array.isArray(ids) ? ids.find((one) => valueAt(one, ['type']) === type) : undefined
  const id = valueAt(found, ['id'])
  return typeof id === 'string' ? id : null
}

/** The record with ids of its list as members of their own: `{ id: 'Reservation' }` lifts that one to `id`. */
export function withIds(
  raw: unknown,
  list: string,
  types: Readonly<Record<string, string>>,
): Record<string, unknown> {
  const lifted = Object.entries(types).map(([name, type]) => [
    name,
    // As if it had been a member: missing, and not known to be none.
    idOfType(raw, list, type) ?? undefined,
  ])
  return {
    ...(typeof raw === 'object' ? raw : {}),
    ...(Object.fromEntries(lifted) as Record<string, unknown>),
  }
}

/** The id of what a call has made: OPERA answers with links to it, `.../crm/v1/profiles/1234`. */
export function idFromLinks(reply: unknown, collection: 'profiles' | 'reservations'): string | null {
  const links = valueAt(reply, ['links'])
  for (const link of Array.isArray(links) ? (links as readonly unknown[]) : []) {
    const href = valueAt(link, ['href'])
    const [, id] =
      typeof href === 'string' ? (new RegExp(`/${collection}/(\\d{1,20})$`).exec(href) ?? []) : []
    if (id !== undefined) return id
  }
  return null
}
