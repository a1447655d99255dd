import { z } from 'zod'
import type { Operation, SimulatorRequest } from '../kit/simulator.ts'
import { checkProfile } from './check-shape.ts'
import { isObject, mergeJson } from './merge-json.ts'
import { invalidBody, invalidQuery, Refusal } from './problem.ts'
import { primaryName, selectProfiles } from './profile-search.ts'
import { profileIds, profileInstructions, summariseProfile, viewProfile } from './profile-views.ts'
import { pageOf, readChoices, readList } from './query.ts'
import { parseBody, selfLink } from './requests.ts'
import { guestProfileId } from './guest-profile.ts'
import type { State } from './state.ts'
import { integrationUser } from './state.ts'
import { vipDescriptions } from './vip-levels.ts'
import type { Profile, ProfileRecord } from './wire.ts'

const externalReferences = z.array(z.object({ id: z.string(), idContext: z.string() }))

/** The vendor's own ceiling for one call of getProfilesByIds. */
export const maxProfilesByIds = 200

/** The profile operations of crm/v1. */
export function createProfileOperations(state: State): readonly Operation[] {
  const { profiles } = state

  function find(request: SimulatorRequest): ProfileRecord {
    const record = profiles.get(request.params.profileId ?? '')
    if (!record) throw new Refusal(404, 'OPERAWS-CRM00073', 'Profile not found.')
    return record
  }

  return [
    {
      name: 'getProfilesByIds',
      method: 'GET',
      path: /^\/crm\/v1\/profilesByIds$/,
      handle({ query }) {
        const ids = readList(query, 'profileIds')
        if (ids.length > maxProfilesByIds) throw invalidQuery('profileIds', `at most ${maxProfilesByIds} ids`)
        const instructions = readChoices(query, 'fetchInstructions', profileInstructions)
        const found = [...new Set(ids)].flatMap((id) => profiles.get(id) ?? [])
        if (found.length === 0) return { status: 204 }
        // In the store's order, not in the asked one: a client must match by id.
        const profileInfo = found
          .toSorted((a, b) => Number(a.id) - Number(b.id))
          .map((record) => ({
            profileIdList: profileIds(record),
            profile: viewProfile(record, instructions),
          }))
        return { status: 200, body: { profiles: { profileInfo } } }
      },
    },
    {
      name: 'getProfiles',
      method: 'GET',
      path: /^\/crm\/v1\/profiles$/,
      handle({ query }) {
        readChoices(query, 'fetchInstructions', profileInstructions)
        const { items, ...page } = pageOf(query, selectProfiles(query, profiles.values()), 1000)
        if (items.length === 0) return { status: 204 }
        const profileInfo = items.map((record) => ({
          profileIdList: profileIds(record),
          profile: summariseProfile(record),
        }))
        return { status: 200, body: { profileSummaries: { profileInfo, ...page, count: items.length } } }
      },
    },
    {
      name: 'getProfile',
      method: 'GET',
      path: /^\/crm\/v1\/profiles\/(?<profileId>[^/]+)$/,
      handle(request) {
        const record = find(request)
        const instructions = readChoices(request.query, 'fetchInstructions', profileInstructions)
        const body = { profileIdList: profileIds(record), profileDetails: viewProfile(record, instructions) }
        return { status: 200, body }
      },
    },
    {
      name: 'postProfile',
      method: 'POST',
      path: /^\/crm\/v1\/profiles$/,
      handle(request) {
        const record = createProfile(state, request, detailsOf(request))
        const given = externalReferences.safeParse(parseBody(request).externalReferences)
        if (given.success && state.references.isKept) record.externalReferences = given.data
        const links = selfLink(request, 'getProfile', `/crm/v1/profiles/${record.id}`)
        return { status: 201, headers: { location: links[0].href }, body: { links } }
      },
    },
    {
      name: 'getProfileByExtId',
      method: 'GET',
      path: /^\/crm\/v1\/externalSystems\/(?<extSystemCode>[^/]+)\/profiles\/(?<profileExternalId>[^/]+)$/,
      handle({ params }) {
        const record = [...profiles.values()].find(({ externalReferences: given = [] }) =>
          given.some(
            ({ id, idContext }) => id === params.profileExternalId && idContext === params.extSystemCode,
          ),
        )
        if (!record || !state.references.isKept) return { status: 204 }
        const body = {
          profileIdList: profileIds(record),
          externalReferences: record.externalReferences,
          profileDetails: viewProfile(record, []),
        }
        return { status: 200, body }
      },
    },
    {
      name: 'deleteProfile',
      method: 'DELETE',
      path: /^\/crm\/v1\/profiles\/(?<profileId>[^/]+)$/,
      handle(request) {
        const { id } = find(request)
        if ([...state.reservations.values()].some((one) => guestProfileId(one) === id))
          throw new Refusal(400, 'SANDBOX-INUSE', 'The profile has reservations.')
        profiles.delete(id)
        return { status: 200, body: { links: [] } }
      },
    },
    {
      name: 'putProfile',
      method: 'PUT',
      path: /^\/crm\/v1\/profiles\/(?<profileId>[^/]+)$/,
      handle(request) {
        const record = find(request)
        const before = record.profile
        record.profile = stamp(state, request, merge(state, before, detailsOf(request)), before)
        const { givenName, surname } = primaryName(record.profile) ?? {}
        state.queueEvent({
          moduleName: 'Profile',
          actionType: 'UPDATE PROFILE',
          primaryKey: record.id,
          hotelId: state.hotel(request.headers['x-hotelid']).property.code,
          details: [
            { dataElement: 'FIRST NAME', oldValue: primaryName(before)?.givenName, newValue: givenName },
            { dataElement: 'NAME', oldValue: primaryName(before)?.surname, newValue: surname },
          ],
        })
        const body = { profileIdList: profileIds(record), profileDetails: record.profile }
        return { status: 200, body }
      },
    },
  ]
}

/** A new guest profile, also one that came inside a new reservation. */
export function createProfile(
  state: State,
  request: SimulatorRequest,
  details: Record<string, unknown>,
): ProfileRecord {
  const profile = merge(state, { profileType: 'Guest', statusCode: 'Active' }, details)
  const name = primaryName(profile)
  if (typeof name?.surname !== 'string' || name.surname.trim() === '') {
    throw new Refusal(400, 'SANDBOX-NAME', 'A profile needs a surname.')
  }
  const id = state.nextId('profile', 900_001)
  const record = { id, profile: stamp(state, request, profile, null) }
  state.profiles.set(id, record)
  state.queueEvent({
    moduleName: 'Profile',
    actionType: 'NEW PROFILE',
    primaryKey: id,
    hotelId: state.hotel(request.headers['x-hotelid']).property.code,
    details: [
      { dataElement: 'FIRST NAME', newValue: name.givenName },
      { dataElement: 'NAME', newValue: name.surname },
    ],
  })
  return record
}

function detailsOf(request: SimulatorRequest): Record<string, unknown> {
  const details = parseBody(request).profileDetails
  if (!isObject(details)) throw invalidBody('profileDetails is missing.')
  return details
}

function merge(state: State, stored: Profile, patch: Record<string, unknown>): Profile {
  const profile = checkProfile(mergeJson({ ...stored }, patch, () => state.nextId('part', 700_001)))
  const { vipStatus } = profile.customer ?? {}
  if (vipStatus === undefined) return profile
  if (vipStatus === '') {
    const { vipStatus: _none, vipDescription: _text, ...customer } = profile.customer ?? {}
    return { ...profile, customer }
  }
  if (!Object.hasOwn(vipDescriptions, vipStatus))
    throw new Refusal(400, 'SANDBOX-VIP', 'Invalid VIP level.', 'profileDetails.customer.vipStatus')
  // The text follows from the code, whatever the client wrote.
  return { ...profile, customer: { ...profile.customer, vipDescription: vipDescriptions[vipStatus] } }
}

function stamp(state: State, request: SimulatorRequest, profile: Profile, before: Profile | null): Profile {
  const at = state.hotel(request.headers['x-hotelid']).clock.timestamp(state.now())
  return {
    ...profile,
    createDateTime: before?.createDateTime ?? at,
    creatorId: before?.creatorId ?? integrationUser,
    lastModifyDateTime: at,
    lastModifierId: integrationUser,
  }
}
