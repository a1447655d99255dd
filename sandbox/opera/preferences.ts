import { z } from 'zod'
import type { Operation } from '../kit/simulator.ts'
import { findReservation } from './find-reservation.ts'
import { invalidBody, Refusal } from './problem.ts'
import { parseBody } from './requests.ts'
import { requireUnlocked } from './reservation-locks.ts'
import type { State } from './state.ts'
import { integrationUser } from './state.ts'
import type { PreferenceGroup } from './wire.ts'

const groupsShape = z.array(
  z.looseObject({
    preferenceType: z.string().min(1).max(20),
    preference: z.array(z.looseObject({ preferenceValue: z.string().min(1).max(200) })),
  }),
)

const reservationPath = String.raw`^/rsv/v1/hotels/(?<hotelId>[^/]+)/reservations/(?<reservationId>[^/]+)/preferences`

/** What guests prefer, on their profiles (crm/v1) and in their reservations (rsv/v1): added and removed one by one. */
export function createPreferenceOperations(state: State): readonly Operation[] {
  function findProfile(profileId: string | undefined) {
    const record = state.profiles.get(profileId ?? '')
    if (!record) throw new Refusal(404, 'OPERAWS-CRM00073', 'Profile not found.')
    return record
  }

  function keepProfile(profileId: string, hotelId: string | undefined, groups: PreferenceGroup[]): void {
    const record = findProfile(profileId)
    const lastModifyDateTime = state.hotel(hotelId).clock.timestamp(state.now())
    const changed = { lastModifyDateTime, lastModifierId: integrationUser }
    record.profile = { ...record.profile, ...changed, preferenceCollection: { preferenceType: groups } }
  }

  return [
    {
      name: 'postPreference',
      method: 'POST',
      path: /^\/crm\/v1\/profiles\/(?<profileId>[^/]+)\/preferences$/,
      handle(request) {
        const { id, profile } = findProfile(request.params.profileId)
        const added = readGroups(parseBody(request).preferenceCollections)
        const groups = profile.preferenceCollection?.preferenceType ?? []
        keepProfile(id, request.headers['x-hotelid'], addAll(groups, added))
        return { status: 201, body: { links: [] } }
      },
    },
    {
      name: 'deleteGlobalPreference',
      method: 'DELETE',
      path: /^\/crm\/v1\/profiles\/(?<profileId>[^/]+)\/preferenceType\/(?<type>[^/]+)\/preferences\/(?<value>[^/]+)$/,
      handle({ params, headers }) {
        const { id, profile } = findProfile(params.profileId)
        const groups = profile.preferenceCollection?.preferenceType ?? []
        keepProfile(id, headers['x-hotelid'], without(groups, params.type ?? '', params.value ?? ''))
        return { status: 200, body: { links: [] } }
      },
    },
    {
      name: 'postReservationPreference',
      method: 'POST',
      path: new RegExp(`${reservationPath}$`),
      handle(request) {
        const record = findReservation(state, request)
        requireUnlocked(state, record.id, undefined)
        const added = readGroups(parseBody(request).reservationPreferences)
        const { preferenceCollection: groups = [] } = record.reservation
        record.reservation = { ...record.reservation, preferenceCollection: addAll(groups, added) }
        return { status: 201, body: { links: [] } }
      },
    },
    {
      name: 'deleteReservationPreference',
      method: 'DELETE',
      path: new RegExp(`${reservationPath}/(?<value>[^/]+)$`),
      handle(request) {
        const record = findReservation(state, request)
        requireUnlocked(state, record.id, undefined)
        const { preferenceCollection: groups = [] } = record.reservation
        const left = without(groups, null, request.params.value ?? '')
        record.reservation = { ...record.reservation, preferenceCollection: left }
        return { status: 200, body: { links: [] } }
      },
    },
  ]
}

function readGroups(posted: unknown): PreferenceGroup[] {
  const groups = groupsShape.safeParse(posted)
  if (!groups.success) throw invalidBody('The preferences are not as described.')
  return groups.data
}

/** One that is there already stays as it is. */
function addAll(groups: readonly PreferenceGroup[], added: readonly PreferenceGroup[]): PreferenceGroup[] {
  const merged = new Map(groups.map((group) => [group.preferenceType, group]))
  for (const { preferenceType, preference, ...rest } of added) {
    const known = merged.get(preferenceType) ?? { preferenceType, ...rest, preference: [] }
    const fresh = preference.filter(
      ({ preferenceValue }) => !known.preference.some((one) => one.preferenceValue === preferenceValue),
    )
    merged.set(preferenceType, { ...known, preference: [...known.preference, ...fresh] })
  }
  return [...merged.values()]
}

/** @param type null: of any */
function without(groups: readonly PreferenceGroup[], type: string | null, value: string): PreferenceGroup[] {
  return groups
    .map((group) => {
      if (type !== null && group.preferenceType !== type) return group
      return { ...group, preference: group.preference.filter((one) => one.preferenceValue !== value) }
    })
    .filter(({ preference }) => preference.length > 0)
}
