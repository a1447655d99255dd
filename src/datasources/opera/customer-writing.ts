import type { GatewayError } from '../../errors/gateway-error.ts'
import type { Call } from '../datasource.ts'
import type { FailureClass } from '../failures.ts'
import { listAt, valueAt, type Mapping } from '../mapping.ts'
import type { RawFound, Values, WriteCalls } from '../write-calls.ts'
import type { OperaClient } from './client.ts'
import { nationalDigits } from './customers.ts'
import { groupsOf, preferenceChanges, type Preference } from './preference-changes.ts'
import { profileDetails } from './profile-details.ts'
import type { ProfileReads } from './profile-reads.ts'
import { idFromLinks, idOfType } from './unique-ids.ts'

interface CustomerWriting {
  client: OperaClient
  mapping: Mapping
  reads: ProfileReads
  /** Under which OPERA keeps the gateway's references. */
  externalSystem: string
  failure(failure: FailureClass, cause?: unknown): GatewayError
}

const ownFields = ['givenName', 'familyName', 'email', 'phone', 'stayPreferences'] as const

/** Lengths in the vendor's description. */
const maxLengths = { givenName: 40, familyName: 40, phone: 40 } as const

/**
 * Guests. What putProfile leaves out stays, so only what is changed is sent; preferences have calls of their own, which
 * add and remove single ones. A new profile carries the gateway's reference, by which a repetition is found.
 */
export function customerWriting(options: CustomerWriting): WriteCalls {
  const { client, mapping, reads, externalSystem, failure } = options

  async function putProfile(externalId: string, details: object, call: Call): Promise<void> {
    const path = `/crm/v1/profiles/${externalId}`
    await client.send(
      { operation: 'putProfile', method: 'PUT', path, body: { profileDetails: details } },
      call,
    )
  }

  async function readProfile(externalId: string, call: Call): Promise<unknown> {
    const query = { fetchInstructions: ['Profile', 'Communication', 'Preference'] }
    const request = { operation: 'getProfile', path: `/crm/v1/profiles/${externalId}`, query }
    return valueAt(await client.get(request, call), ['profileDetails'])
  }

  async function setPreferences(
    externalId: string,
    stored: unknown,
    wanted: unknown,
    call: Call,
  ): Promise<void> {
    const groups = listAt(stored, 'preferenceCollection.preferenceType')
    const { added, removed } = preferenceChanges(groups, (wanted ?? []) as readonly Preference[])
    const path = `/crm/v1/profiles/${externalId}`
    if (added.length > 0) {
      const body = { preferenceCollections: added }
      const request = { operation: 'postPreference', path: `${path}/preferences`, body } as const
      await client.send({ ...request, method: 'POST' }, call)
    }
    for (const { kind, value } of removed) {
      const place = `preferenceType/${encodeURIComponent(kind)}/preferences/${encodeURIComponent(value)}`
      const request = { operation: 'deleteGlobalPreference', path: `${path}/${place}` } as const
      await client.send({ ...request, method: 'DELETE' }, call)
    }
  }

  /** The profile that carries the reference; else whether any could be it whose reference was not kept. */
  async function findCreated(values: Values, reference: string, call: Call): Promise<RawFound> {
    const place = `externalSystems/${encodeURIComponent(externalSystem)}/profiles/${encodeURIComponent(reference)}`
    const found = await client.get({ operation: 'getProfileByExtId', path: `/crm/v1/${place}` }, call)
    const externalId = idOfType(found, 'profileIdList', 'Profile')
    if (externalId !== null) return { externalId }
    const alike = await findAlike(values, call)
    return alike.some((raw) => hasSame(mapping.read(raw).values, values)) ? 'UNKNOWN' : 'ABSENT'
  }

  function findAlike({ email, phone, familyName }: Values, call: Call): Promise<readonly unknown[]> {
    if (typeof email === 'string') return reads.loadByKeys('email', [email], call)
    if (typeof phone === 'string') return reads.loadByKeys('phone', nationalDigits(phone), call)
    return reads.loadByKeys('profileName', [String(familyName)], call)
  }

  return {
    needsReadBack: true,
    readOnly: { membershipNumber: 'a card is issued by its programme, not with the guest' },
    ownFields: { create: ownFields, patch: ownFields },
    check(kind, values) {
      for (const [field, maxLength] of Object.entries(maxLengths))
        if (lengthOf(values[field]) > maxLength)
          return { field, message: `OPERA takes at most ${maxLength} characters.` }
      if (values.familyName === null)
        return { field: 'familyName', message: 'OPERA keeps no guest without it.' }
      for (const field of kind === 'patch' ? ['email', 'phone'] : [])
        if (values[field] === null)
          return { field, message: 'OPERA does not let it be removed, only replaced by another.' }
      return null
    },
    create: {
      required: ['familyName'],
      async run({ values, fields, reference }, call) {
        const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null))
        const own = profileDetails(given, {})
        const mapped = (fields.profile ?? {}) as Record<string, unknown>
        const preferences = groupsOf((given.stayPreferences ?? []) as readonly Preference[])
        const details = {
          ...mapped,
          ...own,
          customer: { ...(mapped.customer as object | undefined), ...(own.customer as object | undefined) },
          ...(preferences.length > 0 && { preferenceCollection: { preferenceType: preferences } }),
          profileType: 'Guest',
          statusCode: 'Active',
        }
        const externalReferences = [{ id: reference, idContext: externalSystem }]
        const body = { profileDetails: details, externalReferences }
        const request = { operation: 'postProfile', method: 'POST', path: '/crm/v1/profiles', body } as const
        const externalId = idFromLinks(await client.send(request, call), 'profiles')
        if (externalId === null) throw failure('BAD_RESPONSE', 'postProfile: no link to the new profile')
        return { externalId }
      },
      findApplied: ({ values, reference }, call) => findCreated(values, reference, call),
    },
    patch: {
      isConditional: false,
      async run({ externalId, values, fields }, call) {
        const isMerged = ownFields.some((field) => values[field] !== undefined)
        const stored = isMerged ? await readProfile(externalId, call) : null
        const own = profileDetails(values, stored)
        const mapped = (fields.profile ?? {}) as Record<string, unknown>
        const customer = {
          ...(mapped.customer as object | undefined),
          ...(own.customer as object | undefined),
        }
        const details = { ...mapped, ...own, ...(Object.keys(customer).length > 0 && { customer }) }
        if (Object.keys(details).length > 0) await putProfile(externalId, details, call)
        if (values.stayPreferences !== undefined)
          await setPreferences(externalId, stored, values.stayPreferences, call)
        return { externalId }
      },
    },
    async remove(externalId, call) {
      const path = `/crm/v1/profiles/${externalId}`
      await client.send({ operation: 'deleteProfile', method: 'DELETE', path }, call)
    },
  }
}

function hasSame(found: Values, wanted: Values): boolean {
  return ['givenName', 'familyName', 'email', 'phone'].every(
    (name) => (found[name] ?? null) === (wanted[name] ?? null),
  )
}

function lengthOf(value: unknown): number {
  return typeof value === 'string' ? value.length : 0
}
