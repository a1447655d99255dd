import type { Profile, ProfileRecord, UniqueId } from './wire.ts'
import { primaryName } from './profile-search.ts'

/** What of a profile each fetch instruction asks for; name, kind and stamps are always there. */
const partByInstruction = {
  Address: 'addresses',
  Communication: ['telephones', 'emails'],
  Membership: 'profileMemberships',
  Preference: 'preferenceCollection',
} as const

/** The fetch instructions of getProfile, getProfiles and getProfilesByIds, as the vendor lists them. */
export const profileInstructions = [
  ...[
    'Address',
    'Communication',
    'NegotiatedRate',
    'GdsNegotiatedRate',
    'Comment',
    'Membership',
    'Preference',
  ],
  ...[
    'Keyword',
    'HistoryReservation',
    'FutureReservation',
    'Relationship',
    'Correspondence',
    'Routing',
    'Indicators',
  ],
  ...['Profile', 'WebUserAccount', 'SalesInfo', 'ECertificate', 'Subscriptions', 'PrimaryAccountInfo'],
  ...['DeliveryMethods', 'RoomOwnership'],
] as const

export function profileIds(record: ProfileRecord): UniqueId[] {
  return [{ id: record.id, type: 'Profile' }]
}

/** @param instructions none: the `Profile` part alone, as OPERA answers */
export function viewProfile({ profile }: ProfileRecord, instructions: readonly string[]): Profile {
  const shown = new Map<string, unknown>(Object.entries(profile))
  for (const [instruction, parts] of Object.entries(partByInstruction)) {
    if (!instructions.includes(instruction)) for (const part of [parts].flat()) shown.delete(part)
  }
  return Object.fromEntries(shown)
}

/** A hit of getProfiles: one name, address, phone, e-mail and membership; no preferences. */
export function summariseProfile({ profile }: ProfileRecord): Record<string, unknown> {
  const name = primaryName(profile)
  const { customer } = profile
  const addresses = profile.addresses?.addressInfo ?? []
  const telephones = profile.telephones?.telephoneInfo ?? []
  const emails = profile.emails?.emailInfo ?? []
  return {
    formerName: {
      name: name?.surname,
      givenName: name?.givenName,
      fullName: [name?.surname, name?.givenName].filter(Boolean).join(', '),
      nameType: 'Primary',
      language: customer?.language,
    },
    addressInfo: addresses.find(({ address }) => address.primaryInd) ?? addresses[0],
    telephoneInfo: telephones.find(({ telephone }) => telephone.primaryInd) ?? telephones[0],
    emailInfo: emails.find(({ email }) => email.primaryInd) ?? emails[0],
    profileMembership: profile.profileMemberships?.profileMembership[0],
    vipStatus: customer?.vipStatus && { code: customer.vipStatus, value: customer.vipDescription },
    primaryCompany: customer?.legalCompany,
    profileType: profile.profileType,
    statusCode: profile.statusCode,
    createDateTime: profile.createDateTime,
    creatorId: profile.creatorId,
    lastModifyDateTime: profile.lastModifyDateTime,
    lastModifierId: profile.lastModifierId,
  }
}
